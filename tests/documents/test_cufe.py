from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha384

import pytest

from documents import cufe
from documents.amounts import compute
from documents.values import Numbering
from tests.documents.samples import (
    PERSON,
    bought,
    cancellation,
    co,
    company,
    credit_note,
    event,
    invoice,
    line,
    purchase,
    support_document,
)

BOGOTA = timezone(timedelta(hours=-5))

# DIAN annex FE 1.9, par. 11.2.1.
SEAL = cufe.InvoiceSeal(
    number="323200000129",
    issued_at=datetime(2019, 1, 16, 10, 53, 10, tzinfo=BOGOTA),
    line_extension=Decimal("1500000.00"),
    payable=Decimal("1785000.00"),
    issuer="700085371",
    buyer="800199436",
    environment=cufe.PRODUCTION,
    iva=Decimal("285000.00"),
)
KEY = "693ff6f2a553c3646a063436fd4dd9ded0311471"
EXPECTED = (
    "8bb918b19ba22a694f1da11c643b5e9de39adf60311cf179"
    "179e9b33381030bcd4c3c3f156c506ed5908f9276f5bd9b4"
)


def test_the_annexs_own_example():
    assert cufe.cufe(SEAL, KEY) == EXPECTED


def test_the_same_instant_in_another_zone_is_the_same_cufe():
    in_utc = replace(SEAL, issued_at=SEAL.issued_at.astimezone(UTC))
    assert cufe.cufe(in_utc, KEY) == EXPECTED


def test_the_date_is_bogotas_near_midnight():
    late = replace(SEAL, issued_at=datetime(2019, 1, 17, 3, 0, 0, tzinfo=UTC))
    same = replace(SEAL, issued_at=datetime(2019, 1, 16, 22, 0, 0, tzinfo=BOGOTA))
    assert cufe.cufe(late, KEY) == cufe.cufe(same, KEY)


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        cufe.cufe(replace(SEAL, issued_at=datetime(2019, 1, 16, 10, 53, 10)), KEY)  # noqa: DTZ001


def test_amounts_are_cut_off_and_not_rounded():
    finer = replace(SEAL, iva=Decimal("285000.009"), line_extension=Decimal("1500000.0099"))
    assert cufe.cufe(finer, KEY) == EXPECTED


def test_amounts_without_decimals_get_two():
    assert cufe.cufe(replace(SEAL, payable=Decimal("1785E+3")), KEY) == EXPECTED


def test_blanks_in_a_number_do_not_count():
    assert cufe.cufe(replace(SEAL, number="3232 00000129"), KEY) == EXPECTED


@pytest.mark.parametrize(
    "change",
    [
        {"number": "323200000130"},
        {"environment": cufe.TEST},
        {"buyer": "800199437"},
        {"inc": Decimal("0.01")},
        {"ica": Decimal("0.01")},
    ],
)
def test_everything_counts(change):
    assert cufe.cufe(replace(SEAL, **change), KEY) != EXPECTED


def test_a_truncated_technical_key_gives_another_cufe():
    assert cufe.cufe(SEAL, KEY[:38]) != EXPECTED


def test_the_cufe_of_an_invoice_follows_from_its_value_and_totals():
    held = co(withholdings=[{"code": "RETEIVA", "percent": "15"}])
    document = invoice(line("1000", "1", country_specific=held), line("100", "1", tax_code="INC8"))
    instant = datetime(2026, 11, 20, 10, 0, 0, tzinfo=BOGOTA)
    expected = cufe.InvoiceSeal(
        number="SETP990000001",
        issued_at=instant,
        line_extension=Decimal("1100.00"),
        payable=Decimal("1298.00"),
        issuer="900559088",
        buyer="800197268",
        environment=cufe.TEST,
        iva=Decimal("190.00"),
        inc=Decimal("8.00"),
    )
    totals = compute(document)
    assert cufe.seal_of(document, totals, instant, cufe.TEST) == expected
    given = {"technical_key": KEY, "environment": cufe.TEST}
    assert cufe.cufe_of(document, totals, instant, **given) == cufe.cufe(expected, KEY)


def test_a_nit_written_with_dots_seals_like_one_without():
    instant = datetime(2026, 11, 20, 10, 0, 0, tzinfo=BOGOTA)
    dotted = invoice(receiver=company(tax_id="800.197.268-4"))
    assert cufe.seal_of(dotted, compute(dotted), instant, "2").buyer == "800197268"


def test_a_nit_given_as_another_identification_seals_without_its_check_digit():
    instant = datetime(2026, 11, 20, 10, 0, 0, tzinfo=BOGOTA)
    who = company(tax_id_type="GENERIC_ID")
    document = invoice(receiver=who, country_specific=co(receiver={"id_type": "NIT"}))
    assert cufe.seal_of(document, compute(document), instant, "2").buyer == "800197268"


@pytest.mark.parametrize("numbering", [None, Numbering("SETP", "SETP", 1, 9)])
def test_no_number_no_cufe(numbering):
    document = invoice(numbering=numbering)
    with pytest.raises(ValueError, match="number"):
        cufe.seal_of(document, compute(document), SEAL.issued_at, "2")


INSTANT = datetime(2026, 11, 20, 10, 0, 0, tzinfo=BOGOTA)
AT = "2026-11-2010:00:00-05:00"
PIN = {"pin": "12345", "environment": cufe.TEST}


def sealed(chain):
    return sha384(chain.encode()).hexdigest()


@pytest.mark.parametrize("kind", [credit_note, cancellation])
def test_a_notes_cude_is_made_of_its_own_number_and_the_pin(kind):
    note = kind()
    chain = f"NC1{AT}100000.000119000.00040.00030.00119000.00900559088800197268123452"
    assert cufe.cude_of(note, compute(note), INSTANT, **PIN) == sealed(chain)


def test_a_cuds_has_the_seller_before_the_buyer_and_iva_alone():
    document = support_document(purchase(), purchase(quantity="1"))
    document = replace(document, line_items=(*document.line_items, line(tax_code="INC8")))
    chain = f"SETP990000001{AT}250000.000128500.00286500.00800197268900559088123452"
    assert cufe.cuds_of(document, compute(document), INSTANT, **PIN) == sealed(chain)


def test_an_events_cude_names_sender_receiver_code_and_invoice_but_no_environment():
    receipt = event("RECEIPT_ACKNOWLEDGEMENT", fields={"person": PERSON})
    chain = f"EV1{AT}900559088800197268030SETP9900000010112345"
    assert cufe.event_cude_of(receipt, INSTANT, pin="12345") == sealed(chain)


@pytest.mark.parametrize(
    ("document", "lacking"),
    [
        (event("CLAIM", numbering=None), "number yet"),
        (event("CLAIM", target=bought(number=None)), "number of the invoice"),
        (event("CLAIM", references=()), "number of the invoice"),
        (event("PRODUCTS_DELIVERY"), "no event"),
        (event("CLAIM", country_specific={}), "no acceptance event"),
    ],
)
def test_no_cude_without_what_it_is_made_of(document, lacking):
    with pytest.raises(ValueError, match=lacking):
        cufe.event_cude_of(document, INSTANT, pin="12345")


def test_a_support_document_without_number_has_no_cuds():
    document = support_document(numbering=None)
    with pytest.raises(ValueError, match="number"):
        cufe.cuds_of(document, compute(document), INSTANT, **PIN)
