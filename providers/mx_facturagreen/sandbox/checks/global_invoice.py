"""The period of a global invoice (node InformacionGlobal)."""

from collections.abc import Iterator

from documents.sat.document import MESES, PERIODICIDADES, months_of
from documents.sat.taxpayer import GENERAL_PUBLIC, GENERIC_NATIONAL
from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import INVOICE, Period

BIMONTHLY = "05"


def check(case: Case) -> Iterator[str]:
    """The period is there with the general public, and only there; its keys fit each other."""
    draft, receiver = case.draft, case.draft.receiver
    public = receiver.name == GENERAL_PUBLIC
    if public and receiver.rfc != GENERIC_NATIONAL:
        yield "CFDI40146"
    if (draft.period is not None) != (public and draft.kind == INVOICE):
        yield "CFDI40130"
    if draft.period is not None:
        yield from _period(case, draft.period)


def _period(case: Case, period: Period) -> Iterator[str]:
    two_months = period.periodicity == BIMONTHLY
    if PERIODICIDADES.find(period.periodicity, case.on) is None:
        yield "CFDI40131"
    if MESES.find(period.months, case.on) is None:
        yield "CFDI40133"
    if two_months and case.draft.issuer.regime != "621":
        yield "CFDI40132"
    if two_months != (len(months_of(period.months)) == 2):
        yield "CFDI40135" if two_months else "CFDI40134"
    if period.year not in (str(case.on.year), str(case.on.year - 1)):
        yield "CFDI40136"
