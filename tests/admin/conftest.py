"""Two tenants with a row of every kind, and the staff who look at them."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from documents import evidence
from documents.models import (
    Document,
    DocumentFile,
    DocumentReference,
    Evidence,
    ReceivedDocument,
    SatKey,
)
from invoicing import (
    acceptance_record,
    events,
    follow_up,
    issue,
    provider_webhooks,
    transitions,
)
from invoicing.actor import Actor
from invoicing.models import (
    AcceptanceEvent,
    AccountAlert,
    FollowUp,
    IdempotentRequest,
    ProviderNotice,
    ProviderWebhook,
)
from parties import api_keys
from parties.models import ApiKey, IssuerProfile, Tenant
from providers.acceptance import RemoteEvent
from tests.factories import received_document
from tests.invoicing.conftest import RECEIVER, new_draft, new_profile
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.replay import send_sample
from webhooks.subscribe import subscribe

ACTOR = Actor("ik_caller", frozenset({"read", "write"}), "flow-1")
CUFE = "ab" * 48
CUSTOMER = {**RECEIVER, "tax_id": "900373076-4"}


@dataclass
class World:
    """One tenant and one row of everything it owns."""

    tenant: Tenant
    profile: IssuerProfile
    document: Document
    file: DocumentFile
    evidence: Evidence
    key: ApiKey
    key_text: str
    subscription: Subscription
    webhook_secret: str
    request: IdempotentRequest
    delivery: Delivery
    attempt: Attempt
    received: ReceivedDocument
    acceptance: AcceptanceEvent
    follow_up: FollowUp
    alert: AccountAlert
    notice: ProviderNotice
    webhook: ProviderWebhook

    def rows(self) -> dict[str, Any]:
        """A row of each registered model, by `app.model`."""
        submission = self.document.submissions.get()
        event = self.document.events.first()
        return {
            "parties.tenant": self.tenant,
            "parties.apikey": self.key,
            "parties.party": self.profile.party,
            "parties.issuerprofile": self.profile,
            "documents.document": self.document,
            "documents.documentreference": referring_to(self.document),
            "documents.documentfile": self.file,
            "documents.receiveddocument": self.received,
            "documents.satkey": imported_key(),
            "documents.evidence": self.evidence,
            "documents.evidencechain": self.tenant.evidencechain,
            "invoicing.idempotentrequest": self.request,
            "invoicing.submission": submission,
            "invoicing.event": event,
            "invoicing.acceptanceevent": self.acceptance,
            "invoicing.followup": self.follow_up,
            "invoicing.accountalert": self.alert,
            "invoicing.providernotice": self.notice,
            "invoicing.providerwebhook": self.webhook,
            "invoicing.eventoffset": self.tenant.eventoffset,
            "webhooks.subscription": self.subscription,
            "webhooks.delivery": self.delivery,
            "webhooks.attempt": self.attempt,
        }


def submitted(tenant: Tenant, receiver: dict[str, Any] | None = None, **more: Any) -> Document:
    """A document waiting to be sent, PENDING, with the next number."""
    draft = new_draft(receiver={**CUSTOMER, **(receiver or {})}, **more)
    return issue.create(tenant, draft, "SUBMIT", ACTOR)


def drafted(tenant: Tenant) -> Document:
    """A draft."""
    return issue.create(tenant, new_draft(receiver=CUSTOMER), "DRAFT", ACTOR)


def close(document: Document) -> None:
    """Its submission is over."""
    document.submissions.update(step="done", due_at=None)


def issued(document: Document, fiscal_id: str = CUFE) -> Document:
    """The document as the authority has taken it."""
    close(document)
    return transitions.move(
        document, transitions.ISSUED, ACTOR, fiscal_id=fiscal_id, issued_at=timezone.now()
    )


def rejected(document: Document, message: str = "The receiver's NIT is wrong.") -> Document:
    """The document as the authority has refused it."""
    close(document)
    failure = {
        "code": "rejected",
        "classification": "fatal",
        "message": message,
        "faults": [
            {
                "code": "nit_check_digit",
                "loc": ["line_items", 0, "unit_price"],
                "message": message,
                "law": "FAK24",
            }
        ],
        "provider_response": {"errors": [{"id": "FAK24"}]},
    }
    return transitions.move(
        document, transitions.REJECTED, ACTOR, failure=failure, failure_reason=message
    )


def in_doubt(document: Document) -> Document:
    """The document sent, its outcome unknown."""
    document.submissions.update(step="find")
    return transitions.move(document, transitions.UNKNOWN, ACTOR, {"reason": "time-out"})


def exchange(document: Document, **more: Any) -> Evidence:
    """An answered request about a document, with its sent half before it."""
    parts: dict[str, Any] = {
        "tenant_id": document.tenant_id,
        "document_id": document.id,
        "exchange_id": uuid.uuid4(),
        "provider": "co_yabico",
        "operation": "createInvoice",
        "attempt": 1,
        "method": "POST",
        "url": "https://provider.example/einvoices/",
        "request_headers": {"Content-Type": "application/json"},
        "request_body": b'{"total":119000.00}',
        "flow_id": "flow-1",
    }
    answer: dict[str, Any] = {
        "response_status": 200,
        "response_headers": {"Content-Type": "application/json"},
        "response_body": b'{"document":{"uid":"u-1"}}',
        "milliseconds": 87,
    }
    given = {**parts, **{name: value for name, value in more.items() if name in parts}}
    evidence.keep(evidence.Piece(phase="sent", **given))
    return evidence.keep(
        evidence.Piece(phase="answered", **{**given, **answer, **more}),
    )


def file_of(document: Document, content: bytes = b"%PDF-1.7 made up") -> DocumentFile:
    """A stored PDF."""
    return DocumentFile.objects.create(
        tenant_id=document.tenant_id,
        document=document,
        kind="pdf",
        filename=f"{document.number_text}.pdf",
        content=content,
        size=len(content),
        sha256="0" * 64,
    )


def new_world(name: str, fiscal_id: str = CUFE) -> World:
    """A tenant with one issued document and all that comes with it."""
    tenant = Tenant.objects.create(name=name)
    profile = new_profile(tenant)
    document = submitted(tenant, {"name": f"Cliente de {name}"})
    answered = exchange(document)
    issued(document, fiscal_id)
    events.sequence()
    key = api_keys.create(tenant, f"{name} key", ["read"])
    subscription, secret = subscribe(
        tenant, f"{name} hook", "https://hook.example/", ["document.issued"]
    )
    request = IdempotentRequest.objects.create(
        tenant=tenant, key=uuid.uuid4(), fingerprint="f" * 64, response_body=b'{"a":1}'
    )
    delivery = send_sample(tenant, subscription.id)
    received = received_document(tenant, fiscal_id)
    return World(
        tenant,
        profile,
        document,
        file_of(document),
        answered,
        key.key,
        key.secret,
        subscription,
        secret,
        request,
        delivery,
        attempted(delivery),
        received,
        acknowledged(received),
        follow_up.begin_purchase(received, ACTOR),
        AccountAlert.objects.create(tenant=tenant, kind="plan_used", subject="0" * 64, level=80),
        notice_of(document),
        provider_webhooks.create(tenant, "mx_facturagreen").webhook,
    )


def notice_of(document: Document) -> ProviderNotice:
    """A provider's notice that was matched with a document."""
    return ProviderNotice.objects.create(
        tenant_id=document.tenant_id,
        provider="mx_facturagreen",
        state="matched",
        event_id=str(uuid.uuid4()),
        type="cfdi.stamped",
        body=b'{"event": {"type": "cfdi.stamped"}}',
        document=document,
        received_at=timezone.now(),
    )


