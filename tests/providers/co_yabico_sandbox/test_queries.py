"""Finding and listing what one has, and nothing of anybody else."""

from typing import Any

import pytest

from . import payloads
from .client import Sandbox

Json = dict[str, Any]

LIST = """
query List($query: InvoiceDocumentQueryInput, $first: Int, $last: Int, $after: String,
    $before: String, $skip: Int, $orderBy: DocumentOrderInput) {
  invoices(query: $query, first: $first, last: $last, after: $after, before: $before,
      skip: $skip, orderBy: $orderBy) {
    __typename
    ... on InvoiceConnection {
      totalCount totalPages
      edges { cursor node { id uid documentStatus { code } } }
      pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      pageCursors { page { number } cursors { page cursor order type } }
    }
  }
}
"""


def listed(sandbox: Sandbox, **variables: Any) -> Json:
    found: Json = sandbox.ask(LIST, variables)["data"]["invoices"]
    return found


def numbers(connection: Json) -> list[int]:
    return [int(edge["node"]["id"].removeprefix("SETP99000000")) for edge in connection["edges"]]


def found(sandbox: Sandbox, **query: Any) -> list[int]:
    return numbers(listed(sandbox, query=query))


@pytest.fixture
def five(sandbox: Sandbox) -> Sandbox:
    """Five invoices: 1, 2, 3 to Ana; 4 and 5 to a company."""
    for number in range(1, 4):
        sandbox.accepted(payloads.invoice(sandbox.unit, 990000000 + number))
    for number in (4, 5):
        sandbox.accepted(payloads.rich(sandbox.unit, 990000000 + number))
    return sandbox


def test_an_invoice_is_found_by_uuid_number_and_cufe(sandbox: Sandbox) -> None:
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    cufe = sandbox.kept()[0]["cufe"]
    assert "errors" in sandbox.find(cufe)
    sandbox.pass_time(10)
    for key in (uid, "SETP990000001", cufe):
        assert sandbox.find(key)["data"]["invoice"]["uid"] == uid


def test_an_unknown_invoice_is_an_error_beside_null(sandbox: Sandbox) -> None:
    answer = sandbox.find("SETP990000001")
    assert answer["data"] == {"invoice": None}
    (error,) = answer["errors"]
    assert error["id"] == error["extensions"]["id"] == "100-EI1"
    assert error["path"] == ["invoice"]
    assert error["type"] == "dataNotFoundError"


def test_nobody_sees_anothers_documents(five: Sandbox) -> None:
    other = five.new_unit()
    uid = five.kept()[0]["uid"]
    transactions = "{ transactions { totalCount } transaction(id: %s) { transactionId } }"
    step = five.ask("{ transactions(first: 1) { edges { node { transactionId } } } }")
    step_id = step["data"]["transactions"]["edges"][0]["node"]["transactionId"]
    assert other.find(uid)["errors"][0]["id"] == "100-EI1"
    assert other.find("SETP990000001")["errors"][0]["id"] == "100-EI1"
    assert listed(other)["totalCount"] == 0
    answer = other.ask(transactions % f'"{step_id}"')
    assert answer["data"] == {"transactions": {"totalCount": 0}, "transaction": None}
    query = "query($id: UID!) { organizationUnit(id: $id) { unitName } }"
    assert other.ask(query, {"id": five.unit})["errors"][0]["id"] == "100-BU1"


def test_two_units_of_an_organization_share_their_documents(sandbox: Sandbox) -> None:
    sister = sandbox.told("POST", "/units", {"token": sandbox.token, "nit": "901458652-7"})
    sandbox.accepted(payloads.invoice(sister["uid"]))
    sandbox.accepted(payloads.invoice(sandbox.unit))
    assert listed(sandbox)["totalCount"] == 2
    one = {"and": [{"organizationalUnitId": sister["uid"], "id": "SETP990000001"}]}
    assert listed(sandbox, query=one)["totalCount"] == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"and": [{"id": "SETP990000002"}]}, [2]),
        ({"and": [{"id": "SETP990000002"}, {"personIdType": "NIT"}]}, []),
        ({"or": [{"id": "SETP990000002"}, {"personIdType": "NIT"}]}, [2, 4, 5]),
        ({"not": [{"id": "SETP990000002"}, {"personIdType": "NIT"}]}, [1, 3]),
        ({"and": [{"personFirtsName": "Ana"}], "not": [{"id": "SETP990000001"}]}, [2, 3]),
        ({"contains": [{"name": "PERSON_COMPANY_NAME", "value": "prueba"}]}, [4, 5]),
        ({"startsWith": [{"name": "CONSECUTIVE", "value": "SETP99000000"}]}, [1, 2, 3, 4, 5]),
        ({"endsWith": [{"name": "CONSECUTIVE", "value": "4"}]}, [4]),
        ({"endsWith": [{"name": "PERSON_EMAIL", "value": "@nowhere.co"}]}, []),
        ({"and": [{"currency": "USD"}]}, []),
        ({"and": [{"dateRange": {"startDate": "2020-01-01"}}]}, [1, 2, 3, 4, 5]),
        ({"and": [{"dateRange": {"endDate": "2020-01-01"}}]}, []),
    ],
)
def test_searching(five: Sandbox, query: Json, expected: list[int]) -> None:
    assert found(five, **query) == expected


