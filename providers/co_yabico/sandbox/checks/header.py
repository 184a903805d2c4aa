"""Dates, currency, texts and item codes."""

import re
from collections import Counter
from collections.abc import Iterator

from providers.co_yabico.sandbox.checks.case import Case, walk
from providers.co_yabico.sandbox.errors import Fault

TEXT_LIMITS = {
    "prefix": 4,
    "text": 500,
    "address": 300,
    "corporateName": 450,
    "registrationName": 450,
    "firstName": 50,
    "secondName": 50,
    "firstSurname": 50,
    "secondSurname": 50,
    "identifier": 35,
    "value": 5000,
    "brandName": 100,
    "modelName": 100,
    "name": 450,
    "postalCode": 10,
    "phone": 50,
}
"""Longest text by field name, in characters. The provider documents only the 50 of a full name; the
others are the sandbox's, of the size of annex 1.9."""

MUST_BE_FILLED = frozenset({"text", "address", "registrationName", "referenceId"})
FULL_NAME_LIMIT = 50
GTIN_LENGTHS = (8, 12, 13, 14)


def issued_today(case: Case) -> Iterator[Fault]:
    """001-D1: where the client sends the issue date it is today in Bogota, because the provider
    signs now and the dates must agree (DIAN FAD09e)."""
    if case.content["generalInformation"].get("issueDateTime") and case.issue_date != case.today:
        yield Fault("001-D1", f"{case.issue_date} is not {case.today}", "issueDateTime")


def references_are_older(case: Case) -> Iterator[Fault]:
    """001-ID1: a document referred to, or a prepayment, is not younger than the document."""
    dates = [
        (f"referencedDocuments[{n}]/issueDate", reference.get("issueDate"))
        for n, reference in enumerate(case.content.get("referencedDocuments") or ())
        if reference
    ]
    prepayments = case.content["paymentDescription"].get("prepayments") or ()
    dates += [
        (f"prepayments[{n}]/receivedDate", p.get("receivedDate"))
        for n, p in enumerate(prepayments)
        if p
    ]
    for where, given in dates:
        if given and given > case.issue_date.isoformat():
            yield Fault("001-ID1", f"{given} is after {case.issue_date}", where)


def period_is_in_order(case: Case) -> Iterator[Fault]:
    """001-D1: a period does not end before it starts."""
    period = case.content["generalInformation"].get("documentPeriod") or {}
    start, end = period.get("startDate"), period.get("endDate")
    if start and end and end < start:
        yield Fault("001-D1", f"{end} is before {start}", "documentPeriod")


def currency_has_a_rate(case: Case) -> Iterator[Fault]:
    """001-F2: another currency than COP needs rate and date (DIAN FAR01, FAR06)."""
    if case.content["generalInformation"]["currency"] == "COP":
        return
    rate = case.content["paymentDescription"].get("paymentExchangeRate") or {}
    for name in ("calculationRate", "date"):
        if not rate.get(name):
            yield Fault("001-F2", "a foreign currency needs it", f"paymentExchangeRate/{name}")


def document_has_lines(case: Case) -> Iterator[Fault]:
    """001-F2: there is at least one line (DIAN FAV01)."""
    if not case.content["documentLines"]:
        yield Fault("001-F2", "at least one line", "documentLines")


def line_ids_are_unique(case: Case) -> Iterator[Fault]:
    """001-DL1: no two lines have the same lineId."""
    counted = Counter(line["lineId"] for line in case.content["documentLines"])
    for line_id in [i for i, times in counted.items() if times > 1]:
        yield Fault("001-DL1", f"line id {line_id} stands twice", "documentLines")


def texts_fit(case: Case) -> Iterator[Fault]:
    """001-V9: no text is longer than its field allows; a person's full name has 50 at most."""
    for path, name, value in walk(case.content):
        limit = TEXT_LIMITS.get(name)
        if limit and isinstance(value, str) and len(value) > limit:
            yield Fault("001-V9", f"at most {limit} characters", path)
    if len(_full_name(case)) > FULL_NAME_LIMIT:
        yield Fault("001-V9", f"a full name has at most {FULL_NAME_LIMIT} characters", "personName")


def required_texts_are_filled(case: Case) -> Iterator[Fault]:
    """001-F2: texts the schema requires are not blank (descriptions: DIAN FAZ02)."""
    for path, name, value in walk(case.content):
        if name in MUST_BE_FILLED and isinstance(value, str) and not value.strip():
            yield Fault("001-F2", "blank", path)
    for line in case.content["documentLines"]:
        if not line["itemDescription"]["standardItemId"]["id"].strip():
            yield Fault("001-F2", "blank", f"documentLines[{line['lineId']}]/standardItemId/id")


def item_codes_are_gtins(case: Case) -> Iterator[Fault]:
    """001-V6: a code given as GTIN has 8, 12, 13 or 14 digits and the right check digit."""
    for line in case.content["documentLines"]:
        item = line["itemDescription"]["standardItemId"]
        if item["standardId"] == "GTIN" and not is_gtin(item["id"]):
            where = f"documentLines[{line['lineId']}]/standardItemId"
            yield Fault("001-V6", f"{item['id']} is not a GTIN", where)


def is_gtin(code: str) -> bool:
    """Whether the GS1 check digit agrees: weights 3 and 1 from the right, modulo 10."""
    if len(code) not in GTIN_LENGTHS or not re.fullmatch(r"[0-9]+", code):
        return False
    weighted = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(code)))
    return weighted % 10 == 0


def _full_name(case: Case) -> str:
    name = case.party["personName"]
    parts = ("firstName", "secondName", "firstSurname", "secondSurname")
    return " ".join(name[p] for p in parts if name.get(p))
