"""When payment complements are due, and who is told of it ahead."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from documents.values import Severity
from invoicing import check, document_json, issue, payments, payments_due, void
from invoicing.models import Event
from tests.invoicing.facturagreen import (  # noqa: F401 - fixtures
    docto,
    mx_controls,
    mx_invoice,
    mx_issuer,
    mx_unit,
    pago,
    rep,
)
from tests.invoicing.notes import STAFF, run, submitted


def test_when_a_complement_is_due_is_told(tenant, mx_issuer):  # noqa: F811
    invoice = run(submitted(tenant, mx_invoice()))
    draft = rep(invoice)
    preview = issue.preview(tenant, draft)
    assert [fault for fault in preview.faults if fault.severity is Severity.ERROR] == []
    today = check.today_in("MX")
    month_after = (today.replace(day=1) + timedelta(days=31)).replace(day=5)
    assert preview.due_on == month_after
    assert document_json.document(submitted(tenant, draft), {})["due_on"] == month_after
    assert document_json.document(invoice, {})["due_on"] is None


@pytest.fixture
def drafted(tenant, mx_issuer):  # noqa: F811
    """A draft complement of a payment of the day given."""

    def draft(day, **more):
        own = rep(amount="1.00", references=outside(), **more)
        own.payment["payment_date"] = day
        with transaction.atomic():
            return issue.create(tenant, own, "DRAFT", STAFF)

    return draft


def outside():
    return [{"relation": "PAYS", "external": {"fiscal_id": str(uuid4())}}]


def on(monkeypatch, day):
    monkeypatch.setattr(check, "today_in", lambda country: date.fromisoformat(day))


def test_a_complement_that_will_be_due_is_told_of_once(drafted, monkeypatch):
    complement = drafted("2026-10-31")
    on(monkeypatch, "2026-11-01")
    assert payments_due.warn_of_due(STAFF) == 0
    on(monkeypatch, "2026-11-02")
    assert payments_due.warn_of_due(STAFF) == 1
    assert payments_due.warn_of_due(STAFF) == 0
    event = Event.objects.filter(document=complement).latest("id")
    assert event.type == "document.payment_complement_due"
    assert event.data == {"due_on": "2026-11-05", "number": None}


@pytest.mark.parametrize(
    ("paid_on", "today", "warned"),
    [
        ("2026-11-01", "2026-12-01", 0),
        ("2026-11-01", "2026-12-02", 1),
        ("2026-12-31", "2027-01-01", 0),
        ("2026-12-31", "2027-01-02", 1),
        ("2026-09-30", "2026-11-01", 1),
        ("2026-11-01", "2026-11-30", 0),
    ],
)
def test_the_warning_comes_three_days_ahead_or_late(drafted, monkeypatch, paid_on, today, warned):
    drafted(paid_on)
    on(monkeypatch, today)
    assert payments_due.warn_of_due(STAFF) == warned


def test_the_earliest_of_several_payments_decides_when_it_is_due(tenant, mx_issuer, monkeypatch):  # noqa: F811
    pagos = [
        pago(docto(0, "1.00"), monto="1.00", fecha_pago="2026-11-03T12:00:00"),
        pago(docto(0, "1.00"), monto="1.00", fecha_pago="2026-10-30T12:00:00"),
    ]
    with transaction.atomic():
        draft = issue.create(tenant, rep(pagos=pagos, references=outside()), "DRAFT", STAFF)
    assert payments.due_on(draft) == date(2026, 11, 5)
    on(monkeypatch, "2026-11-03")
    assert payments_due.warn_of_due(STAFF) == 1


def test_nobody_is_warned_of_what_is_issued_voided_or_has_no_date(
    tenant, drafted, monkeypatch, actor
):
    invoice = run(submitted(tenant, mx_invoice()))
    assert run(submitted(tenant, rep(invoice))).status == "ISSUED"
    void.void(tenant, drafted("2026-10-31").id, "Not needed", actor)
    undated = rep(references=outside())
    del undated.payment["payment_date"]
    with transaction.atomic():
        issue.create(tenant, undated, "DRAFT", STAFF)
    on(monkeypatch, "2030-11-04")
    assert payments_due.warn_of_due(STAFF) == 0