def test_searching_by_the_documents_own_facts(five: Sandbox) -> None:
    kept = five.kept()[1]
    day = kept["issued_at"][:10]
    assert found(five, **{"and": [{"documentUid": kept["uid"]}]}) == [2]
    assert found(five, **{"and": [{"issueDate": day, "creationDate": day, "personId": "x"}]}) == []


def test_paging_forwards(five: Sandbox) -> None:
    first = listed(five, first=2)
    assert numbers(first) == [1, 2]
    assert (first["totalCount"], first["totalPages"]) == (5, 3)
    assert first["pageInfo"]["hasNextPage"]
    assert not first["pageInfo"]["hasPreviousPage"]
    second = listed(five, first=2, after=first["pageInfo"]["endCursor"])
    assert numbers(second) == [3, 4]
    assert second["pageCursors"]["page"]["number"] == 2
    assert [c["type"] for c in second["pageCursors"]["cursors"]] == ["PAGE", "CURRENT", "PAGE"]
    last = listed(five, first=2, after=second["pageInfo"]["endCursor"])
    assert numbers(last) == [5]
    assert not last["pageInfo"]["hasNextPage"]


def test_paging_backwards_and_skipping(five: Sandbox) -> None:
    last = listed(five, last=2)
    assert numbers(last) == [4, 5]
    assert numbers(listed(five, last=2, before=last["pageInfo"]["startCursor"])) == [2, 3]
    assert numbers(listed(five, first=2, skip=3)) == [4, 5]
    assert numbers(listed(five, last=2, skip=1)) == [3, 4]
    assert numbers(listed(five, skip=9)) == []


def test_ordering(five: Sandbox) -> None:
    assert numbers(listed(five, orderBy="CONSECUTIVE_DESC")) == [5, 4, 3, 2, 1]
    assert numbers(listed(five, orderBy="INSERTED_AT_DESC", first=2)) == [5, 4]


@pytest.mark.parametrize(
    ("paging", "code"),
    [
        ({"first": 0}, "003-2"),
        ({"last": 101}, "003-2"),
        ({"skip": -1}, "003-1"),
        ({"after": "nowhere"}, "003-1"),
    ],
)
def test_pages_that_are_none(five: Sandbox, paging: Json, code: str) -> None:
    assert five.ask(LIST, paging)["errors"][0]["id"] == code


def test_transactions_are_the_steps_of_a_document(sandbox: Sandbox) -> None:
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    sandbox.accepted(payloads.invoice(sandbox.unit, 990000002))
    sandbox.pass_time(30)
    query = """query($query: TransactionsQueryInput) { transactions(query: $query) {
        totalCount edges { node { transactionId transactionStage documentId } } } }"""
    steps = sandbox.ask(query, {"query": {"documentUid": uid}})["data"]["transactions"]
    nodes = [edge["node"] for edge in steps["edges"]]
    stages = ["CREATION", "SENT_TO_DIAN", "DIAN_RESPONSE", "EMAIL"]
    assert [node["transactionStage"] for node in nodes] == stages
    assert {node["documentId"] for node in nodes} == {uid}
    assert sandbox.ask(query, {})["data"]["transactions"]["totalCount"] == 8
    one = "query($id: UID!) { transaction(id: $id) { transactionStage } }"
    step = sandbox.ask(one, {"id": nodes[2]["transactionId"]})
    assert step["data"]["transaction"]["transactionStage"] == "DIAN_RESPONSE"
    assert sandbox.ask(one, {"id": "none"})["errors"][0]["id"] == "100"


def test_an_invoice_tells_its_own_steps(sandbox: Sandbox) -> None:
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    query = "query($uid: UID!) { invoice(uid: $uid) { transactions { transactionStage } } }"
    steps = sandbox.ask(query, {"uid": uid})["data"]["invoice"]["transactions"]
    assert steps == [{"transactionStage": "CREATION"}]


def test_numbering_authorisations(sandbox: Sandbox) -> None:
    ranges = [
        {"prefix": "FE", "from": 1, "to": 500},
        {"prefix": "SETP", "resolution": "18760000002"},
    ]
    unit = sandbox.new_unit(ranges=ranges)
    query = """query($query: BillingResolutionQueryInput) {
        billingResolutions(query: $query, orderBy: PREFIX_DESCRIPTION_DESC) { edges { node {
          id billingRanges { prefixDescription resolutionNumber billingRangeDataJ }
    } } } }"""
    edges = unit.ask(query)["data"]["billingResolutions"]["edges"]
    shown = [edge["node"]["billingRanges"][0] for edge in edges]
    assert [given["prefixDescription"] for given in shown] == ["SETP", "FE"]
    assert shown[1]["billingRangeDataJ"]["to"] == 500
    assert "technicalKey" not in shown[1]["billingRangeDataJ"]
    narrowed = {"query": {"startsWith": [{"name": "PREFIX_DESCRIPTION", "value": "F"}]}}
    assert len(unit.ask(query, narrowed)["data"]["billingResolutions"]["edges"]) == 1
    one = "query($id: UID!) { billingResolution(id: $id) { id } }"
    uid = edges[0]["node"]["id"]
    assert unit.ask(one, {"id": uid})["data"]["billingResolution"]["id"] == uid
    assert unit.ask(one, {"id": "none"})["errors"][0]["id"] == "100"


