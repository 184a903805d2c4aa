"""Mexico: the global invoice of sales to the general public (node InformacionGlobal)."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from documents.rules.mx.facts import FIELDS, MxFacts
from documents.sat.document import BIMONTHLY, INGRESO, MESES, PERIODICIDADES, months_of
from documents.sat.taxpayer import GENERAL_PUBLIC, GENERIC_NATIONAL, INCORPORATION
from documents.values import DocumentValue, Fault

Path = tuple[str | int, ...]

_PATH: Final[Path] = (*FIELDS, "informacion_global")


def public_has_period(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40130: an invoice to PUBLICO EN GENERAL, RFC XAXX010101000, says its period."""
    if (
        facts.tipo == INGRESO
        and _to_the_public(document, facts)
        and facts.fields.informacion_global is None
    ):
        message = (
            "Give informacion_global, the period of these sales; for one buyer without an RFC"
            " write the buyer's name."
        )
        yield Fault("informacion_global_missing", _PATH, message, "CFDI40130")


def period_is_of_public(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40130: only an invoice (type I) to PUBLICO EN GENERAL has a period."""
    if facts.fields.informacion_global is None:
        return
    if facts.tipo != INGRESO:
        message = "Remove informacion_global: only an invoice has it."
        yield Fault("informacion_global_type", _PATH, message, "CFDI40130")
    elif not _to_the_public(document, facts):
        message = f"Address a global invoice to {GENERAL_PUBLIC}, RFC {GENERIC_NATIONAL}."
        yield Fault("informacion_global_receiver", ("receiver", "tax_id"), message, "CFDI40130")


def public_has_generic_rfc(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40146: the name PUBLICO EN GENERAL goes with RFC XAXX010101000."""
    if _named_public(document) and facts.receiver_rfc != GENERIC_NATIONAL:
        message = f"Give RFC {GENERIC_NATIONAL}, that of {GENERAL_PUBLIC}."
        yield Fault("general_public_rfc", ("receiver", "tax_id"), message, "CFDI40146")


def public_named_exactly(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40130: SAT knows the general public by one spelling, without accent and in capitals."""
    exact = document.receiver.name.strip() == GENERAL_PUBLIC
    if _to_the_public(document, facts) and not exact:
        message = f"Write the name as {GENERAL_PUBLIC}."
        yield Fault("general_public_name", ("receiver", "name"), message, "CFDI40130")


def period_known(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40131, CFDI40133: period and months are keys of c_Periodicidad and c_Meses."""
    period = facts.fields.informacion_global
    if period is None:
        return
    if PERIODICIDADES.find(period.periodicidad, facts.on) is None:
        message = f"Use one of SAT's: {', '.join(PERIODICIDADES.keys(facts.on))}."
        yield Fault("periodicidad_unknown", (*_PATH, "periodicidad"), message, "CFDI40131")
    if MESES.find(period.meses, facts.on) is None:
        message = f"Use one of SAT's: {', '.join(MESES.keys(facts.on))}."
        yield Fault("meses_unknown", (*_PATH, "meses"), message, "CFDI40133")


def months_fit_period(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40134, CFDI40135: two months (13-18) with period 05, one (01-12) with any other."""
    period = facts.fields.informacion_global
    if period is None:
        return
    pair = len(months_of(period.meses)) == 2
    if period.periodicidad == BIMONTHLY and not pair:
        message = "Give two months, 13 to 18, with period 05."
        yield Fault("meses_pair", (*_PATH, "meses"), message, "CFDI40135")
    if period.periodicidad != BIMONTHLY and pair:
        message = f"Give one month, 01 to 12, with period {period.periodicidad}."
        yield Fault("meses_single", (*_PATH, "meses"), message, "CFDI40134")


def bimonthly_by_regime(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40132: only an issuer of regime 621 invoices two months at once."""
    period, regime = facts.fields.informacion_global, facts.issuer_regimen_fiscal
    if period is None or period.periodicidad != BIMONTHLY or regime is None:
        return
    if regime != INCORPORATION:
        message = f"Give another period: 05 is of regime {INCORPORATION} only."
        yield Fault("periodicidad_regime", (*_PATH, "periodicidad"), message, "CFDI40132")


def year_is_near(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40136: the year is this one or the last."""
    period = facts.fields.informacion_global
    if period is not None and period.anio not in {facts.on.year, facts.on.year - 1}:
        message = f"Give {facts.on.year} or {facts.on.year - 1}."
        yield Fault("anio_out_of_range", (*_PATH, "anio"), message, "CFDI40136")


def period_has_begun(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A global invoice is of sales made: its months have begun on the day of issue."""
    period = facts.fields.informacion_global
    if period is None or not months_of(period.meses):
        return
    if (period.anio, max(months_of(period.meses))) > (facts.on.year, facts.on.month):
        message = "Give months that have begun."
        yield Fault("period_future", (*_PATH, "meses"), message)


def _named_public(document: DocumentValue) -> bool:
    """However it is spelt."""
    letters = unicodedata.normalize("NFD", " ".join(document.receiver.name.split()).upper())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain == GENERAL_PUBLIC


def _to_the_public(document: DocumentValue, facts: MxFacts) -> bool:
    return facts.receiver_rfc == GENERIC_NATIONAL and _named_public(document)


RULES: Final = (
    public_has_period,
    period_is_of_public,
    public_has_generic_rfc,
    public_named_exactly,
    period_known,
    months_fit_period,
    bimonthly_by_regime,
    year_is_near,
    period_has_begun,
)
