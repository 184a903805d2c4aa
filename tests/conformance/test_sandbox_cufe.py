"""The sandbox's own hash, check digits and sums against published vectors."""

import json
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from providers.co_yabico.sandbox.business_days import add_business_days, holidays
from providers.co_yabico.sandbox.checks import MONEY_CHECKS
from providers.co_yabico.sandbox.cufe import CufeParts, cuds, cufe
from providers.co_yabico.sandbox.draft import Draft, Group, Line, Modifier, Subtotal, Totals
from providers.co_yabico.sandbox.error_codes import CODES
from providers.co_yabico.sandbox.money import ZERO, total
from providers.co_yabico.sandbox.nit import check_digit

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CONFORMANCE_DATA", ROOT.parent / "shared" / "data")) / "co"


def read(name: str) -> Any:
    """A file of the conformance data, or a skip that says what is missing."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no conformance data at {path}; set CONFORMANCE_DATA")
    return json.loads(path.read_text(encoding="utf-8"))


def test_cufes_and_cudes_of_the_annex() -> None:
    vectors = [v for v in read("hash-vectors.json")["vectors"] if v["kind"] in ("CUFE", "CUDE")]
    assert len(vectors) >= 4
    for vector in vectors:
        given = vector["inputs"]
        parts = CufeParts(
            number=given["number"],
            issued_at=datetime.fromisoformat(f"{given['date']}T{given['time']}"),
            line_extension=Decimal(given["base"]),
            taxes={code: Decimal(given[tax]) for code, tax in TAXES.items()},
            payable=Decimal(given["total"]),
            seller=given["seller"],
            buyer=given["buyer"],
            technical_key=given["key"],
            environment=given["env"],
        )
        assert parts.chain == vector["chain"], vector["id"]
        assert cufe(parts) == vector["expected"], vector["id"]


def test_check_digits() -> None:
    pairs = read("nit-dv.json")
    agreeing = [pair for pair in pairs if check_digit(pair["nit"]) == pair["dv"]]
    assert len(pairs) - len(agreeing) == 1
    assert len(agreeing) >= 15


def test_published_documents_add_up() -> None:
    cases = read("cases.json")["cases"]
    assert len(cases) >= 4
    for case in cases:
        money = as_draft(case)
        broken = [fault for check in MONEY_CHECKS for fault in check(money)]
        assert broken == [], case["id"]


def test_every_documented_code_is_in_the_table() -> None:
    assert {row["code"] for row in read("yabi/error-codes.json")} == set(CODES)


TAXES = {"01": "iva", "04": "inc", "03": "ica"}


def as_draft(case: dict[str, Any]) -> Draft:
    """A published case, its document taxes summed from its lines."""
    lines = tuple(as_line(line) for line in case["lines"])
    allowance, charge = (case.get(f"doc_{k}", ()) for k in ("discounts", "charges"))
    told = case["totals"]
    return Draft(
        lines=lines,
        modifiers=(
            *(Modifier(False, Decimal(d), ZERO, None) for d in allowance),
            *(Modifier(True, Decimal(c), ZERO, None) for c in charge),
        ),
        taxes=summed([group for line in lines for group in line.taxes]),
        withholdings=(),
        prepayments=(),
        totals=Totals(
            extension=Decimal(told["line_extension"]),
            exclusive=Decimal(told["tax_exclusive"]),
            inclusive=Decimal(told["tax_inclusive"]),
            allowance=Decimal(told.get("allowance", total(map(Decimal, allowance)))),
            charge=Decimal(told.get("charge", total(map(Decimal, charge)))),
            prepaid=ZERO,
            payable=Decimal(told["payable"]),
        ),
    )


def as_line(line: dict[str, Any]) -> Line:
    """A line of a published case."""
    changes = [(False, line.get("discount")), (True, line.get("charge"))]
    reference = line.get("reference_price")
    return Line(
        id=line["id"],
        quantity=Decimal(line["qty"]),
        price=Decimal(line["price"]),
        reference=Decimal(reference) if reference else None,
        extension=Decimal(line["ext"]),
        modifiers=tuple(Modifier(up, Decimal(a), ZERO, None) for up, a in changes if a),
        taxes=(
            *(rated(code, pct, base, amount) for code, pct, base, amount in line.get("tax", ())),
            *(nominal(*row) for row in line.get("nominal_tax", ())),
        ),
        withholdings=(),
    )


def rated(code: str, percent: str, base: str, amount: str) -> Group:
    """A tax at a rate."""
    subtotal = Subtotal(Decimal(base), Decimal(amount), Decimal(percent))
    return Group(f"CO_{code}", Decimal(amount), ZERO, (subtotal,))


def nominal(code: str, per_unit: str, units: str, amount: str) -> Group:
    """A tax of an amount per unit."""
    subtotal = Subtotal(ZERO, Decimal(amount), None, Decimal(per_unit), Decimal(units))
    return Group(f"CO_{code}", Decimal(amount), ZERO, (subtotal,))


def summed(groups: list[Group]) -> tuple[Group, ...]:
    """Document taxes: one group for each tribute, one subtotal for each rate."""
    found: dict[str, dict[str, list[Subtotal]]] = {}
    for group in groups:
        for subtotal in group.subtotals:
            found.setdefault(group.name, {}).setdefault(subtotal.rate, []).append(subtotal)
    return tuple(
        Group(
            name,
            total(s.amount for same in rates.values() for s in same),
            ZERO,
            tuple(
                Subtotal(
                    total(s.taxable for s in same),
                    total(s.amount for s in same),
                    same[0].percent,
                    same[0].per_unit,
                )
                for same in rates.values()
            ),
        )
        for name, rates in found.items()
    )


def test_cuds_of_dians_sample() -> None:
    vectors = [v for v in read("hash-vectors.json")["vectors"] if v["kind"] == "CUDS"]
    assert vectors
    for vector in vectors:
        given = vector["inputs"]
        parts = CufeParts(
            number=given["number"],
            issued_at=datetime.fromisoformat(f"{given['date']}T{given['time']}"),
            line_extension=Decimal(given["base"]),
            taxes={"01": Decimal(given["iva"])},
            payable=Decimal(given["total"]),
            seller=given["seller"],
            buyer=given["buyer"],
            technical_key=given["key"],
            environment=given["env"],
        )
        assert parts.support_chain == vector["chain"], vector["id"]
        assert cuds(parts) == vector["expected"], vector["id"]


def test_business_days_of_radian() -> None:
    cases = read("radian-business-days.json")["cases"]
    assert len(cases) >= 6
    for case in cases:
        received = date.fromisoformat(case["reception"])
        last, first = case["last_day_for_033_031"], case["first_day_for_034"]
        assert add_business_days(received, 3).isoformat() == last, case
        assert add_business_days(received, 4).isoformat() == first, case


def test_holidays() -> None:
    days = read("co-holidays.json")["days"]
    years = {int(day[:4]) for day in days}
    ours = {day.isoformat() for year in years for day in holidays(year)}
    assert ours == set(days)
