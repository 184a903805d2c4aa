"""Organizations, their units and the units' numbering ranges."""

import secrets
import uuid
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.nit import is_nit

DIAN_TYPES: dict[str, tuple[str, ...]] = {
    Kind.INVOICE: ("01", "03"),
    Kind.SUPPORT_DOCUMENT: ("05",),
}
"""Kinds that need an authorised range -> the DIAN document types their ranges are for."""


@dataclass(frozen=True, slots=True)
class Range:
    """A numbering authorisation: prefix, first and last number, resolution, validity (dates
    inclusive, ISO), the technical key that DIAN binds to it, and the DIAN type of document it is
    for: 01 sales invoice, 03 contingency, 05 support document."""

    prefix: str = "SETP"
    first: int = 990000000
    last: int = 995000000
    resolution: str = "18760000001"
    valid_from: str = "2019-01-19"
    valid_to: str = "2030-01-19"
    technical_key: str = "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c"
    document_type: str = "01"
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def holds(self, number: int) -> bool:
        """Whether the number lies in the authorised range (DIAN FAD05d)."""
        return self.first <= number <= self.last

    def valid_on(self, day: date) -> bool:
        """Whether an invoice may bear this date (DIAN FAD09a, FAD09b)."""
        return date.fromisoformat(self.valid_from) <= day <= date.fromisoformat(self.valid_to)


@dataclass(frozen=True, slots=True)
class Unit:
    """An organizational unit that issues. `environment` 1 production, 2 test. `step_seconds`
    overrides the pace of its documents. `reuse_rejected`: a number DIAN rejected may be used
    again. `software_pin` goes into CUDE and CUDS."""

    uid: str
    organization: str
    token: str
    name: str
    nit: str
    ranges: tuple[Range, ...]
    environment: str = "2"
    active: bool = True
    plan_documents: int = 100000
    step_seconds: float | None = None
    reuse_rejected: bool = True
    software_pin: str = "12345"

    def range_of(self, prefix: str, kind: str = Kind.INVOICE) -> Range | None:
        """The range with this prefix for a kind of document; notes have none."""
        types = DIAN_TYPES.get(kind, ())
        fitting = (r for r in self.ranges if r.document_type in types)
        return next((r for r in fitting if r.prefix == prefix), None)

    def as_json(self) -> dict[str, Any]:
        """How the journal keeps it and the control endpoint shows it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Unit":
        """The unit from `as_json`."""
        return cls(**{**kept, "ranges": tuple(Range(**r) for r in kept["ranges"])})


SUPPORT_RANGE: dict[str, Any] = {
    "prefix": "SEDS",
    "from": 984000000,
    "to": 985000000,
    "resolution": "18760000002",
    "documentType": "05",
    "technicalKey": "",
}
"""The range for support documents every unit has unless its ranges are named."""

UNIT_WORDS = {
    "environment": "environment",
    "active": "active",
    "planDocuments": "plan_documents",
    "stepSeconds": "step_seconds",
    "reuseRejected": "reuse_rejected",
    "softwarePin": "software_pin",
}
RANGE_WORDS = {
    "prefix": "prefix",
    "from": "first",
    "to": "last",
    "resolution": "resolution",
    "validFrom": "valid_from",
    "validTo": "valid_to",
    "technicalKey": "technical_key",
    "documentType": "document_type",
}


def order_unit(wish: dict[str, Any], organization: str | None = None) -> Unit:
    """A new unit from a control request; everything has a default. `organization` joins it to an
    existing one. Raises ValueError on an unknown word or a bad NIT."""
    known = {*UNIT_WORDS, "uid", "token", "name", "nit", "ranges"}
    if strange := sorted(set(wish) - known):
        raise ValueError(f"unknown: {', '.join(strange)}")
    nit = str(wish.get("nit", "900559088"))
    if not is_nit(nit):
        raise ValueError(f"{nit} is not a NIT")
    return Unit(
        uid=str(wish.get("uid") or uuid.uuid4()),
        organization=organization or str(uuid.uuid4()),
        token=str(wish.get("token") or f"sandbox-{secrets.token_hex(12)}"),
        name=str(wish.get("name", "EMPRESA DE PRUEBAS SAS")),
        nit=nit,
        ranges=tuple(order_range(r) for r in wish.get("ranges", [{}, SUPPORT_RANGE])),
        **{ours: wish[theirs] for theirs, ours in UNIT_WORDS.items() if theirs in wish},
    )


def order_range(wish: dict[str, Any]) -> Range:
    """A range from a control request. Raises ValueError on an unknown word or a wrong validity."""
    if strange := sorted(set(wish) - set(RANGE_WORDS)):
        raise ValueError(f"unknown in a range: {', '.join(strange)}")
    made = Range(**{RANGE_WORDS[theirs]: value for theirs, value in wish.items()})
    if date.fromisoformat(made.valid_from) > date.fromisoformat(made.valid_to):
        raise ValueError("a range that ends before it starts")
    return made


def show_unit(unit: Unit) -> dict[str, Any]:
    """The unit in the words of the control endpoint."""
    own = {theirs: getattr(unit, ours) for theirs, ours in UNIT_WORDS.items()}
    ranges = [{t: getattr(r, o) for t, o in RANGE_WORDS.items()} for r in unit.ranges]
    named = {k: getattr(unit, k) for k in ("uid", "organization", "token", "name", "nit")}
    return {**named, **own, "ranges": ranges}
