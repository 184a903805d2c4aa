"""The queries of every kind of document, in both dialects, and what a restart keeps."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from providers.co_yabico.sandbox import history, seeded
from providers.co_yabico.sandbox.cufe import CufeParts, cufe
from providers.co_yabico.sandbox.kinds import FAMILIES, Kind
from providers.co_yabico.sandbox.mount import YabicoSandbox
from providers.sandbox.store import Journal
from providers.sandbox.wire import Request

from . import payloads
from .client import Sandbox
from .operations import (
    ADJUST,
    adjustment,
    ask_one,
    credit_invoice,
    credit_note,
    debit_note,
    done,
    event,
    printed,
    support_document,
)

FIELDS = """__typename uid id documentUid documentType documentStatus { code } organizationalUnitId
    documentTotals { payableAmount } generalInformation { issueDateTime currency { code } }"""


@pytest.fixture
def filled(sandbox: Sandbox) -> Sandbox:
    """A unit with one validated document of every kind."""
    sold = credit_invoice(sandbox)["uid"]
    done(sandbox, "createCreditNote", credit_note(sold))
    done(sandbox, "createDebitNote", debit_note(sandbox.unit, sold))
    bought = done(sandbox, "createAcquisitionSupportDocument", support_document(sandbox.unit))[
        "uid"
    ]
    sandbox.pass_time(30)
    done(sandbox, ADJUST, adjustment(sandbox.unit, bought))
    done(sandbox, "addPurchaseInvoice", {"cufe": seeded.WITH_NOTES.cufe})
    done(sandbox, "addPurchaseCreditNote", {"cude": seeded.CREDIT_NOTE.cufe})
    done(sandbox, "addPurchaseDebitNote", {"cude": seeded.DEBIT_NOTE.cufe})
    sandbox.pass_time(30)
    return sandbox


def listed(sandbox: Sandbox, kind: Kind, dialect: str = "live", **wanted: Any) -> list[Any]:
    """The nodes of a kind's list."""
    family = FAMILIES[kind]
    asked = FIELDS.replace("documentType", "documentType billingPrefix { prefix }")
    base = family.type_name.removesuffix("Document")
    inputs = {
        Kind.SUPPORT_DOCUMENT: "AcquisitionSupportDocumentQueryInput",
        Kind.ADJUSTMENT_NOTE: "AcquisitionAdjustmentNoteQueryInput",
        Kind.PURCHASE_INVOICE: "PurchaseDocumentQueryInput",
    }
    query_input = inputs.get(kind, f"{base}DocumentQueryInput")
    query = f"""query List($query: {query_input}) {{ {family.many}(query: $query) {{
        ... on {family.connection} {{ totalCount edges {{ node {{ {asked} }} }} }} }} }}"""
    answer = sandbox.ask(query, {"query": wanted or None}, dialect)
    assert "errors" not in answer, answer
    edges = answer["data"][family.many]["edges"]
    return [edge["node"] for edge in edges]


