"""Support documents, adjustment notes and voiding them."""

from datetime import datetime
from decimal import Decimal

import pytest

from providers.co_yabico.sandbox.cufe import CufeParts, cuds

from .client import Sandbox
from .operations import (
    adjustment,
    ask_one,
    done,
    mutation,
    refusal,
    run,
    status,
    support_document,
    void_support,
)

CREATE = "createAcquisitionSupportDocument"
ADJUST = "createAcquisitionAdjustmentNote"
VOID = "voidAcquisitionSupportDocument"
ONE = "acquisitionSupportDocument"


def validated(sandbox: Sandbox) -> str:
    """The uid of a validated support document."""
    made = done(sandbox, CREATE, support_document(sandbox.unit))
    sandbox.pass_time(30)
    uid: str = made["uid"]
    return uid


def test_a_support_document_is_validated_under_a_cuds(sandbox: Sandbox) -> None:
    uid = validated(sandbox)
    kept = sandbox.kept()[0]
    parts = CufeParts(
        number="SEDS984000001",
        issued_at=datetime.fromisoformat(kept["issued_at"]),
        line_extension=Decimal("100000"),
        taxes={"01": Decimal("19000")},
        payable=Decimal("119000"),
        seller="52123456",
        buyer="900559088",
        technical_key="12345",
        environment="2",
    )
    assert kept["cufe"] == cuds(parts)
    shown = ask_one(
        sandbox,
        ONE,
        uid,
        """documentUid billingPrefix { prefix range { from to } } documentType
        generalInformation { __typename operationCode { code } }
        documentParties {
          accountingSupplierParty { identification { identifier } }
          accountingCustomerParty { identification { identifier } } }""",
    )
    assert shown["documentUid"] == kept["cufe"]
    assert shown["billingPrefix"] == {
        "prefix": "SEDS",
        "range": {"from": 984000000, "to": 985000000},
    }
    parties = shown["documentParties"]
    assert parties["accountingSupplierParty"]["identification"]["identifier"] == "52123456"
    assert parties["accountingCustomerParty"]["identification"]["identifier"] == "900559088"
    assert shown["generalInformation"]["operationCode"] == {"code": "RESIDENT_PURCHASE"}


def test_it_needs_a_range_for_support_documents(sandbox: Sandbox) -> None:
    given = support_document(sandbox.unit, 990000001)
    given["id"]["prefix"] = "SETP"
    assert refusal(sandbox, CREATE, given) == ["001-DC1"]
    assert refusal(sandbox, CREATE, support_document(sandbox.unit, 1)) == ["001-DC2"]


def test_its_number_is_used_once(sandbox: Sandbox) -> None:
    done(sandbox, CREATE, support_document(sandbox.unit))
    assert refusal(sandbox, CREATE, support_document(sandbox.unit)) == ["200-AS1"]


def test_residents_live_in_colombia_and_others_do_not(sandbox: Sandbox) -> None:
    given = support_document(sandbox.unit)
    place = given["documentParties"]["accountingSupplierParty"]["physicalLocation"]
    place.update(country="US", city="Miami")
    assert refusal(sandbox, CREATE, given) == ["001-AS1"]
    given["generalInformation"]["operationCode"] = "NON_RESIDENT_PURCHASE"
    done(sandbox, CREATE, given)


def test_nobody_buys_of_itself(sandbox: Sandbox) -> None:
    given = support_document(sandbox.unit)
    who = {"idType": "NIT", "identifier": "900559088-2"}
    given["documentParties"]["accountingSupplierParty"]["personId"] = who
    assert refusal(sandbox, CREATE, given) == ["001-AS1"]


def test_lines_say_when_they_were_bought(sandbox: Sandbox) -> None:
    given = support_document(sandbox.unit)
    period = given["documentLines"][0].pop("invoicePeriod")
    assert refusal(sandbox, CREATE, given) == ["001-F2"]
    given["documentLines"][0]["invoicePeriod"] = {**period, "startDate": "2099-01-01"}
    assert refusal(sandbox, CREATE, given) == ["001-D1"]


