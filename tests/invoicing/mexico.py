"""Mexican documents that are valid already, and a provider that cancels by motive which a test
holds in its hands."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from documents.models import Document, DocumentReference
from invoicing.api.examples import countries
from invoicing.models import Event, Submission
from parties.models import IssuerProfile, Party, Tenant
from providers import registry, secrets
from providers.base import Job, Outcome, OutcomeStatus, ProviderError, WireAnswer, WireRequest
from providers.cancellation import Cancellation, CancellationStage, CancellationState

TAG = "mx_cfdi.v4_0"
BUSINESS = "business-of-ana"
STAGES = {
    "": ("Vigente", CancellationStage.NOT_REQUESTED),
    "En proceso": ("Vigente", CancellationStage.PENDING),
    "Solicitud rechazada": ("Vigente", CancellationStage.REJECTED),
    "No cancelable": ("Vigente", CancellationStage.NOT_CANCELLABLE),
    "Plazo vencido": ("Cancelado", CancellationStage.CANCELLED),
    "Cancelado sin aceptación": ("Cancelado", CancellationStage.CANCELLED),
    "Cancelado con aceptación": ("Cancelado", CancellationStage.CANCELLED),
    "No Encontrado": ("No Encontrado", CancellationStage.NOT_FOUND),
}


def says(words: str, **more: Any) -> CancellationState:
    """SAT's state by its EstatusCancelacion."""
    state, stage = STAGES[words]
    must_act = "receiver" if stage is CancellationStage.PENDING else ""
    fields = {"cancellable": "Cancelable con aceptación", "must_act": must_act, **more}
    return CancellationState(stage, state, status=words, **fields)


class HeldCanceller:
    """`CancellationProvider`. What is in `requesting` and `states` is answered, or raised, in turn;
    the last one for ever."""

    name = "mx_facturagreen"
    country = "MX"
    document_types = frozenset({"INVOICE", "CREDIT_NOTE", "PAYMENT_COMPLEMENT"})
    poll_schedule = (1.0,)
    find_schedule = (1.0, 1.0)

    def __init__(self) -> None:
        self.requesting: list[Any] = [Outcome(OutcomeStatus.CANCELLING)]
        self.states: list[Any] = [says("Cancelado sin aceptación")]
        self.asked: list[Cancellation] = []
        self.looked = 0
        self.since: list[Any] = []

    def request_cancellation(self, job: Job, cancellation: Cancellation) -> Outcome:
        """What `requesting` holds."""
        self.asked.append(cancellation)
        return self._answer(job, "cancel", self.requesting)

    def cancellation_state(self, job: Job, requested_at: Any = None) -> CancellationState:
        """What `states` holds."""
        self.looked += 1
        self.since.append(requested_at)
        return self._answer(job, "ConsultaCFDI", self.states)

    def _answer(self, job: Job, operation: str, queue: list[Any]) -> Any:
        given = queue.pop(0) if len(queue) > 1 else queue[0]
        body = json.dumps({"folio_tax": job.fiscal_id}).encode()
        request = WireRequest(str(uuid4()), operation, "POST", "https://p.example", {}, body)
        job.recorder.sent(request)
        job.recorder.answered(request, WireAnswer(200, {}, b"{}", 5))
        if isinstance(given, ProviderError):
            raise given
        return given


@pytest.fixture
def canceller(monkeypatch, settings) -> HeldCanceller:
    """The provider in the test's hands; no waits."""
    held = HeldCanceller()
    monkeypatch.setattr(registry, "for_country", {"MX": held}.get)
    monkeypatch.setenv("MX_KEY", "key-of-ana")
    secrets.forget("env:MX_KEY")
    settings.SCHEDULE_SCALE = 0
    return held


def mx_profile(tenant: Tenant, **config: str) -> IssuerProfile:
    """The Mexican issuer's profile."""
    issuer = countries.DOCUMENTS["MX"]["issuer"]
    party, _ = Party.objects.get_or_create(
        tenant=tenant,
        tax_id=issuer["tax_id"],
        defaults={"tax_id_type": "RFC", "name": issuer["name"], "country": "MX", "kind": "issuer"},
    )
    profile, _ = IssuerProfile.objects.get_or_create(
        tenant=tenant,
        party=party,
        country="MX",
        issuer_series="A",
        defaults={
            "numerator_prefix": "A",
            "numerator_current": 0,
            "secret_arn": "env:MX_KEY",
            "provider_config": {"business_uuid": BUSINESS, **config},
        },
    )
    return profile


def valid(tenant: Tenant, number: int, **more: Any) -> Document:
    """A document SAT holds valid, issued an hour ago."""
    example, now = countries.DOCUMENTS["MX"], timezone.now()
    references = more.pop("references", [])
    fields: dict[str, Any] = {
        "document_type": "INVOICE",
        "status": "ISSUED",
        "fiscal_status": "authorized",
        "lifecycle_status": "active",
        "issuer": example["issuer"],
        "receiver": example["receiver"],
        "line_items": [line | {"quantity": "2"} for line in example["line_items"]],
        "country_specific": example["country_specific"],
        "totals": {"currency": "MXN", "total": str(Decimal("116000.00"))},
        "fiscal_id": str(uuid4()).upper(),
        "provider_operation_id": f"e-business-{number}-{uuid4()}",
        "issued_at": now - timedelta(hours=1),
    }
    document = Document.objects.create(
        tenant=tenant,
        country="MX",
        issuer_profile=mx_profile(tenant),
        issuer_tax_id=example["issuer"]["tax_id"],
        series="A",
        prefix="A",
        number=number,
        created_at=now + timedelta(microseconds=number),
        updated_at=now,
        references=[{"relation": r, "document_id": str(to.id)} for r, to in references],
        **{**fields, **more},
    )
    for relation, to in references:
        DocumentReference.objects.create(
            document=document, referenced_document=to, relation=relation
        )
    return document


def motive(motivo: str, **more: Any) -> dict[str, Any]:
    """country_specific of a request to cancel."""
    return {"type": TAG, "cancellation": {"motivo": motivo, **more}}


def work_on(document: Document) -> Submission:
    """The submission of its cancellation, the newest."""
    return Submission.objects.filter(document=document, purpose="cancel").latest("created_at")


def told(document: Document) -> list[str]:
    """The types of its events, oldest first."""
    rows = Event.objects.filter(document=document).order_by("id")
    return [row.type.removeprefix("document.") for row in rows]