@pytest.mark.parametrize("dialect", ["live", "printed"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_listed_and_found(filled: Sandbox, kind: Kind, dialect: str) -> None:
    (node,) = listed(filled, kind, dialect)
    family = FAMILIES[kind]
    assert node["__typename"] == f"{family.type_name}Node"
    assert node["documentType"] == kind
    assert len(node["documentUid"]) == 96
    for key in (node["uid"], node["id"], node["documentUid"]):
        found = ask_one(filled, family.one, key, FIELDS)
        assert (found["uid"], found["__typename"]) == (node["uid"], family.type_name)


@pytest.mark.parametrize("kind", list(Kind))
def test_another_organization_sees_nothing(filled: Sandbox, kind: Kind) -> None:
    (node,) = listed(filled, kind)
    other = filled.new_unit()
    assert listed(other, kind) == []
    assert ask_one(other, FAMILIES[kind].one, node["uid"], "uid") == [FAMILIES[kind].not_found]


@pytest.mark.parametrize("kind", list(Kind))
def test_one_kind_is_not_found_as_another(filled: Sandbox, kind: Kind) -> None:
    others = [k for k in Kind if k != kind]
    for other in others:
        (node,) = listed(filled, other)
        assert ask_one(filled, FAMILIES[kind].one, node["uid"], "uid") == [FAMILIES[kind].not_found]


@pytest.mark.parametrize("kind", list(Kind))
def test_lists_are_narrowed_by_number_day_and_party(filled: Sandbox, kind: Kind) -> None:
    (node,) = listed(filled, kind)
    party = "830080150" if node["__typename"].startswith("Purchase") else "52123456"
    day = node["generalInformation"]["issueDateTime"][:10]
    for fitting in (
        {"id": node["id"]},
        {"documentUid": node["documentUid"]},
        {"organizationalUnitId": filled.unit, "issueDate": day},
        {"personId": party},
        {"dateRange": {"startDate": day, "endDate": day}},
    ):
        assert listed(filled, kind, **{"and": [fitting]}) == [node]
        assert listed(filled, kind, **{"not": [fitting]}) == []
    assert listed(filled, kind, **{"and": [{"personId": "1"}]}) == []


def test_a_unit_lists_documents_of_all_kinds(filled: Sandbox) -> None:
    query = "query($id: UID!) { organizationUnit(id: $id) { documents { __typename } } }"
    documents = filled.ask(query, {"id": filled.unit})["data"]["organizationUnit"]["documents"]
    assert {d["__typename"] for d in documents} == {f.type_name for f in FAMILIES.values()}


def test_plan_and_ranges_are_used_up(filled: Sandbox) -> None:
    query = """{ planSummary { issuedDocuments availableDocuments totalDocuments
        issuedDocumentsDescription { invoices creditNotes debitNotes } }
        billingResolutions { edges { node { billingRanges { billingRangeDataJ } } } } }"""
    data = filled.ask(query)["data"]
    assert data["planSummary"] == {
        "issuedDocuments": 5,
        "availableDocuments": 99995,
        "totalDocuments": 100000,
        "issuedDocumentsDescription": {"invoices": 1, "creditNotes": 1, "debitNotes": 1},
    }
    shown = [
        edge["node"]["billingRanges"][0]["billingRangeDataJ"]
        for edge in data["billingResolutions"]["edges"]
    ]
    used = {s["prefix"]: (s["documentType"], s["current"]) for s in shown}
    assert used == {"SETP": ("01", 990000001), "SEDS": ("05", 984000001)}


def test_a_plan_that_is_used_up_takes_no_notes(sandbox: Sandbox) -> None:
    unit = sandbox.new_unit(planDocuments=1)
    sold = credit_invoice(unit)["uid"]
    output = unit.ask(
        """mutation($d: VoidInvoiceInput!) { voidInvoice(document: $d) { errors { id } } }""",
        {
            "d": {
                "id": {"prefix": "NC", "number": 1},
                "invoiceToVoid": {"uid": sold},
                "reason": {"locale": "ES_CO", "text": "x"},
            }
        },
    )
    assert output["data"]["voidInvoice"]["errors"] == [{"id": "001-O1"}]


def test_electronic_invoicers(sandbox: Sandbox) -> None:
    query = "query($id: String) { electronicInvoicer(id: $id) { identifier startDate } }"
    found = {"identifier": "900559088", "startDate": "2019-01-19"}
    for given in (None, "900559088", "900559088-2"):
        assert sandbox.ask(query, {"id": given})["data"]["electronicInvoicer"] == found
    seller = sandbox.ask(query, {"id": seeded.SELLER_NIT})["data"]["electronicInvoicer"]
    assert seller["identifier"] == "830080150"
    assert sandbox.ask(query, {"id": "123456789"})["errors"][0]["id"] == "100"


def test_transactions_are_those_of_all_kinds(filled: Sandbox) -> None:
    query = "{ transactions(first: 100) { edges { node { transactionType } } } }"
    edges = filled.ask(query)["data"]["transactions"]["edges"]
    assert {edge["node"]["transactionType"] for edge in edges} == set(Kind)


def test_a_restart_keeps_notes_purchases_and_events(tmp_path: Path) -> None:
    first = YabicoSandbox(Journal(tmp_path / "journal"))
    unit = first.state.units()[0]
    post(first, "POST", "/purchases", {"kind": "INVOICE", "number": 3000})
    buyer = InProcess(first, unit.token)
    (bought,) = [d for d in first.state.dian.all_foreign() if d.number == 3000]
    uid = done(buyer, "addPurchaseInvoice", {"cufe": bought.cufe})["uid"]
    first.state.clock.advance(60)
    done(buyer, "eventInvoiceReceiptAck", event("purchaseInvoiceUid", uid))
    sold = credit_invoice(buyer)["uid"]
    done(buyer, "createCreditNote", credit_note(sold))
    again = YabicoSandbox(Journal(tmp_path / "journal")).state
    now = again.clock.now()
    kept = again.document(uid)
    assert kept
    assert history.status(again, kept, now).code == "RECEIPT_ACK"
    assert [d.number for d in again.dian.all_foreign() if d.number == 3000] == [3000]
    invoice = again.document(sold)
    assert invoice
    assert [note.consecutive for note in again.notes_to(invoice, now)] == ["NC1"]
    assert again.dian.event_number_used(unit.uid, "EV", 1)
    assert again.count(unit.organization, Kind.CREDIT_NOTE) == 1


@pytest.mark.parametrize("kind", [Kind.CREDIT_NOTE, Kind.PURCHASE_INVOICE, Kind.SUPPORT_DOCUMENT])
def test_every_list_has_pages(filled: Sandbox, kind: Kind) -> None:
    family = FAMILIES[kind]
    query = f"""query($first: Int, $after: String, $skip: Int) {{
        {family.many}(first: $first, after: $after, skip: $skip) {{ ... on {family.connection} {{
          totalCount totalPages pageInfo {{ hasNextPage endCursor }} edges {{ cursor }} }} }} }}"""
    for wrong, code in (
        ({"first": 101}, "003-2"),
        ({"skip": -1}, "003-1"),
        ({"after": "x"}, "003-1"),
    ):
        assert filled.ask(query, wrong)["errors"][0]["id"] == code
    page = filled.ask(query, {"first": 1})["data"][family.many]
    assert (page["totalCount"], page["totalPages"]) == (1, 1)
    assert page["pageInfo"]["hasNextPage"] is False
    after = filled.ask(query, {"after": page["pageInfo"]["endCursor"]})["data"][family.many]
    assert after["edges"] == []


def test_the_printed_dialect_makes_every_kind(sandbox: Sandbox) -> None:
    sold = credit_invoice(sandbox)["uid"]
    unit = sandbox.unit
    orders = {
        "createDebitNote": printed(debit_note(unit, sold)),
        "createAcquisitionSupportDocument": printed(support_document(unit)),
        "createCreditNote": printed(credit_note(sold), unit),
    }
    made = {name: done(sandbox, name, given, "printed") for name, given in orders.items()}
    sandbox.pass_time(30)
    bought = made["createAcquisitionSupportDocument"]["uid"]
    given = printed(adjustment(unit, bought))
    assert done(sandbox, ADJUST, given, "printed")["id"] == "NA1"


def test_a_contingency_invoice_has_a_cude(sandbox: Sandbox) -> None:
    content = payloads.invoice(sandbox.unit)
    content["generalInformation"]["subtypeCode"] = "CONTIGENCY_INVOICE"
    sandbox.accepted(content)
    kept = sandbox.kept()[0]
    parts = CufeParts(
        number="SETP990000001",
        issued_at=datetime.fromisoformat(kept["issued_at"]),
        line_extension=Decimal("100000"),
        taxes={"01": Decimal("19000")},
        payable=Decimal("119000"),
        seller="900559088",
        buyer="52123456",
        technical_key="12345",
        environment="2",
    )
    assert kept["cufe"] == cufe(parts)
    assert f"CUDE: {kept['cufe']}" in kept["qr"]


class InProcess(Sandbox):
    """A sandbox without HTTP, for what is about its memory."""

    def __init__(self, mounted: YabicoSandbox, token: str) -> None:
        super().__init__("", mounted.state.units()[0].uid, token)
        object.__setattr__(self, "mounted", mounted)

    def ask(self, query: str, variables: Any = None, dialect: str = "live") -> Any:
        """The answer of the mounted sandbox."""
        body = {"query": query, "variables": variables}
        path = {"live": "/co/einvoices/v2", "printed": "/co/einvoices/v1"}[dialect]
        headers = {"authorization": f"Bearer {self.token}"}
        answer = self.mounted.handle(request("POST", path, headers, body))
        assert answer
        return decoded(answer)

    def pass_time(self, seconds: float) -> None:
        """Move its clock."""
        self.mounted.state.clock.advance(seconds)


def post(mounted: YabicoSandbox, method: str, path: str, body: Any) -> Any:
    """A control of the mounted sandbox."""
    answer = mounted.control(request(method, path, {}, body), path)
    assert answer
    assert answer.status in (200, 201), answer.body
    return decoded(answer)


def request(method: str, path: str, headers: dict[str, str], body: Any) -> Request:
    """A request as the wire hands it over."""
    return Request(method, path, {}, headers, json.dumps(body).encode())


def decoded(answer: Any) -> Any:
    """The JSON of a response."""
    return json.loads(answer.body)
