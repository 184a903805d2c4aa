"""Evidence put together again: one exchange is what was sent and what came back."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, F, Func, IntegerField, QuerySet, When
from django.db.models.functions import Coalesce

from documents.console.bodies import pretty, readable
from documents.models import Evidence

BIGGEST_SHOWN: Final = 256 * 1024
FIRST_ROWS: Final = 10
LAST_ROWS: Final = 40
NO_ANSWER = "No answer was stored: the outcome of this request was not seen."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its answer, ready for a page. `row` is the answered piece of evidence, or the
    sent one where no answer was stored."""

    row: Evidence
    request: str
    response: str
    request_headers: str
    response_headers: str

    @property
    def is_trouble(self) -> bool:
        """An error, no answer, or an answer that is no success."""
        status = self.row.response_status
        return bool(self.row.error) or status is None or status >= 400


def light(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Rows without their bodies, with the bodies' sizes."""
    return rows.defer("request_body", "response_body").annotate(
        request_size=_size("request_body"), response_size=_size("response_body")
    )


def exchanges_of(document_id: UUID) -> tuple[list[Exchange], int]:
    """A document's exchanges in order, and how many rows in the middle were left out."""
    return _first_and_last(with_bodies(Evidence.objects.filter(document_id=document_id)))


def exchanges_of_received(received_id: UUID) -> tuple[list[Exchange], int]:
    """The same of a received document."""
    return _first_and_last(with_bodies(Evidence.objects.filter(received_document_id=received_id)))


def _first_and_last(rows: QuerySet[Evidence]) -> tuple[list[Exchange], int]:
    count = rows.count()
    if count <= FIRST_ROWS + LAST_ROWS:
        return _paired(rows.order_by("seq")), 0
    first = list(rows.order_by("seq")[:FIRST_ROWS])
    last = list(rows.order_by("-seq")[:LAST_ROWS])[::-1]
    return _paired([*first, *last]), count - FIRST_ROWS - LAST_ROWS


def with_bodies(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Rows with `request_shown`, `response_shown`: bodies up to BIGGEST_SHOWN bytes, else NULL."""
    return light(rows).annotate(
        request_shown=_unless_big("request_body"), response_shown=_unless_big("response_body")
    )


def exchange_of(row: Any) -> Exchange:
    """One row of `with_bodies` as an exchange."""
    return Exchange(
        row=row,
        request=_body(row.request_shown, row.request_size),
        response=_answer(row),
        request_headers=pretty(row.request_headers),
        response_headers=pretty(row.response_headers),
    )


def _paired(rows: Any) -> list[Exchange]:
    """The last row of each exchange: the answered one repeats what was sent."""
    exchanges: dict[UUID, Any] = {}
    for row in rows:
        exchanges[row.exchange_id] = row
    return [exchange_of(row) for row in exchanges.values()]


def _size(column: str) -> Coalesce:
    length = Func(F(column), function="octet_length", output_field=IntegerField())
    return Coalesce(length, 0)


def _unless_big(column: str) -> Case:
    return Case(When(**{f"{column.replace('_body', '_size')}__lte": BIGGEST_SHOWN}, then=F(column)))


def _body(content: Any, size: int) -> str:
    if content is None and size > BIGGEST_SHOWN:
        return f"{size:,} bytes: too long to show here, download the raw bytes."
    return readable(bytes(content)) if content else ""


def _answer(row: Any) -> str:
    if row.phase == "sent":
        return NO_ANSWER
    if row.error and not row.response_size:
        return str(row.error)
    return _body(row.response_shown, row.response_size)