def test_the_organization_and_its_units_in_the_live_dialect(sandbox: Sandbox) -> None:
    query = """query($id: UID!) {
        organization { organizationName organizationNit organizationalUnits { unitName } }
        organizationUnit(id: $id) { organizationalUnitId unitNit unitSettings { environment }
          unitState { active } documents { id } }
        organizationUnits { totalCount edges { node { unitName } } } }"""
    sandbox.accepted(payloads.invoice(sandbox.unit))
    data = sandbox.ask(query, {"id": sandbox.unit})["data"]
    assert data["organization"]["organizationalUnits"] == [{"unitName": "EMPRESA DE PRUEBAS SAS"}]
    assert data["organizationUnit"] == {
        "organizationalUnitId": sandbox.unit,
        "unitNit": "900559088",
        "unitSettings": {"environment": "2"},
        "unitState": {"active": True},
        "documents": [{"id": "SETP990000001"}],
    }
    assert data["organizationUnits"]["totalCount"] == 1


def test_the_unit_in_the_printed_dialect(sandbox: Sandbox) -> None:
    query = """query($id: UID!) { organizationUnit(id: $id) {
        organizationUnitId organizationUnitName organizationUnitState { key values } } }"""
    unit = sandbox.ask(query, {"id": sandbox.unit}, "printed")["data"]["organizationUnit"]
    assert unit["organizationUnitId"] == sandbox.unit
    assert unit["organizationUnitState"] == {"key": "active", "values": "true"}


def test_the_plan_is_used_by_documents(sandbox: Sandbox) -> None:
    unit = sandbox.new_unit(planDocuments=10)
    unit.accepted(payloads.invoice(unit.unit))
    query = """{ planSummary { totalDocuments issuedDocuments availableDocuments
        issuedDocumentsDescription { invoices } } }"""
    assert unit.ask(query)["data"]["planSummary"] == {
        "totalDocuments": 10,
        "issuedDocuments": 1,
        "availableDocuments": 9,
        "issuedDocumentsDescription": {"invoices": 1},
    }


def test_electronic_invoicers_are_the_units(sandbox: Sandbox) -> None:
    query = "query($id: String) { electronicInvoicer(id: $id) { identifier } }"
    known = sandbox.ask(query, {"id": "900559088-2"})["data"]["electronicInvoicer"]
    assert known["identifier"] == "900559088"
    assert sandbox.ask(query, {"id": "800197268"})["errors"][0]["id"] == "100"


def test_the_whole_document_comes_back_as_it_was_sent(sandbox: Sandbox) -> None:
    sent = payloads.rich(sandbox.unit)
    sandbox.accepted(sent)
    sandbox.pass_time(20)
    query = """{ invoice(uid: "SETP990000001") {
        documentType dianState assessmentState notes { key value }
        billingPrefix { prefix range { from to } }
        documentTotals { lineExtensionAmount allowanceTotalAmount payableAmount prePaidAmount }
        documentModifiers { amount chargeIndicator percentage reason { text } }
        taxDescription { taxName { code description } taxAmount taxSubtotal { percent } }
        withholdingsDescription { withholdingName { description } withholdingAmount }
        documentLines { quantity price { priceAmount priceType { code } }
          pricingReference { amount } itemDescription { standardItemId { id } }
          unitCode { code } priceModifier { amount } }
        paymentDescription { paymentMeans { paymentMeanId { code } paymentDueDate } }
        documentParties {
          accountingCustomerParty { name { corporateName }
            physicalLocation { cityName countrySubentity }
            partyTaxScheme { taxLevelCode taxScheme { code } } }
          accountingSupplierParty { identification { identifier } } }
    } }"""
    shown = sandbox.ask(query)
    assert "errors" not in shown
    document = shown["data"]["invoice"]
    assert document["dianState"] == document["assessmentState"] == "VALIDATED"
    assert document["billingPrefix"]["range"] == {"from": 990000000, "to": 995000000}
    assert document["documentTotals"]["payableAmount"] == sent["documentTotals"]["payableAmount"]
    assert document["taxDescription"][0]["taxName"] == {"code": "CO_01", "description": "IVA"}
    assert document["withholdingsDescription"][0]["withholdingName"]["description"] == "ReteRenta"
    assert [line["quantity"] for line in document["documentLines"]] == list("111312")
    buyer = document["documentParties"]["accountingCustomerParty"]
    assert buyer["physicalLocation"] == {"cityName": "Bogotá, D.C.", "countrySubentity": "Bogotá"}
    assert buyer["partyTaxScheme"] == {"taxLevelCode": ["O_13"], "taxScheme": {"code": "CO_01"}}
