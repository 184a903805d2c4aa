"""Cancellation over time, and what SAT says of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from providers.mx_facturagreen.sandbox.cancellation import CENTRAL, deadline

from . import payloads
from .client import Sandbox

DAY = 24 * 3600
DIRECT = ("Vigente", "Cancelable sin aceptación", "")
ASKED = ("Vigente", "Cancelable con aceptación", "")
PENDING = ("Vigente", "Cancelable con aceptación", "En proceso")
TURNED_DOWN = ("Vigente", "Cancelable con aceptación", "Solicitud rechazada")
FIXED = ("Vigente", "No cancelable", "")
GONE = ("Cancelado", "Cancelable sin aceptación", "Cancelado sin aceptación")
ACCEPTED = ("Cancelado", "Cancelable con aceptación", "Cancelado con aceptación")
LAPSED = ("Cancelado", "Cancelable con aceptación", "Plazo vencido")


def folio(answer: dict[str, Any]) -> str:
    """SAT's UUID in an answer."""
    found: str = answer["cfdi"]["folio_tax"]
    return found


def small(sandbox: Sandbox, **changes: Any) -> str:
    """The UUID of an invoice of 116.00."""
    body = payloads.lined(sandbox, price={"amount": "100"})
    body["cfdi"].update(changes)
    return folio(sandbox.emit(body))


def large(sandbox: Sandbox, **changes: Any) -> str:
    """The UUID of an invoice of 1160.00."""
    return folio(sandbox.emit(payloads.simple(sandbox, **changes)))


def refusal(sandbox: Sandbox, folio_tax: str, reason: str = "02", **more: str) -> str:
    """The text of a cancellation that must be refused."""
    wish = {"cancel": {"folio_tax": folio_tax, "reason": reason, **more}}
    return sandbox.refusal("cfdi/emmited/cancel", wish)


def answer(sandbox: Sandbox, folio_tax: str, word: str) -> None:
    """Let the receiver answer."""
    sandbox.told("POST", "/cancellations", {"folio_tax": folio_tax, "answer": word})


def test_a_small_amount_goes_without_acceptance(sandbox: Sandbox) -> None:
    cfdi = small(sandbox, reference="r")
    assert sandbox.standing(cfdi) == DIRECT
    sandbox.cancel(cfdi.lower())
    assert sandbox.standing(cfdi) == GONE
    assert [entry["status"] for entry in sandbox.listed(reference="r")] == ["cancelled"]


def test_sat_takes_a_step_to_cancel(sandbox: Sandbox) -> None:
    sandbox.change(stepSeconds=100)
    cfdi = small(sandbox, reference="r")
    sandbox.cancel(cfdi)
    assert sandbox.standing(cfdi) == DIRECT
    assert [entry["status"] for entry in sandbox.listed(reference="r")] == ["cancelling"]
    sandbox.pass_time(100)
    assert sandbox.standing(cfdi) == GONE


def test_the_receiver_accepts(sandbox: Sandbox) -> None:
    cfdi = large(sandbox)
    assert sandbox.standing(cfdi) == ASKED
    sandbox.cancel(cfdi)
    assert sandbox.standing(cfdi) == PENDING
    answer(sandbox, cfdi, "accepted")
    assert sandbox.standing(cfdi) == ACCEPTED


def test_the_receiver_rejects_and_may_be_asked_again_without_limit(sandbox: Sandbox) -> None:
    cfdi = large(sandbox)
    sandbox.cancel(cfdi)
    answer(sandbox, cfdi, "rejected")
    assert sandbox.standing(cfdi) == TURNED_DOWN
    sandbox.cancel(cfdi)
    sandbox.pass_time(30 * DAY)
    assert sandbox.standing(cfdi) == PENDING


def test_silence_is_consent_after_three_business_days(sandbox: Sandbox) -> None:
    cfdi = large(sandbox, reference="r")
    sandbox.cancel(cfdi)
    sandbox.pass_time(2 * DAY)
    assert sandbox.standing(cfdi) == PENDING
    assert [entry["status"] for entry in sandbox.listed(reference="r")] == ["cancelling"]
    sandbox.pass_time(3 * DAY)
    assert sandbox.standing(cfdi) == LAPSED
    wish = {"folio_tax": cfdi, "answer": "rejected"}
    assert sandbox.control("POST", "/cancellations", wish).status_code == 400


@pytest.mark.parametrize(
    ("asked", "until"),
    [("2026-11-16", "2026-11-19"), ("2026-11-19", "2026-11-24"), ("2026-11-21", "2026-11-25")],
)
def test_weekends_do_not_count(asked: str, until: str) -> None:
    at = datetime.fromisoformat(f"{asked}T10:00:00").replace(tzinfo=CENTRAL)
    assert deadline(at.astimezone(UTC)).isoformat()[:16] == f"{until}T10:00"


def test_credit_notes_and_generic_receivers_need_no_acceptance(sandbox: Sandbox) -> None:
    related = [{"type": {"k": "01"}, "uuids": [large(sandbox)]}]
    credit = large(sandbox, type={"k": "E"}, relations=related)
    assert sandbox.standing(credit) == DIRECT
    generic = sandbox.add_customer(
        "XAXX010101000",
        name="VARIOS",
        taxregime={"k": "616"},
        invoiceuse={"k": "S01"},
        address={"main": {"zip": "42501"}},
    )
    body = payloads.invoice(generic, sandbox.add_product())
    assert sandbox.standing(folio(sandbox.emit(body))) == DIRECT


