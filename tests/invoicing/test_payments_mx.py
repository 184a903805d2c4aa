"""Mexican payment complements from the use case to a sandbox: what they do to the invoices."""

import threading
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from documents.cfdi.read import read
from documents.models import Document, DocumentFile
from invoicing import (
    amend,
    cancel,
    correction,
    document_json,
    effects,
    payments,
    referring,
    submit,
    transitions,
)
from invoicing.errors import Unprocessable
from invoicing.models import Event
from tests.invoicing.facturagreen import (  # noqa: F401 - fixtures
    docto,
    mx_controls,
    mx_invoice,
    mx_issuer,
    mx_line,
    mx_note,
    mx_unit,
    pago,
    rep,
)
from tests.invoicing.notes import STAFF, refers, run, state, submitted
from tests.waiting import wait_until


@pytest.fixture
def invoice(tenant, mx_issuer):  # noqa: F811
    """An issued PPD invoice of 1,160.00 MXN."""
    return issued(tenant, mx_invoice())


def issued(tenant, draft):
    document = run(submitted(tenant, draft))
    assert document.status == "ISSUED", (document.failure, document.warnings)
    return document


def shown(document):
    document.refresh_from_db()
    return document_json.document(document, {}, referring.to([document]).get(document.id, []))


def owed(document):
    found = shown(document)["balance"]
    return found and (found["credited"], found["paid"], found["left"])


def stamped(document):
    """The stored XML as SAT would read it."""
    return read(bytes(DocumentFile.objects.get(document=document, kind="xml").content))


def doctos(document):
    """What the stamped complement says of each invoice, in order."""
    return [
        (d.num_parcialidad, str(d.imp_saldo_ant), str(d.imp_pagado), str(d.imp_saldo_insoluto))
        for p in stamped(document).pagos.pagos
        for d in p.doctos_relacionados
    ]


def refusal(tenant, draft):
    with pytest.raises(Unprocessable) as refused:
        submitted(tenant, draft)
    return [(fault.code, fault.path) for fault in refused.value.faults]


def cancelled(document):
    """As the authority's word on a cancellation does it."""
    with transaction.atomic():
        row = Document.objects.select_for_update().get(id=document.id)
        transitions.move(row, transitions.CANCELLED, STAFF)
        effects.cancelled(row, STAFF)


def test_each_payment_lowers_the_balance_and_is_numbered(tenant, invoice):
    assert shown(invoice)["balance"] is None
    first = issued(tenant, rep(invoice, amount="400.00"))
    second = issued(tenant, rep(invoice, amount="760.00"))
    assert doctos(first) == [(1, "1160.00", "400.00", "760.00")]
    assert doctos(second) == [(2, "760.00", "760.00", "0.00")]
    assert owed(invoice) == ("0.00", "1160.00", "0.00")
    assert [
        (one["number"], one["paid"], one["instalment"]) for one in shown(invoice)["referenced_by"]
    ] == [
        ("P1", "400.00", 1),
        ("P2", "760.00", 2),
    ]
    event = Event.objects.filter(document=invoice).latest("id")
    assert event.data["paid_by"]["number"] == "P2"
    assert (event.data["paid_by"]["paid"], event.data["balance"]["left"]) == ("760.00", "0.00")
    assert state(invoice) == ("ISSUED", "active")
    assert refusal(tenant, rep(invoice, amount="0.01")) == [
        ("invoice_paid_already", ("references", 0))
    ]


def test_more_than_is_left_is_refused_at_the_amount(tenant, invoice):
    issued(tenant, rep(invoice, amount="400.00"))
    assert refusal(tenant, rep(invoice, amount="760.01")) == [
        ("invoice_overpaid", ("payment", "amount"))
    ]
    assert not Document.objects.filter(number=2, document_type="PAYMENT_COMPLEMENT").exists()


def test_an_invoice_paid_at_once_has_no_complement(tenant, mx_issuer):  # noqa: F811
    own = {"metodo_pago": "PUE", "forma_pago": "03"}
    invoice = issued(tenant, mx_invoice(own=own))
    assert ("paid_invoice_not_ppd", ("references", 0)) in refusal(tenant, rep(invoice))


def test_one_payment_of_several_invoices_counts_for_each_its_share(tenant, invoice):
    other = issued(tenant, mx_invoice("2000"))
    parts = docto(0, "160.00"), docto(1, "1000.00")
    paid = issued(tenant, rep(invoice, other, pagos=[pago(*parts, monto="1160.00")]))
    assert doctos(paid) == [
        (1, "1160.00", "160.00", "1000.00"),
        (1, "2320.00", "1000.00", "1320.00"),
    ]
    assert (owed(invoice), owed(other)) == (
        ("0.00", "160.00", "1000.00"),
        ("0.00", "1000.00", "1320.00"),
    )
    assert [one["paid"] for one in shown(other)["referenced_by"]] == ["1000.00"]
    assert doctos(issued(tenant, rep(other, amount="1.00")))[0][:2] == (2, "1320.00")


