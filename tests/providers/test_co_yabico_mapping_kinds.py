"""From notes, cancellations, support documents and events to the provider's inputs.

`UPDATE_GOLDEN=1 pytest tests/providers/test_co_yabico_mapping_kinds.py` writes the examples anew.
"""

import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import Undefined, build_schema, coerce_input_value

import providers.co_yabico
from documents.amounts import compute
from documents.values import DocumentValue, LineLeft, Numbering, Reference, ReferencedDocument
from providers.co_yabico.dialect import Dialect
from providers.co_yabico.kinds import DOCUMENTS, EVENTS, VOID_SUPPORT_DOCUMENT, Kind, kind_of
from providers.co_yabico.mapping.draft import Draft, issue_instant
from providers.co_yabico.mapping.references import modified_id, provider_uid
from providers.co_yabico.needs import SENT, SENT_FURTHER
from tests.providers.co_documents import BUYER, ISSUER, TAG, document, line
from tests.providers.co_kinds import PERSON, SELLER

GOLDEN = Path(__file__).parents[1] / "golden" / "co"
SDL = (Path(providers.co_yabico.__file__).parent / "schema.graphql").read_text("utf-8")
UNIT = "11111111-2222-4333-8444-555555555555"
UID = "99999999-2222-4333-8444-555555555555"
AT = datetime(2026, 11, 20, 15, 30, 45, tzinfo=UTC)

INVOICE = ReferencedDocument(
    id="0193f1a2-0000-7000-8000-0000000000aa",
    document_type="INVOICE",
    status="ISSUED",
    fiscal_status="authorized",
    lifecycle_status="active",
    issuer=ISSUER,
    receiver=BUYER,
    currency="COP",
    total=Decimal("119000.00"),
    number="SETP990000001",
    fiscal_id="8bb918b19ba22a69",
    operation_id=UID,
    issued_on=date(2026, 11, 19),
    issued_at=datetime(2026, 11, 19, 20, 0, tzinfo=UTC),
    lines=(line(),),
    left=(LineLeft(Decimal(2), Decimal("100000.00")),),
)
BOUGHT = replace(INVOICE, document_type="SUPPORT_DOCUMENT", number="SEDS984000001")


def numbered(prefix: str) -> Numbering:
    return Numbering(prefix, prefix, 1, 5000, 7)


def noted(
    document_type: str, relation: str, to: ReferencedDocument, **fields: Any
) -> DocumentValue:
    lines = fields.pop("lines", (line(quantity="1"),))
    own = fields.pop("own", {"reason": "Devolución de una unidad"})
    reference = Reference(relation, document_id=to.id, document=to)
    more = {"references": (reference,), "numbering": numbered("NC"), **fields}
    return document(*lines, document_type=document_type, own=own, **more)


def happened(code: str, **fields: Any) -> DocumentValue:
    own = {"event": {"code": code, **fields}}
    parts = noted("ACCEPTANCE_EVENT", "CONCERNS", INVOICE, own=own, numbering=numbered("EV"))
    return replace(parts, line_items=())


