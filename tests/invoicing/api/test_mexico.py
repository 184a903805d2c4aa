"""Mexican documents over HTTP: the examples, where faults stand, what an answer shows."""

import pytest

from documents.models import Document
from invoicing.api.examples import mexico
from tests.factories import issued, mine

COMPLEMENT = "MX payment of several invoices"


@pytest.fixture
def profile(ana):
    """The example's issuer with its one series, for every type of document."""
    party = ana.new("/v1/parties", ana.party("MX"))
    return ana.new("/v1/issuer-profiles", ana.profile(party["id"], "MX"))


def preview(ana, body):
    """The faults of a preview: place, type, severity."""
    found = ana.post("/v1/documents/preview", body).json()["faults"]
    return {(tuple(f["loc"][1:]), f["type"]) for f in found if f["severity"] == "error"}


def test_the_example_is_taken_as_it_stands(ana, profile):
    assert ana.post("/v1/documents/preview", ana.document("MX")).json()["faults"] == []
    created = ana.new("/v1/documents", ana.document("MX", intent="SUBMIT"))
    assert (created["status"], created["number"]) == ("PENDING", "A1")
    assert created["totals"]["total"] == "116000.00"
    assert (created["provider_number"], created["due_on"]) == (None, None)


@pytest.mark.parametrize("name", sorted(mexico.DOCUMENTS))
def test_each_example_is_complete_once_its_ids_are(ana, profile, name):
    ids = [later(ana), later(ana)]
    body = mine(ana, mexico.DOCUMENTS[name])
    for reference, own in zip(body.get("references", ()), ids, strict=False):
        reference["document_id"] = own
    for pago in body["country_specific"].get("pagos", ()):
        for docto, own in zip(pago["doctos"], ids, strict=True):
            docto["document_id"] = own
    answer = ana.post("/v1/documents", body | {"intent": "SUBMIT"})
    assert answer.status_code == 201, answer.content
    if body["document_type"] == "PAYMENT_COMPLEMENT":
        assert answer.json()["due_on"] == "2026-12-05"


def later(ana):
    """The id of a valid invoice that is to be paid later."""
    body = mine(ana, mexico.DOCUMENTS["MX to be paid later"]) | {"intent": "SUBMIT"}
    created = ana.new("/v1/documents", body)
    row = issued(created["id"])
    folio = str(row.id).upper()
    Document.objects.filter(id=row.id).update(fiscal_id=folio)
    return created["id"]


def test_a_fault_of_a_payment_stands_at_its_place_in_the_body(ana, profile):
    own = later(ana)
    body = mine(ana, mexico.DOCUMENTS[COMPLEMENT])
    body["references"] = [{"relation": "PAYS", "document_id": own}]
    [pago] = body["country_specific"]["pagos"]
    pago["doctos"] = [{"reference": 0, "imp_pagado": "116000.01"}]
    place = ("country_specific", "pagos", 0, "doctos", 0, "imp_pagado")
    assert (place, "invoice_overpaid") in preview(ana, body)
    pago["doctos"] = [{"reference": 1, "imp_pagado": "1.00"}]
    assert (place[:-1], "paid_invoice_unknown") in preview(ana, body)


def test_faults_of_lines_and_fields_stand_where_the_caller_wrote_them(ana, profile):
    body = ana.document("MX")
    del body["country_specific"]["exportacion"]
    del body["line_items"][0]["country_specific"]["objeto_imp"]
    found = {place for place, _ in preview(ana, body)}
    assert ("country_specific", "exportacion") in found
    assert ("line_items", 0, "country_specific", "objeto_imp") in found


def test_an_answer_shows_who_paid_and_what_is_left(ana, profile):
    own = later(ana)
    body = mine(ana, mexico.DOCUMENTS["MX payment of an invoice"]) | {"intent": "SUBMIT"}
    body["references"] = [{"relation": "PAYS", "document_id": own}]
    paid = ana.new("/v1/documents", body)
    path = f"/v1/documents/{own}"
    waiting = ana.get(path).json()
    assert waiting["balance"] is None
    issued(paid["id"])
    shown = ana.get(path).json()
    assert shown["balance"] == {
        "currency": "MXN",
        "total": "116000.00",
        "credited": "0.00",
        "debited": "0.00",
        "paid": "400.00",
        "left": "115600.00",
    }
    [by] = shown["referenced_by"]
    assert (by["document_id"], by["paid"], by["instalment"]) == (paid["id"], "400.00", 1)
    listed = ana.get("/v1/documents?document_type=INVOICE").json()["items"]
    assert [one["balance"] for one in listed if one["id"] == own] == [shown["balance"]]
