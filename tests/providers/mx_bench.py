"""The Mexican provider on its sandbox: a business of its own, and documents to send."""

from base64 import b64decode
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import requests

from documents import amounts
from documents.values import DocumentValue, Numbering, Reference, ReferencedDocument
from providers.base import Account, Job, Outcome, OutcomeStatus
from providers.mx_facturagreen.provider import FacturaGreenProvider
from tests.documents import samples_mx
from tests.providers.conftest import Sandbox
from tests.providers.recorders import MemoryRecorder

EMIT = "cfdi/emmit"
PAYMENT = "cfdi/emmited/payment"
LIST = "cfdi/emmited/all"
CANCEL = "cfdi/emmited/cancel"


def today() -> date:
    return datetime.now(ZoneInfo("America/Mexico_City")).date()


@dataclass
class MxBench:
    """A business of the sandbox that no other test uses, and a provider that remembers nothing."""

    sandbox: Sandbox
    folder: Path
    config: dict[str, str] = field(default_factory=dict)
    recorder: MemoryRecorder = field(default_factory=MemoryRecorder)
    numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self):
        self.unit = self.control("POST", "/units")
        self.provider = FacturaGreenProvider()
        [sat] = self.control("GET", "/certificates")["sat"]
        (self.folder / "sat.cer").write_bytes(b64decode(sat["certificate"]))

    def control(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        address = f"{self.sandbox.url}/_control/mx_facturagreen{path}"
        answer = requests.request(method, address, json=body or None, timeout=10)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    @property
    def account(self) -> Account:
        config = {
            "base_url": self.sandbox.url,
            "consulta_url": f"{self.sandbox.url}/ConsultaCFDIService.svc",
            "sat_certificates": str(self.folder),
            "business_uuid": self.unit["uid"],
            **self.config,
        }
        return Account("profile-1", self.unit["key"], config=config)

    def today(self) -> date:
        """The day in Mexico by the sandbox's clock, which other tests move on."""
        now = datetime.fromisoformat(self.control("POST", "/clock")["now"])
        return now.astimezone(ZoneInfo("America/Mexico_City")).date()

    def job(self, *lines: Any, **changes: Any) -> Job:
        """An invoice with the next number."""
        lines = lines or (samples_mx.line(description="Servicio de consultoría"),)
        return self.job_of(samples_mx.invoice(*lines, **changes))

    def job_of(self, document: DocumentValue, **changes: Any) -> Job:
        """The document under an id, number and date of its own."""
        fields = {
            "id": str(uuid4()),
            "emission_date": self.today(),
            "numbering": Numbering("F", "F", 1, 999999, next(self.numbers)),
            **changes,
        }
        value = replace(document, **fields)
        return Job(value, amounts.compute(value), self.account, self.recorder)

    def issued(self, job: Job) -> tuple[Job, Outcome]:
        """The job sent and polled, with its ids."""
        sent = self.provider.submit(job, self.provider.prepare(job))
        assert sent.status is OutcomeStatus.ACCEPTED
        job = replace(job, operation_id=sent.operation_id)
        outcome = self.provider.poll(job)
        assert outcome.status is OutcomeStatus.ISSUED, outcome.faults
        return replace(job, fiscal_id=outcome.fiscal_id), outcome

    def arm(self, scenario: str, operation: str = EMIT, **more: Any) -> None:
        wish = {"unit": self.unit["uid"], "scenario": scenario, "operation": operation, **more}
        self.control("POST", "/scenarios", **wish)

    def arm_reading(self, scenario: str, **more: Any) -> None:
        self.arm(scenario, operation="", **more)

    def hurried(self, job: Job) -> Job:
        config = {**job.account.config, "read_timeout": "0.5"}
        return replace(job, account=replace(job.account, config=config))

    def settle(self, seconds: float = 60) -> None:
        self.control("POST", "/clock", advance_seconds=seconds)

    def documents(self) -> list[dict[str, Any]]:
        return self.control("GET", f"/documents?unit={self.unit['uid']}")["documents"]

    def taken(self) -> int:
        return len(self.documents())

    def sent(self, operation: str) -> int:
        query = f"?unit={self.unit['uid']}&operation={operation}"
        return len(self.control("GET", f"/requests{query}")["requests"])


def referring(relation: str, job: Job, **changes: Any) -> Reference:
    """A reference to an issued document of ours."""
    document = job.document
    known = ReferencedDocument(
        id=document.id,
        document_type=document.document_type,
        status="ISSUED",
        fiscal_status="authorized",
        lifecycle_status="active",
        issuer=document.issuer,
        receiver=document.receiver,
        currency=job.totals.currency,
        total=job.totals.total,
        fiscal_id=job.fiscal_id,
        issued_on=document.emission_date,
        lines=document.line_items,
        country_specific=document.country_specific,
    )
    return Reference(relation, document_id=document.id, document=replace(known, **changes))


def deferred(bench: MxBench, *lines: Any, **own: Any) -> Job:
    """A PPD invoice, issued."""
    job = bench.job(*lines, own={"metodo_pago": "PPD", "forma_pago": "99", **own})
    return bench.issued(job)[0]


def complement_of(*invoices: Job, paid: str = "400.00", **changes: Any) -> DocumentValue:
    """A payment complement that pays `paid` of each invoice, on this day at noon."""
    doctos = [samples_mx.docto(paid, reference=i) for i in range(len(invoices))]
    given = {
        "fecha_pago": f"{today()}T12:00:00",
        "monto": str(Decimal(paid) * len(invoices)),
        **changes,
    }
    return samples_mx.complement(
        samples_mx.pago(*doctos, **given),
        references=tuple(referring("PAYS", job) for job in invoices),
    )
