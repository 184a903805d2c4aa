"""Support documents: purchases from those who do not invoice electronically (annex DS 1.1)."""

from collections.abc import Iterator

from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.kinds import Kind


def supplier_lives_where_it_says(case: Case) -> Iterator[Fault]:
    """001-AS1: a resident's address is in Colombia, a non-resident's is not."""
    if case.kind != Kind.SUPPORT_DOCUMENT:
        return
    resident = case.content["generalInformation"]["operationCode"] == "RESIDENT_PURCHASE"
    at_home = case.party["physicalLocation"]["country"] == "CO"
    if resident != at_home:
        told = "a resident's is CO" if resident else "a non-resident's is not CO"
        yield Fault("001-AS1", told, "accountingSupplierParty/physicalLocation/country")


def supplier_is_not_the_unit(case: Case) -> Iterator[Fault]:
    """001-AS1: nobody buys from itself."""
    if case.kind != Kind.SUPPORT_DOCUMENT or case.unit is None:
        return
    identifier = str(case.party["personId"].get("identifier") or "").split("-")[0]
    if identifier == case.unit.nit.split("-")[0]:
        yield Fault("001-AS1", "the supplier is the unit itself", "accountingSupplierParty")


def lines_say_when(case: Case) -> Iterator[Fault]:
    """001-F2: each line has the date of the purchase (DSFC02a)."""
    for line in case.content["documentLines"] if case.kind == Kind.SUPPORT_DOCUMENT else ():
        if not (line.get("invoicePeriod") or {}).get("startDate"):
            yield Fault("001-F2", "missing", f"documentLines[{line['lineId']}]/invoicePeriod")


def purchases_are_not_in_the_future(case: Case) -> Iterator[Fault]:
    """001-D1: nothing is documented before it was bought."""
    for line in case.content["documentLines"] if case.kind == Kind.SUPPORT_DOCUMENT else ():
        bought = (line.get("invoicePeriod") or {}).get("startDate")
        if bought and bought > case.issue_date.isoformat():
            where = f"documentLines[{line['lineId']}]/invoicePeriod"
            yield Fault("001-D1", f"{bought} is after {case.issue_date}", where)