def test_a_payment_needs_acceptance_and_holds_its_invoice(sandbox: Sandbox) -> None:
    body = payloads.deferred(sandbox)
    body["cfdi"]["items"][0]["price"] = {"amount": "10"}
    cfdi = folio(sandbox.emit(body))
    payment = sandbox.pay(payloads.payment(cfdi, "11.60", "11.60"))["payment"]["folio_tax"]
    assert sandbox.standing(cfdi) == FIXED
    assert refusal(sandbox, cfdi).startswith("no_cancelable")
    sandbox.cancel(payment)
    assert sandbox.standing(payment) == PENDING
    assert refusal(sandbox, cfdi).startswith("no_cancelable")
    answer(sandbox, payment, "accepted")
    assert sandbox.standing(cfdi) == DIRECT
    sandbox.cancel(cfdi)
    assert sandbox.standing(cfdi) == GONE


def test_a_live_credit_note_holds_its_invoice(sandbox: Sandbox) -> None:
    cfdi = small(sandbox)
    related = [{"type": {"k": "01"}, "uuids": [cfdi]}]
    credit = small(sandbox, type={"k": "E"}, relations=related)
    assert sandbox.standing(cfdi) == FIXED
    sandbox.cancel(credit)
    assert sandbox.standing(cfdi) == DIRECT


def test_motive_01_needs_a_substitute_that_replaces(sandbox: Sandbox) -> None:
    cfdi, other = small(sandbox), small(sandbox)
    substitute = small(sandbox, relations=[{"type": {"k": "04"}, "uuids": [cfdi]}])
    unknown = "11111111-2222-4333-8444-555555555555"
    assert refusal(sandbox, cfdi, "01").startswith("207")
    assert refusal(sandbox, cfdi, "01", substitute=unknown).startswith("205")
    assert refusal(sandbox, cfdi, "01", substitute=other).startswith("207")
    assert refusal(sandbox, cfdi, "02", substitute=substitute).startswith("207")
    assert sandbox.standing(cfdi) == DIRECT
    sandbox.cancel(cfdi, "01", substitute)
    assert sandbox.standing(cfdi) == GONE
    (kept,) = [each for each in sandbox.kept() if each["folio_tax"] == cfdi]
    assert kept["cancellation"]["substitute"] == substitute


def test_requests_that_sat_does_not_take(sandbox: Sandbox) -> None:
    cfdi = small(sandbox)
    assert refusal(sandbox, cfdi, "05").startswith("207")
    assert refusal(sandbox, "11111111-2222-4333-8444-555555555555").startswith("205")
    assert refusal(sandbox.new_unit(), cfdi).startswith("205")
    sandbox.cancel(cfdi, "03")
    assert refusal(sandbox, cfdi).startswith("202")
    pending = large(sandbox)
    sandbox.cancel(pending)
    assert refusal(sandbox, pending).startswith("202")


def test_after_five_requests_and_after_the_annual_return_it_is_too_late(sandbox: Sandbox) -> None:
    stubborn, late = large(sandbox), large(sandbox)
    for _ in range(5):
        sandbox.cancel(stubborn)
        answer(sandbox, stubborn, "rejected")
    assert refusal(sandbox, stubborn).startswith("799")
    sandbox.pass_time(500 * DAY)
    assert refusal(sandbox, late).startswith("208")


def test_nobody_answers_what_was_not_asked(sandbox: Sandbox) -> None:
    wish = {"folio_tax": large(sandbox), "answer": "accepted"}
    assert sandbox.control("POST", "/cancellations", wish).status_code == 400
    assert sandbox.control("POST", "/cancellations", {**wish, "folio_tax": "x"}).status_code == 400
    sandbox.cancel(wish["folio_tax"])
    bad = {**wish, "answer": "perhaps"}
    assert sandbox.control("POST", "/cancellations", bad).status_code == 400


@pytest.mark.parametrize(
    ("rfc", "expected"),
    [("SAND010101020", PENDING), ("SAND010101021", ACCEPTED), ("SAND010101022", TURNED_DOWN)],
)
def test_magic_receivers_answer_by_themselves(
    sandbox: Sandbox, rfc: str, expected: tuple[str, str, str]
) -> None:
    body = payloads.simple(sandbox, rfc)
    body["cfdi"]["items"][0]["price"] = {"amount": "10"}
    cfdi = folio(sandbox.emit(body))
    sandbox.cancel(cfdi)
    assert sandbox.standing(cfdi) == expected


def test_an_armed_refusal_meets_one_request(sandbox: Sandbox) -> None:
    cfdi = small(sandbox)
    sandbox.arm("cancel_refused", operation="cfdi/emmited/cancel")
    sandbox.cancel(cfdi)
    assert sandbox.standing(cfdi) == TURNED_DOWN
    sandbox.cancel(cfdi)
    assert sandbox.standing(cfdi) == GONE


def test_a_cancellation_may_fail_before_or_after(sandbox: Sandbox) -> None:
    cfdi = large(sandbox)
    wish = {"cancel": {"folio_tax": cfdi, "reason": "02"}}
    sandbox.arm("500", operation="cfdi/emmited/cancel")
    assert sandbox.post("cfdi/emmited/cancel", wish).status_code == 500
    assert sandbox.standing(cfdi) == ASKED
    sandbox.arm("500_after", operation="cfdi/emmited/cancel")
    assert sandbox.post("cfdi/emmited/cancel", wish).status_code == 500
    assert sandbox.standing(cfdi) == PENDING