def referring_to(document: Document) -> DocumentReference:
    """A reference to a document, from itself: no other row is in the lists for it."""
    reference, _ = DocumentReference.objects.get_or_create(
        document=document, referenced_document=document, relation="RELATED"
    )
    return reference


def imported_key() -> SatKey:
    """A key of SAT's, the same for all: it belongs to no tenant."""
    stored = {"name": "Pieza", "valid_from": date(2022, 1, 1)}
    key, _ = SatKey.objects.get_or_create(catalogue="c_ClaveUnidad", key="H87", defaults=stored)
    return key


def acknowledged(received: ReceivedDocument) -> AcceptanceEvent:
    """An acceptance event that somebody else sent about a received invoice."""
    event = RemoteEvent("030", "uid-030", timezone.now(), sender_name="Otra oficina")
    acceptance_record.record(received, [event], ACTOR)
    return received.acceptance_events.get()


def attempted(delivery: Delivery) -> Attempt:
    """A request that was answered."""
    return Attempt.objects.create(
        tenant_id=delivery.tenant_id,
        delivery=delivery,
        number=1,
        at=timezone.now(),
        url="https://hook.example/",
        status=500,
        milliseconds=12,
        excerpt=b"out of order",
    )


@pytest.fixture(autouse=True)
def plain_http(settings: Any) -> None:
    """The test client speaks http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def ana(db: None) -> World:
    """The tenant that Sara looks after."""
    return new_world("Ana SA")


@pytest.fixture
def bea(db: None) -> World:
    """A tenant that Sara may not see."""
    return new_world("Bea SL", fiscal_id="cd" * 48)


def permit(user: User, *codenames: str) -> None:
    """Give a user permissions by codename, the console's own among them."""
    document_type = ContentType.objects.get_for_model(Document)
    if "reconcile_document" in codenames:
        Permission.objects.get_or_create(
            codename="reconcile_document",
            content_type=document_type,
            defaults={"name": "Can settle an unknown outcome"},
        )
    found = Permission.objects.filter(codename__in=codenames)
    assert found.count() >= len(codenames)
    user.user_permissions.add(*found)


def staff(username: str, *tenants: Tenant) -> User:
    """A member of staff without any permission yet."""
    user = User.objects.create(username=username, is_staff=True)
    for tenant in tenants:
        tenant.staff.add(user)
    return user


@pytest.fixture
def sara(ana: World) -> User:
    """Finance staff of Ana: every permission there is but reconciling."""
    user = staff("sara", ana.tenant)
    apps = ("parties", "documents", "invoicing", "webhooks")
    all_of_them = Permission.objects.filter(content_type__app_label__in=apps)
    user.user_permissions.add(*all_of_them.exclude(codename="reconcile_document"))
    return user


@pytest.fixture
def as_sara(sara: User) -> Client:
    """Sara's browser."""
    return logged_in(sara)


@pytest.fixture
def as_root(db: None) -> Client:
    """A superuser's browser."""
    return logged_in(User.objects.create_superuser("root"))


def logged_in(user: User) -> Client:
    """A browser in which the user is logged in."""
    client = Client()
    client.force_login(user)
    return client