def test_an_adjustment_note_takes_back_what_is_there(sandbox: Sandbox) -> None:
    uid = validated(sandbox)
    made = done(sandbox, ADJUST, adjustment(sandbox.unit, uid))
    sandbox.pass_time(20)
    assert status(sandbox, "acquisitionAdjustmentNote", made["uid"]) == "DIAN_VALIDATED"
    assert refusal(sandbox, ADJUST, adjustment(sandbox.unit, uid, 2, "2")) == ["001-LA4"]
    assert refusal(sandbox, ADJUST, adjustment(sandbox.unit, uid, 1)) == ["200-AS1"]
    shown = ask_one(
        sandbox, ONE, uid, "adjustmentNoteSummary { id } documentSummary { adjustmentNoteTotal }"
    )
    assert shown == {
        "adjustmentNoteSummary": [{"id": "NA1"}],
        "documentSummary": {"adjustmentNoteTotal": "59500.00"},
    }


def test_adjusting_needs_a_validated_document(sandbox: Sandbox) -> None:
    made = done(sandbox, CREATE, support_document(sandbox.unit))
    assert refusal(sandbox, ADJUST, adjustment(sandbox.unit, made["uid"])) == ["001-PEI2"]
    assert refusal(sandbox, VOID, void_support(made["uid"])) == ["001-EI2"]
    assert refusal(sandbox, ADJUST, adjustment(sandbox.unit, "nothing")) == ["100-NE2"]
    assert refusal(sandbox, VOID, void_support("nothing")) == ["100-NE1"]


def test_voiding_makes_an_adjustment_note_once(sandbox: Sandbox) -> None:
    uid = validated(sandbox)
    done(sandbox, VOID, void_support(uid))
    sandbox.pass_time(20)
    note = ask_one(
        sandbox,
        "acquisitionAdjustmentNote",
        "NA9",
        "documentTotals { payableAmount } generalInformation { operationCode { code } }",
    )
    assert note == {
        "documentTotals": {"payableAmount": "119000.00"},
        "generalInformation": {"operationCode": {"code": "VOID"}},
    }
    assert refusal(sandbox, VOID, void_support(uid, 10)) == ["001-EI2"]
    assert "001-AS1" in refusal(sandbox, ADJUST, adjustment(sandbox.unit, uid, 11))


@pytest.mark.parametrize(
    ("seller", "http_status", "taken"), [("9000000009", 500, 0), ("9000000011", 200, 1)]
)
def test_magic_suppliers_make_things_happen(
    sandbox: Sandbox, seller: str, http_status: int, taken: int
) -> None:
    given = support_document(sandbox.unit, seller=seller)
    response = sandbox.graphql(mutation(CREATE), {"given": given})
    assert response.status_code == http_status
    assert "html" in response.headers["Content-Type"]
    assert len(sandbox.kept()) == taken


def test_a_magic_supplier_is_rejected_by_dian(sandbox: Sandbox) -> None:
    made = done(sandbox, CREATE, support_document(sandbox.unit, seller="9000000002"))
    sandbox.pass_time(20)
    shown = ask_one(sandbox, ONE, made["uid"], "documentStatus { code description }")
    assert shown["documentStatus"]["code"] == "DIAN_REJECTED"
    assert "DSAD06" in shown["documentStatus"]["description"]


@pytest.mark.parametrize("operation", [ADJUST, VOID])
@pytest.mark.parametrize(("scenario", "taken"), [("500", 1), ("500_after", 2)])
def test_its_notes_meet_mishaps(
    sandbox: Sandbox, operation: str, scenario: str, taken: int
) -> None:
    uid = validated(sandbox)
    given = adjustment(sandbox.unit, uid) if operation == ADJUST else void_support(uid)
    sandbox.arm(scenario, operation=operation)
    assert sandbox.graphql(mutation(operation), {"given": given}).status_code == 500
    assert len(sandbox.kept()) == taken


def test_it_says_that_it_is_in_validation(sandbox: Sandbox) -> None:
    output = run(sandbox, CREATE, support_document(sandbox.unit))
    assert [n["title"] for n in output["notifications"]] == ["In validation"]
