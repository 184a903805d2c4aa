"""SAT's list of taxpayers (l_RFC), as far as the sandbox knows it. Whoever is not in it is believed
to be who the document says."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Taxpayer:
    """A taxpayer. `active` False: SAT has struck the RFC off."""

    rfc: str
    name: str
    zip: str
    regimes: tuple[str, ...]
    active: bool = True

    def as_json(self) -> dict[str, Any]:
        """How the journal keeps it and the control endpoint shows it."""
        return asdict(self)


def order_taxpayer(wish: dict[str, Any]) -> Taxpayer:
    """A taxpayer from a control request. Raises TypeError on an unknown or missing word."""
    return Taxpayer(**{**wish, "regimes": tuple(wish["regimes"])})


LISTED = (
    Taxpayer("EKU9003173C9", "ESCUELA KEMPER URGATE", "42501", ("601",)),
    Taxpayer("URE180429TM6", "UNIVERSIDAD ROBOTICA ESPAÑOLA", "86991", ("601",)),
    Taxpayer("CAN010101AB1", "CONTRIBUYENTE CANCELADO", "06000", ("601",), active=False),
)
"""SAT's test taxpayers, with their registered names, and one struck off."""