RESIDENT = {"receiver": {"id_type": "CC", "person_type": "NATURAL_PERSON"}}
BOUGHT_ON = {"purchased_on": "2026-11-18"}
EXAMPLES = {
    "credit-note": noted("CREDIT_NOTE", "CREDITS", INVOICE),
    "debit-note": noted(
        "DEBIT_NOTE",
        "DEBITS",
        INVOICE,
        own={"operation_type": "INTEREST", "reason": "Intereses de mora", "notes": ["Mes 11"]},
    ),
    "void-invoice": noted("CANCELLATION", "CANCELS", INVOICE, own={"reason": "Error"}),
    "support-document": document(
        line(tax_code="EXCL", own=BOUGHT_ON),
        line(tax_code="IVA19", own={**BOUGHT_ON, "transmission": "WEEKLY"}),
        document_type="SUPPORT_DOCUMENT",
        receiver=SELLER,
        own=RESIDENT,
        numbering=Numbering("SEDS", "SEDS", 984000000, 985000000, 984000007),
    ),
    "adjustment-note": noted(
        "ADJUSTMENT_NOTE",
        "ADJUSTS",
        BOUGHT,
        receiver=SELLER,
        own={**RESIDENT, "operation_type": "PRICE_ADJUSTMENT", "reason": "Precio"},
    ),
    "void-support-document": noted("CANCELLATION", "CANCELS", BOUGHT, own={"reason": "Error"}),
    "invoice-export": document(own={"subtype": "EXPORT"}),
    "invoice-contingency": document(
        own={"subtype": "CONTINGENCY"},
        references=(
            Reference("CONTINGENCY", provider_doc_id="FC12", issued_at="2026-11-19T08:00:00-05:00"),
        ),
    ),
    "invoice-aiu": document(
        line("900000.00", "1", tax_code="EXCL", own={"aiu_part": "ADMINISTRATION"}),
        line("100000.00", "1", own={"aiu_part": "UTILITY"}),
        own={"operation_type": "AIU"},
    ),
    "invoice-mandates": document(
        line(own={"principal": {"id_type": "NIT", "id": "830080150-1", "name": "MANDANTE SAS"}}),
        line(
            own={"principal": {"id_type": "CC", "id": "52123456", "name": "Ana María Gómez Ruiz"}}
        ),
        line(),
        own={"operation_type": "MANDATES"},
    ),
    "invoice-transportation": document(
        line(
            own={
                "transport": {
                    "filing_number": "123456",
                    "waybill_number": "R-9",
                    "freight": "80000",
                }
            }
        ),
        own={"operation_type": "TRANSPORTATION"},
    ),
    "invoice-money-exchange": document(own={"operation_type": "MONEY_EXCHANGE"}),
    "invoice-with-references": document(
        references=(
            Reference("ORDER", provider_doc_id="OC-4711", issued_at="2026-11-01"),
            Reference("DESPATCH", provider_doc_id="GR-1"),
            Reference("RECEIPT", provider_doc_id="RC-1"),
            Reference("RELATED", document_id=INVOICE.id, document=INVOICE),
            Reference("RELATED", fiscal_id="abc"),
        )
    ),
    "event-receipt-acknowledgement": happened("RECEIPT_ACKNOWLEDGEMENT", person=PERSON),
    "event-goods-received": happened(
        "GOODS_RECEIVED",
        person={**PERSON, "job_title": "Bodeguera", "department": "Bodega"},
        received_at="2026-11-20T09:00:00-05:00",
    ),
    "event-express-acceptance": happened("EXPRESS_ACCEPTANCE", notes=["Conforme"]),
    "event-claim": happened("CLAIM", claim_concept="02", reason="No llegó nada"),
    "event-tacit-acceptance": happened("TACIT_ACCEPTANCE"),
    "event-products-delivery": happened("PRODUCTS_DELIVERY", person=PERSON),
}


def drafted(value: DocumentValue, **changes: Any) -> Draft:
    event = value.document_type == "ACCEPTANCE_EVENT"
    uid = INVOICE.operation_id if value.document_type != "INVOICE" else None
    fields = {"modified_uid": uid, "at": AT if event else None, **changes}
    return Draft(value, compute(value), UNIT, **fields)


