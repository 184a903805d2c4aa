"""SAT's big catalogues at submission: only those that were imported are checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from documents.models import SatKey
from documents.rules import shape
from documents.rules.mx.facts import FIELDS, RECEIVER, TYPES, MxFacts, facts_of
from documents.sat.formats import is_codigo_postal
from documents.sat_key import CODIGO_POSTAL, PROD_SERV, UNIDAD
from documents.values import Country, DocumentValue, Fault

Path = tuple[str | int, ...]
Rows = dict[tuple[str, str], tuple[date, date | None]]


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of SAT's that the law ties to a catalogue, and the code SAT answers with."""

    name: str
    catalogue: str
    law: str


_CLAVE_PROD_SERV: Final = _Place("clave_prod_serv", PROD_SERV, "CFDI40162")
_CLAVE_UNIDAD: Final = _Place("clave_unidad", UNIDAD, "CFDI40165")
_LUGAR_EXPEDICION: Final = _Place("lugar_expedicion", CODIGO_POSTAL, "CFDI40126")
_DOMICILIO_FISCAL: Final = _Place("domicilio_fiscal", CODIGO_POSTAL, "CFDI40147")


@dataclass(frozen=True, slots=True)
class _Use:
    """A key as a document gives it, at its path in the caller's body."""

    place: _Place
    path: Path
    key: str

    @property
    def row(self) -> tuple[str, str]:
        """What it is stored by."""
        return self.place.catalogue, self.key


def check(document: DocumentValue, today: date) -> tuple[Fault, ...]:
    """The keys of a Mexican document that its catalogue does not have on the day of issue:
    CFDI40162 and CFDI40165 (class and unit of a line), CFDI40126 (place of issue), CFDI40147
    (receiver's tax domicile). `today` is the day in Mexico City. One query; none elsewhere, nor for
    a document whose shape is wrong, which has been told by `documents.rules`.
    """
    if document.country != Country.MX or document.document_type not in TYPES:
        return ()
    if any(shape.check(document)):
        return ()
    facts = facts_of(document, today)
    uses = tuple(_uses(facts))
    rows = _rows(uses)
    imported = {catalogue for catalogue, _ in rows}
    return tuple(
        _fault(use, facts.on)
        for use in uses
        if use.place.catalogue in imported and not _holds(rows, use, facts.on)
    )


def _uses(facts: MxFacts) -> Iterator[_Use]:
    for i, line in enumerate(facts.lines):
        for place, key in (
            (_CLAVE_PROD_SERV, line.clave_prod_serv),
            (_CLAVE_UNIDAD, line.clave_unidad),
        ):
            if key is not None:
                yield _Use(place, ("line_items", i, *FIELDS, place.name), key)
    for place, around, key in (
        (_LUGAR_EXPEDICION, FIELDS, facts.lugar_expedicion),
        (_DOMICILIO_FISCAL, RECEIVER, facts.receiver.domicilio_fiscal),
    ):
        if key is not None and is_codigo_postal(key):
            yield _Use(place, (*around, place.name), key)


def _rows(uses: tuple[_Use, ...]) -> Rows:
    """The days of each key that is used and stored, and of one other key of each catalogue: where
    there is none, the catalogue was not imported."""
    parts: list[QuerySet[SatKey]] = []
    for catalogue in sorted({use.place.catalogue for use in uses}):
        keys = {use.key for use in uses if use.place.catalogue == catalogue}
        own = SatKey.objects.filter(catalogue=catalogue)
        parts += [own.filter(key__in=keys), own.exclude(key__in=keys)[:1]]
    if not parts:
        return {}
    first, *others = (
        part.values_list("catalogue", "key", "valid_from", "valid_to") for part in parts
    )
    found = first.union(*others, all=True)
    return {(catalogue, key): (since, until) for catalogue, key, since, until in found}


def _holds(rows: Rows, use: _Use, day: date) -> bool:
    if use.row not in rows:
        return False
    since, until = rows[use.row]
    return since <= day and (until is None or day <= until)


def _fault(use: _Use, day: date) -> Fault:
    catalogue, name = use.place.catalogue, use.place.name
    message = f"{use.key} is no key of {catalogue} on {day}; give one that is."
    return Fault(f"{name}_unknown", use.path, message, use.place.law)