def test_a_payment_in_pesos_of_an_invoice_in_dollars_counts_in_dollars(tenant, mx_issuer):  # noqa: F811
    lines = [mx_line("100", "USD")]
    invoice = issued(tenant, mx_invoice(line_items=lines, own={"tipo_cambio": "20.000000"}))
    part = docto(0, "58.00", equivalencia_dr="0.0500000000")
    paid = issued(tenant, rep(invoice, pagos=[pago(part, monto="1160.00")]))
    assert doctos(paid) == [(1, "116.00", "58.00", "58.00")]
    assert owed(invoice) == ("0.00", "58.00", "58.00")
    assert shown(invoice)["balance"]["currency"] == "USD"


def test_an_invoice_of_ours_is_known_however_its_folio_is_written(tenant, invoice):
    folio = [{"relation": "PAYS", "external": {"fiscal_id": invoice.fiscal_id.lower()}}]
    paid = issued(tenant, rep(references=folio))
    assert doctos(paid) == [(1, "1160.00", "400.00", "760.00")]
    assert owed(invoice) == ("0.00", "400.00", "760.00")
    assert refusal(tenant, rep(references=folio, amount="760.01")) == [
        ("invoice_overpaid", ("payment", "amount"))
    ]


def test_a_complement_keeps_its_instalment_whichever_is_stamped_first(tenant, invoice):
    first = submitted(tenant, rep(invoice, amount="400.00"))
    second = submitted(tenant, rep(invoice, amount="600.00"))
    assert doctos(run(second)) == [(2, "760.00", "600.00", "160.00")]
    assert doctos(run(first)) == [(1, "1160.00", "400.00", "760.00")]
    assert owed(invoice) == ("0.00", "1000.00", "160.00")


def test_a_rejected_complement_pays_nothing_and_is_counted_anew(
    tenant,
    invoice,
    mx_controls,  # noqa: F811
    mx_unit,  # noqa: F811
    actor,
):
    mx_controls.arm(mx_unit, "reject", operation="cfdi/emmited/payment")
    first = run(submitted(tenant, rep(invoice, amount="400.00")))
    assert state(first) == ("FAILED", "open")
    assert owed(invoice) is None
    assert doctos(issued(tenant, rep(invoice, amount="1000.00")))[0][0] == 1
    with pytest.raises(Unprocessable):
        submit.submit(tenant, first.id, actor)
    payment = first.payment | {"amount": "160.00"}
    amend.amend(tenant, first.id, {"payment": payment}, actor)
    again = run(submit.submit(tenant, first.id, actor))
    assert doctos(again) == [(2, "160.00", "160.00", "0.00")]


def test_a_cancelled_complement_frees_what_it_paid(tenant, invoice):
    paid = issued(tenant, rep(invoice, amount="1160.00"))
    cancelled(paid)
    assert owed(invoice) is None
    event = Event.objects.filter(document=invoice).latest("id")
    assert (event.type, event.data["cancelled"]["number"]) == ("document.updated", "P1")
    assert doctos(issued(tenant, rep(invoice, amount="400.00")))[0][:2] == (1, "1160.00")


def test_a_substitute_is_counted_in_place_of_what_it_substitutes(tenant, invoice):
    wrong = issued(tenant, rep(invoice, amount="1160.00"))
    both = [*refers("PAYS", invoice), *refers("SUBSTITUTES", wrong)]
    right = issued(tenant, rep(invoice, amount="400.00", references=both))
    assert doctos(right) == [(1, "1160.00", "400.00", "760.00")]
    assert [(r.tipo_relacion, r.uuids) for r in stamped(right).cfdi_relacionados] == [
        ("04", (wrong.fiscal_id,))
    ]
    assert owed(invoice) == ("0.00", "400.00", "760.00")
    assert state(wrong) == ("ISSUED", "superseded")
    assert wrong.superseded_by == right
    cancelled(wrong)
    assert owed(invoice) == ("0.00", "400.00", "760.00")


def test_while_a_substitute_is_on_its_way_the_greater_of_both_counts(tenant, invoice):
    wrong = issued(tenant, rep(invoice, amount="1000.00"))
    both = [*refers("PAYS", invoice), *refers("SUBSTITUTES", wrong)]
    right = submitted(tenant, rep(invoice, amount="400.00", references=both))
    assert refusal(tenant, rep(invoice, amount="160.01"))[0][0] == "invoice_overpaid"
    assert owed(invoice) == ("0.00", "1000.00", "160.00")
    run(right)
    assert doctos(issued(tenant, rep(invoice, amount="760.00")))[0][:2] == (2, "760.00")


def test_the_cancelled_substitute_of_a_valid_complement_leaves_that_one_valid(tenant, invoice):
    first = issued(tenant, rep(invoice, amount="1000.00"))
    both = [*refers("PAYS", invoice), *refers("SUBSTITUTES", first)]
    cancelled(issued(tenant, rep(invoice, amount="400.00", references=both)))
    assert state(first) == ("ISSUED", "active")
    assert first.superseded_by is None
    assert owed(invoice) == ("0.00", "1000.00", "160.00")


