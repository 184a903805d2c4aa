"""Mexican notes, substitutes and advances, from the use case to a sandbox: what they do to the
documents they refer to."""

import pytest
from django.db import transaction

from documents.cfdi.read import read
from documents.models import Document, DocumentFile
from documents.values import Fault
from invoicing import document_json, effects, referring, transitions
from invoicing.models import Event, Submission
from tests.invoicing.facturagreen import (  # noqa: F401 - fixtures
    mx_controls,
    mx_invoice,
    mx_issuer,
    mx_note,
    mx_unit,
    rep,
)
from tests.invoicing.notes import STAFF, refers, run, state, submitted, told


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
    return found and (found["credited"], found["debited"], found["left"])


def stamped(document):
    """The stored XML as SAT would read it."""
    return read(bytes(DocumentFile.objects.get(document=document, kind="xml").content))


def cancelled(document):
    """As the authority's word on a cancellation does it."""
    with transaction.atomic():
        row = Document.objects.select_for_update().get(id=document.id)
        transitions.move(row, transitions.CANCELLED, STAFF)
        effects.cancelled(row, STAFF)


def test_an_issued_invoice_has_its_folio_its_qr_and_its_stamped_number(invoice):
    cfdi = stamped(invoice)
    assert (cfdi.serie, cfdi.folio, cfdi.timbre.uuid) == ("F", "1", invoice.fiscal_id)
    assert (
        f"id={invoice.fiscal_id}&re=EKU9003173C9&rr=URE180429TM6&tt=1160.0" in shown(invoice)["qr"]
    )


def test_a_credit_note_lowers_what_is_left_and_in_full_supersedes(tenant, invoice):
    first = issued(tenant, mx_note(invoice, "400"))
    assert (stamped(first).tipo_de_comprobante, first.warnings) == ("E", [])
    assert owed(invoice) == ("464.00", "0.00", "696.00")
    assert state(invoice) == ("ISSUED", "active")
    last = issued(tenant, mx_note(invoice, "600"))
    assert owed(invoice) == ("1160.00", "0.00", "0.00")
    assert state(invoice) == ("ISSUED", "superseded")
    assert invoice.superseded_by == last


def test_goods_returned_are_credited_as_well(tenant, invoice):
    back = issued(tenant, mx_note(invoice, "1000", "RETURNS"))
    assert [r.tipo_relacion for r in stamped(back).cfdi_relacionados] == ["03"]
    assert owed(invoice) == ("1160.00", "0.00", "0.00")
    assert state(invoice) == ("ISSUED", "superseded")


def test_a_cancelled_credit_note_gives_the_invoice_back(tenant, invoice):
    note = issued(tenant, mx_note(invoice, "1000"))
    cancelled(note)
    assert state(invoice) == ("ISSUED", "active")
    assert (invoice.superseded_by, owed(invoice)) == (None, None)
    assert Event.objects.filter(document=invoice).latest("id").data["balance"] is None
    assert issued(tenant, rep(invoice, amount="1160.00"))


def test_a_cancelled_note_of_two_leaves_the_rest_credited(tenant, invoice):
    first = issued(tenant, mx_note(invoice, "400"))
    issued(tenant, mx_note(invoice, "600"))
    cancelled(first)
    assert state(invoice) == ("ISSUED", "active")
    assert owed(invoice) == ("696.00", "0.00", "464.00")


def test_a_debit_note_is_an_invoice_of_its_own(tenant, invoice):
    debit = issued(tenant, mx_note(invoice, "100", "DEBITS", "DEBIT_NOTE"))
    cfdi = stamped(debit)
    assert (cfdi.tipo_de_comprobante, cfdi.cfdi_relacionados[0].tipo_relacion) == ("I", "02")
    assert owed(invoice) == ("0.00", "116.00", "1160.00")
    issued(tenant, rep(debit, amount="116.00"))
    assert owed(debit) == ("0.00", "0.00", "0.00")
    assert owed(invoice)[2] == "1160.00"


def test_an_advance_applied_settles_and_takes_nothing_back(tenant, invoice):
    advance = issued(tenant, mx_invoice("500", {"metodo_pago": "PUE", "forma_pago": "03"}))
    whole = issued(tenant, mx_invoice("500", references=refers("APPLIES_ADVANCE", advance)))
    assert [r.tipo_relacion for r in stamped(whole).cfdi_relacionados] == ["07"]
    assert shown(advance)["balance"] is None
    applied = Event.objects.filter(document=advance).latest("id").data["applied_by"]
    assert applied["document_id"] == str(whole.id)
    issued(tenant, mx_note(whole, "500", "APPLIES_ADVANCE"))
    assert owed(whole) == ("580.00", "0.00", "0.00")
    assert state(whole) == ("ISSUED", "active")


def test_a_substitute_supersedes_until_it_is_cancelled_itself(tenant, invoice):
    right = issued(tenant, mx_invoice("900", references=refers("SUBSTITUTES", invoice)))
    assert state(invoice) == ("ISSUED", "superseded")
    assert invoice.superseded_by == right
    assert told(invoice)[-1] == "superseded"
    data = Event.objects.filter(document=invoice).latest("id").data
    assert data["substituted_by"]["document_id"] == str(right.id)
    cancelled(right)
    assert state(invoice) == ("ISSUED", "active")
    assert told(invoice)[-1] == "updated"


def test_a_rejected_substitute_changes_nothing(tenant, invoice, mx_controls, mx_unit):  # noqa: F811
    mx_controls.arm(mx_unit, "reject", operation="cfdi/emmit")
    draft = mx_invoice("900", references=refers("SUBSTITUTES", invoice))
    assert run(submitted(tenant, draft)).status == "FAILED"
    assert state(invoice) == ("ISSUED", "active")


def test_what_the_finished_cfdi_breaks_is_told_before_anything_is_sent(
    tenant,
    mx_issuer,  # noqa: F811
    mx_controls,  # noqa: F811
    monkeypatch,
):
    """A rule of the finished document that no rule of the body knows of."""
    monkeypatch.setattr("documents.rules.mx_cfdi.check", broken)
    failed = run(submitted(tenant, mx_invoice()))
    assert state(failed) == ("FAILED", "open")
    assert failed.failure["code"] == "cfdi_invalid"
    assert failed.failure_reason == "The total is not the sum. (CFDI40119)"
    assert mx_controls.documents(mx_issuer) == []
    assert Submission.objects.get(document=failed).step == "done"


def broken(cfdi, on):
    return (Fault("total", ("total",), "The total is not the sum.", "CFDI40119"),)
