"""A provider of purchases and acceptance events that a test holds in its hands: it answers what it
is told to, says on the wire what it does, and counts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from documents.values import Party
from providers import registry, secrets
from providers.acceptance import RemoteEvent
from providers.base import Job, ProviderError, RemoteFile, WireAnswer, WireRequest
from providers.purchases import Purchase, PurchaseJob

CUFE = "0123456789abcdef" * 6
SELLER = Party("900373076-4", "NIT", "PROVEEDOR DE PRUEBA SAS", "ventas@proveedor.example")
BUYER = Party("900559088-2", "NIT", "EMPRESA DE PRUEBAS SAS")


class Killed(BaseException):
    """The worker dies here: nothing catches it."""


def purchase(**more: Any) -> Purchase:
    """An invoice on credit that SELLER issued to BUYER."""
    fields: dict[str, Any] = {
        "operation_id": "5f0f8a4e-0000-4000-8000-000000000001",
        "document_type": "INVOICE",
        "fiscal_id": CUFE,
        "number": "FV100",
        "issuer": SELLER,
        "receiver": BUYER,
        "currency": "COP",
        "total": Decimal("119000.00"),
        "raw_status": "DIAN_VALIDATED",
        "issued_at": datetime(2026, 11, 19, 15, 0, tzinfo=UTC),
        "payment_form": "CREDIT",
        "lines": ({"description": "Papel", "quantity": "2", "unit_price": "50000.00"},),
        "totals": {"total": "119000.00"},
    }
    return Purchase(**{**fields, **more})


class HeldProvider:
    """`PurchaseReader` and `AcceptanceReader`. What is in `adding` and `finding` is answered, or
    raised, or called, in turn; the last one for ever."""

    name = "co_yabico"
    country = "CO"
    document_types = frozenset({"INVOICE", "ACCEPTANCE_EVENT"})

    def __init__(self) -> None:
        self.adding: list[Any] = [purchase()]
        self.finding: list[Any] = [purchase()]
        self.events: list[RemoteEvent] | ProviderError = []
        self.remote_files: list[Any] = [(RemoteFile("xml", "FV100.xml", b"<Invoice/>"),)]
        self.calls: list[str] = []

    def add_purchase(self, job: PurchaseJob) -> Purchase:
        """What `adding` holds."""
        return self._answer("add", job, self.adding)

    def find_purchase(self, job: PurchaseJob) -> Purchase | None:
        """What `finding` holds."""
        return self._answer("find", job, self.finding)

    def purchase_files(self, job: PurchaseJob) -> tuple[RemoteFile, ...]:
        """What `remote_files` holds."""
        return self._answer("files", job, self.remote_files)

    def acceptance_events(self, job: Job) -> tuple[RemoteEvent, ...]:
        """What `events` holds."""
        assert job.operation_id, "only an invoice the provider knows has events"
        self.calls.append("events")
        if isinstance(self.events, ProviderError):
            raise self.events
        return tuple(self.events)

    def _answer(self, verb: str, job: PurchaseJob, queue: list[Any]) -> Any:
        assert job.account.secret == "token-of-ana"
        self.calls.append(verb)
        given = queue.pop(0) if len(queue) > 1 else queue[0]
        self._on_the_wire(verb, job)
        if isinstance(given, BaseException):
            raise given
        return given() if isinstance(given, Callable) else given

    def _on_the_wire(self, verb: str, job: PurchaseJob) -> None:
        body = json.dumps({verb: job.fiscal_id}).encode()
        request = WireRequest(
            str(uuid4()), f"{verb}Purchase", "POST", "https://p.example", {}, body
        )
        job.recorder.sent(request)
        job.recorder.answered(request, WireAnswer(200, {}, b"{}", 5))


def remote(code: str, at: datetime, **more: Any) -> RemoteEvent:
    """An event as the provider tells of it."""
    fields = {"uid": f"uid-{code}", "occurred_at": at, "sender_id": "900373076"}
    return RemoteEvent(code=code, **{**fields, **more})


@pytest.fixture
def provider(monkeypatch, settings) -> HeldProvider:
    """The provider in the test's hands, with the credential it wants; no waits."""
    held = HeldProvider()
    monkeypatch.setattr(registry, "for_country", {"CO": held}.get)
    monkeypatch.setenv("CO_TOKEN", "token-of-ana")
    secrets.forget("env:CO_TOKEN")
    settings.SCHEDULE_SCALE = 0
    return held