def test_what_a_credit_note_took_is_not_paid(tenant, invoice):
    issued(tenant, mx_note(invoice, "500"))
    assert owed(invoice) == ("580.00", "0.00", "580.00")
    assert refusal(tenant, rep(invoice, amount="580.01"))[0][0] == "invoice_overpaid"
    assert doctos(issued(tenant, rep(invoice, amount="580.00")))[0] == (
        1,
        "580.00",
        "580.00",
        "0.00",
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_payments_at_once_the_second_waits_and_is_refused(tenant, invoice, pg_url):
    """Two connections pay the same invoice; together they would pay more than there is."""
    begun, may_commit, found = threading.Event(), threading.Event(), []

    def first():
        try:
            with transaction.atomic():
                found.append(submitted(tenant, rep(invoice, amount="800.00")).number_text)
                begun.set()
                may_commit.wait(20)
        finally:
            connection.close()

    def second():
        begun.wait(20)
        try:
            submitted(tenant, rep(invoice, amount="400.00"))
        except Unprocessable as refused:
            found.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=each) for each in (first, second)]
    for thread in threads:
        thread.start()
    begun.wait(20)
    try:
        with psycopg.connect(pg_url, autocommit=True) as watcher:
            wait_until(lambda: waiting_for_a_row(watcher))
        assert found == ["P1"]
    finally:
        may_commit.set()
        for thread in threads:
            thread.join(20)
    assert found == ["P1", "invoice_overpaid"]
    assert Document.objects.filter(document_type="PAYMENT_COMPLEMENT").count() == 1


def waiting_for_a_row(watcher):
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return watcher.execute(query).fetchone()[0]


def test_once_the_receiver_lets_a_complement_be_cancelled_what_it_paid_is_open_again(
    tenant,
    invoice,
    mx_controls,  # noqa: F811
):
    paid = issued(tenant, rep(invoice, amount="1160.00"))
    motive = {"type": "mx_cfdi.v4_0", "cancellation": {"motivo": "02"}}
    cancel.request_cancellation(tenant, paid.id, "Paid by mistake", motive, STAFF)
    assert run(paid, "cancel_poll").status == "CANCELLING"
    assert owed(invoice) == ("0.00", "1160.00", "0.00")
    mx_controls.call("POST", "/cancellations", folio_tax=paid.fiscal_id, answer="accepted")
    assert run(paid).status == "CANCELLED"
    assert owed(invoice) is None


def test_invoice_and_complement_change_together_or_not_at_all(
    tenant,
    invoice,
    mx_controls,  # noqa: F811
    mx_unit,  # noqa: F811
    monkeypatch,
):
    """A worker dies between the complement's own change and the invoice's; another takes over."""
    paid = submitted(tenant, rep(invoice, amount="400.00"))
    with monkeypatch.context() as dying:
        dying.setattr(correction.transitions, "change", die)
        with pytest.raises(Died):
            run(paid)
    assert state(paid)[0] != "ISSUED"
    assert owed(invoice) is None
    assert run(paid).status == "ISSUED"
    assert owed(invoice) == ("0.00", "400.00", "760.00")
    events = Event.objects.filter(document=invoice, data__has_key="paid_by")
    assert [event.data["balance"]["left"] for event in events] == ["760.00"]
    assert len(mx_controls.documents(mx_unit)) == 2


class Died(Exception):
    """The process is gone."""


def die(*_args, **_more):
    raise Died


def test_the_providers_own_number_is_kept_beside_ours(tenant, mx_issuer, mx_controls, mx_unit):  # noqa: F811
    document = issued(tenant, mx_invoice())
    answer = shown(document)
    (kept,) = mx_controls.documents(mx_unit)
    assert answer["number"] == "F1"
    assert answer["provider_number"] == f"{kept['serie']}{kept['folio']}" != "F1"


def test_a_payment_is_split_by_what_the_body_says_of_each_invoice():
    """By position, by our id, by the folio in small letters; twice the same counts twice."""
    one, two = (Document(id=uuid4(), fiscal_id=str(uuid4()).upper()) for _ in range(2))
    folio = {"relation": "PAYS", "external": {"fiscal_id": two.fiscal_id.lower()}}
    parts = [
        docto(0, "10.50"),
        {"document_id": str(one.id).upper(), "imp_pagado": "4.50"},
        docto(1, "7"),
    ]
    draft = rep(pagos=[pago(*parts, monto="22")], references=[*refers("PAYS", one), folio])
    assert payments.share(draft, one) == payments.Share(Decimal("15.00"), 2)
    assert payments.share(draft, two) == payments.Share(Decimal("7"), 1)
    assert payments.share(draft, Document(id=uuid4())) == payments.Share(Decimal(0), 0)
    assert payments.share(mx_invoice(), one) == payments.Share(Decimal(0), 0)
