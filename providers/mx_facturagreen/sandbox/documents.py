"""A stamped document, as FacturaGreen and SAT keep it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

STAMPED = "stamped"
CANCELLING = "cancelling"
CANCELLED = "cancelled"


@dataclass(slots=True)
class Cancellation:
    """A request to cancel. `acceptance`: the receiver is asked. `outcome` is "", `accepted` or
    `rejected`, and holds from `settles_at`; without an answer the request ends at `deadline`, if it
    has one. Instants in ISO."""

    reason: str
    substitute: str
    requested_at: str
    acceptance: bool
    outcome: str = ""
    settles_at: str = ""
    deadline: str = ""
    attempts: int = 1


@dataclass(slots=True)
class Document:
    """A document. `uid` is FacturaGreen's id, `folio_tax` SAT's UUID; `serie` and `folio` are the
    PAC's own, `external_serie` and `external_folio` the client's. `taxes` are those of its lines,
    summed by rate, amounts as text; `paid` the invoices a payment pays."""

    uid: str
    unit: str
    kind: str
    folio_tax: str
    serie: str
    folio: str
    external_serie: str
    external_folio: str
    reference: str
    customer: str
    issuer_rfc: str
    receiver: dict[str, str]
    place: str
    total: str
    currency: str
    exchange: str
    method: str
    at: str
    stamped_at: str
    visible_at: str
    seal: str
    xml: str
    scenario: str
    relations: list[dict[str, Any]]
    taxes: list[dict[str, Any]]
    tax_object: str
    paid: list[str] = field(default_factory=list)
    observations: str = ""
    cancellation: Cancellation | None = None

    def visible(self, now: datetime) -> bool:
        """Whether lists, files and SAT show it."""
        return now >= datetime.fromisoformat(self.visible_at)

    def relates(self, uuid: str, relation: str = "") -> bool:
        """Whether it relates to a folio, by `relation` or by any."""
        return any(
            uuid in each["uuids"] and relation in ("", each["type"]) for each in self.relations
        )

    def as_json(self) -> dict[str, Any]:
        """How the journal keeps it and the control endpoint shows it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Document":
        """The document from `as_json`."""
        cancelled = kept["cancellation"]
        again = Cancellation(**cancelled) if cancelled else None
        return cls(**{**kept, "cancellation": again})