def mapped(value: DocumentValue, **changes: Any) -> dict[str, Any]:
    return without_none(kind_of(value).build(drafted(value, **changes)))


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    return [without_none(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples(name):
    path = GOLDEN / f"yabico-{name}.json"
    made = json.dumps(mapped(EXAMPLES[name]), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(made, "utf-8")
    assert made == path.read_text("utf-8")


@cache
def dialect(name: str) -> Dialect:
    """The printed schema; the live one without what section 00 of the facts says it lacks."""
    return Dialect(build_schema(live(SDL) if name == "live" else SDL, assume_valid=True))


def live(sdl: str) -> str:
    blocks = sdl.split("\ninput ")
    kept = [
        "\n".join(x for x in block.splitlines() if not lost(block, x.strip())) for block in blocks
    ]
    return "\ninput ".join(kept)


def lost(block: str, field: str) -> bool:
    if block.startswith("CreditNoteInput"):
        return field.startswith("organizationalUnitId:")
    return "GeneralInformationInput" in block[:70] and field.startswith("issueDateTime:")


@pytest.mark.parametrize("name", ["live", "printed"])
@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_what_is_sent_fits_both_dialects(name, example):
    value = EXAMPLES[example]
    kind = kind_of(value)
    sent = dialect(name).fit(kind.input_type, kind.build(drafted(value)))
    wanted = dialect(name).schema.type_map[kind.input_type]
    assert coerce_input_value(sent, wanted) is not Undefined
    if kind.mutation == "createCreditNote":
        assert ("organizationalUnitId" in sent) == (name == "printed")
        assert ("issueDateTime" in sent["generalInformation"]) == (name == "printed")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_comparison_knows_every_field_that_may_be_sent(name):
    known = frozenset().union(*SENT.values(), *SENT_FURTHER.values())
    assert fields_of(mapped(EXAMPLES[name])) <= known


def fields_of(value) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(fields_of, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    return set(value) | set().union(*map(fields_of, value.values()))


def test_every_kind_has_an_example():
    shown = {kind_of(value).mutation for value in EXAMPLES.values()} | {"createInvoice"}
    kinds: list[Kind] = [*DOCUMENTS.values(), *EVENTS.values()]
    assert shown == {kind.mutation for kind in kinds}


def test_a_cancellation_is_chosen_by_what_it_ends():
    assert kind_of(EXAMPLES["void-invoice"]) is DOCUMENTS["CANCELLATION"]
    assert kind_of(EXAMPLES["void-support-document"]) is DOCUMENTS[VOID_SUPPORT_DOCUMENT]


@pytest.mark.parametrize("document_type", ["PAYMENT_COMPLEMENT", "SOMETHING"])
def test_a_type_the_provider_does_not_have(document_type):
    with pytest.raises(ValueError, match=document_type):
        kind_of(document(document_type=document_type))


def test_a_note_without_its_reference():
    with pytest.raises(ValueError, match="CREDITS"):
        mapped(replace(EXAMPLES["credit-note"], references=()), modified_uid=None)


def test_an_event_that_does_not_say_which():
    with pytest.raises(ValueError, match="event"):
        kind_of(replace(EXAMPLES["event-claim"], country_specific={"type": TAG}))


def test_a_line_names_the_line_it_corrects_or_the_one_in_its_place():
    value = noted(
        "CREDIT_NOTE",
        "CREDITS",
        INVOICE,
        lines=(line(own={"reference_line": 7}), line(quantity="1")),
    )
    assert [x["lineId"] for x in mapped(value)["documentLines"]] == [7, 2]


def test_dians_own_contingency_cannot_be_transmitted():
    with pytest.raises(ValueError, match="CONTINGENCY_DIAN"):
        mapped(document(own={"subtype": "CONTINGENCY_DIAN"}))


def test_what_is_modified_is_named_by_uid_else_by_number():
    value = EXAMPLES["credit-note"]
    assert modified_id(drafted(value)) == {"uid": UID}
    number = {"id": {"prefix": "SETP", "number": 990000001}}
    assert modified_id(drafted(value, modified_uid=None)) == number
    unknown = replace(value, references=(Reference("CREDITS", fiscal_id="8bb9"),))
    with pytest.raises(ValueError, match="knows no id"):
        modified_id(drafted(unknown, modified_uid=None))


@pytest.mark.parametrize(
    ("reference", "uid"),
    [
        (Reference("CREDITS", document_id="1", document=INVOICE), UID),
        (Reference("CREDITS", provider_doc_id="p-1"), "p-1"),
        (Reference("CREDITS", fiscal_id="8bb9"), None),
        (Reference("CREDITS", document=replace(INVOICE, operation_id=None)), None),
    ],
)
def test_the_providers_uid_where_we_know_it(reference, uid):
    assert provider_uid(reference) == uid


@pytest.mark.parametrize("relation", ["SUBSTITUTES", "PAYS", "DEBITS"])
def test_a_relation_without_a_place_is_refused_and_not_dropped(relation):
    with pytest.raises(ValueError, match=relation):
        mapped(document(references=(Reference(relation, fiscal_id="a"),)))


def test_a_note_is_never_dated_before_its_invoice():
    same_day = replace(INVOICE, issued_at=datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    value = noted("CREDIT_NOTE", "CREDITS", same_day)
    assert issue_instant(drafted(value)) == "2026-11-20T15:00:00-05:00"
    assert issue_instant(drafted(EXAMPLES["credit-note"])) == "2026-11-20T00:00:00-05:00"


def test_an_event_has_the_moment_it_is_made():
    assert mapped(EXAMPLES["event-claim"])["issueDate"] == "2026-11-20T10:30:45-05:00"


def test_an_event_without_the_invoices_id_is_not_sent():
    with pytest.raises(ValueError, match="knows no id"):
        mapped(EXAMPLES["event-claim"], modified_uid=None)


def test_a_reason_is_always_given():
    for name in ("credit-note", "void-invoice"):
        value = replace(EXAMPLES[name], country_specific={"type": TAG})
        sent = mapped(value)
        said = sent.get("reason") or sent["generalInformation"]["reasonOfIssuance"]
        assert said["text"]
