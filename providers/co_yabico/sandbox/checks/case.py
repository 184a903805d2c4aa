"""What a rule may look at: the input, the unit, the moment and what is known about the number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from providers.co_yabico.sandbox.cufe import BOGOTA
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.draft import Input
from providers.co_yabico.sandbox.kinds import FAMILIES, Family, Kind, other_party
from providers.co_yabico.sandbox.units import Unit


@dataclass(frozen=True, slots=True)
class Case:
    """A document under examination. `unit` is None when the token's organization has no such unit;
    `dialect` is "live" or "printed"; `holder` the uid of the document that has the number already;
    `issued` how many documents the organization has issued. A note has its `target`, the document
    it modifies or (`voids`) ends, and the `earlier` notes to it that DIAN has not rejected;
    `standing` is the target's status."""

    content: Input
    unit: Unit | None
    dialect: str
    now: datetime
    holder: str | None = None
    issued: int = 0
    kind: str = Kind.INVOICE
    target: Document | None = None
    earlier: tuple[Document, ...] = ()
    standing: str = ""
    voids: bool = False

    @property
    def family(self) -> Family:
        """The names of the document's kind."""
        return FAMILIES[self.kind]

    @property
    def consecutive(self) -> str:
        """Prefix and number together."""
        return f"{self.content['id'].get('prefix')}{self.content['id'].get('number')}"

    @property
    def party(self) -> Input:
        """The other party: the buyer, or the supplier of what is bought."""
        found: Input = self.content["documentParties"][other_party(self.kind)]
        return found

    @property
    def today(self) -> date:
        """The date in Bogota."""
        return self.now.astimezone(BOGOTA).date()

    @property
    def issue_date(self) -> date:
        """The date the invoice bears: today when the provider sets it, otherwise the one sent."""
        given = self.content["generalInformation"].get("issueDateTime")
        return bogota_date(given) if given else self.today


def bogota_date(instant: str) -> date:
    """The date in Bogota of an ISO instant; one without offset is taken as Bogota's."""
    read = datetime.fromisoformat(instant)
    return (read.astimezone(BOGOTA) if read.tzinfo else read).date()


def walk(node: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every leaf of an input as (path, field name, value). Lines are named by their id."""
    if isinstance(node, dict):
        for name, value in node.items():
            inner = f"{path}/{name}" if path else name
            if isinstance(value, dict | list):
                yield from walk(value, inner)
            else:
                yield inner, name, value
    elif isinstance(node, list):
        for position, item in enumerate(node):
            label = item.get("lineId", position) if isinstance(item, dict) else position
            yield from walk(item, f"{path}[{label}]")
