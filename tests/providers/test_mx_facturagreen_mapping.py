"""From a document's value to FacturaGreen's bodies, as whole examples and point by point.

`UPDATE_GOLDEN=1 pytest tests/providers/test_mx_facturagreen_mapping.py` writes the examples anew.
"""

import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from documents.amounts import compute
from documents.rules import mx_cfdi
from documents.values import Discount
from providers.mx_facturagreen.assumptions import assumptions_of
from providers.mx_facturagreen.mapping.bodies import emit_body
from providers.mx_facturagreen.mapping.expected import comprobante_of
from providers.mx_facturagreen.mapping.payment_body import payment_body
from providers.mx_facturagreen.mapping.registered import (
    customer_key,
    customer_of,
    product_of,
    same_product,
)
from providers.mx_facturagreen.mapping.taxes import NotOffered, flags_of
from tests.documents import samples_mx
from tests.documents.samples_mx import line, own_reference

GOLDEN = Path(__file__).parents[1] / "golden" / "mx"
DAY = date(2026, 11, 20)
ASSUMED = assumptions_of({})
IEPS_QUOTA = {"tax_code": "IEPS_CUOTA", "amount_per_unit": "6.1752", "units": "2.5"}
PAID_LINES = (line("400", "2"), line("200", "1", tax_code="IVA0"))
PPD = {"lines": PAID_LINES, "total": Decimal("1128.00"), "issued_on": date(2026, 11, 2)}


def dated(document):
    return replace(document, emission_date=DAY, numbering=samples_mx.invoice().numbering)


def expected(document):
    document = dated(document)
    return comprobante_of(document, compute(document))


def body(document, assumed=ASSUMED):
    cfdi = expected(document)
    named = {"reference": document.id, "customer": "customer-1", "email": document.receiver.email}
    if cfdi.pagos:
        return payment_body(cfdi, assumed, **named)
    return emit_body(cfdi, assumed, products=["product"] * len(cfdi.conceptos), **named)


def pays(*doctos, **given):
    reference = own_reference("PAYS", **PPD)
    return samples_mx.complement(samples_mx.pago(*doctos, **given), references=(reference,))


EXAMPLES = {
    "invoice": samples_mx.invoice(receiver=samples_mx.company(email="compras@example.com")),
    "invoice-of-many-taxes": samples_mx.invoice(
        line("123.456789", "3", discount=Discount(percent=Decimal("12.5")), code="A1"),
        line("10", "2", tax_code="IVA_EXENTO"),
        line("10", "2", tax_code="NO_OBJETO", own={"objeto_imp": "01"}),
        line("500", "1", extra_tax_codes=("RET_IVA_10_6667", "RET_ISR_10")),
        line("80", "5", own={"unit_taxes": [IEPS_QUOTA], "unidad": "Litro"}),
        line("80", "5", own={"cuenta_predial": ["15956011002"]}),
    ),
    "invoice-in-dollars": samples_mx.invoice(
        line("99.99", "3", currency="USD"),
        own={"tipo_cambio": "18.4567", "condiciones_de_pago": "30 días"},
    ),
    "global-invoice": samples_mx.global_invoice(),
    "substitute": samples_mx.invoice(references=(own_reference("SUBSTITUTES"),)),
    "credit-note": samples_mx.credit_note(),
    "payment": pays(),
    "payment-with-bank": pays(
        samples_mx.docto("400.00"),
        monto="500.00",
        num_operacion="4711",
        rfc_emisor_cta_ord="BNM840515VB1",
        cta_ordenante="012345678901234567",
        rfc_emisor_cta_ben="BBA830831LJ2",
        cta_beneficiario="765432109876543210",
    ),
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_is_mapped_as_agreed(name: str):
    path = GOLDEN / f"facturagreen-{name}.json"
    found = body(EXAMPLES[name])
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    assert found == json.loads(path.read_text())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_examples_cfdi_breaks_no_rule_and_has_our_total(name: str):
    document = dated(EXAMPLES[name])
    cfdi = expected(document)
    assert mx_cfdi.check(cfdi, DAY) == ()
    if not cfdi.pagos:
        assert cfdi.total == compute(document).total


def test_the_number_is_split_into_serie_and_folio():
    named = replace(samples_mx.invoice().numbering, series="main", prefix="", number=12)
    cfdi = comprobante_of(
        replace(dated(samples_mx.invoice()), numbering=named), compute(samples_mx.invoice())
    )
    assert (cfdi.serie, cfdi.folio) == ("main", "12")


@pytest.mark.parametrize(
    "changes", [{"emission_date": None}, {"numbering": None}, {"document_type": "CANCELLATION"}]
)
def test_what_is_no_cfdi_yet_is_refused(changes):
    document = replace(dated(samples_mx.invoice()), **changes)
    with pytest.raises(ValueError, match=r"the document|no CFDI"):
        comprobante_of(document, compute(document))


def test_two_relations_of_one_key_are_one_node_in_order():
    other = own_reference("CREDITS", id=samples_mx.OURS[:-1] + "2", fiscal_id=samples_mx.OTHER_UUID)
    note = samples_mx.credit_note(own_reference("CREDITS"), other, own_reference("CREDITS"))
    [node] = expected(note).cfdi_relacionados
    assert node.uuids == (samples_mx.UUID, samples_mx.OTHER_UUID)


def test_a_payment_says_what_it_pays_of_each_tax():
    [pago] = expected(pays()).pagos.pagos
    [docto] = pago.doctos_relacionados
    shares = {t.tasa_o_cuota: t.base for t in docto.impuestos_dr.traslados}
    assert shares == {
        Decimal("0.160000"): Decimal("283.687943"),
        Decimal("0.000000"): Decimal("70.921986"),
    }
    assert (docto.num_parcialidad, docto.imp_saldo_ant) == (1, Decimal("1128.00"))


def test_the_plain_payment_of_the_body_is_the_same_complement():
    reference = own_reference("PAYS", **PPD)
    plain = samples_mx.plain_complement(reference)
    assert body(replace(plain, id="rep-1")) == body(pays())


def test_an_invoice_of_others_is_paid_as_the_caller_tells():
    told = {
        "moneda_dr": "MXN",
        "num_parcialidad": 2,
        "imp_saldo_ant": "500.00",
        "objeto_imp_dr": "02",
        "impuestos_dr": [
            {
                "base": "100",
                "impuesto": "002",
                "tipo_factor": "Tasa",
                "tasa_o_cuota": "0.16",
                "importe": "16",
            },
            {
                "retencion": True,
                "base": "100",
                "impuesto": "001",
                "tipo_factor": "Tasa",
                "tasa_o_cuota": "0.1",
                "importe": "10",
            },
        ],
    }
    theirs = replace(
        own_reference("PAYS"), document=None, document_id=None, fiscal_id=samples_mx.UUID.lower()
    )
    value = samples_mx.complement(
        samples_mx.pago(samples_mx.docto("106.00", invoice=told), monto="106.00"),
        references=(theirs,),
    )
    [invoice] = body(value)["payment"]["invoices"]
    assert invoice["uuid"] == samples_mx.UUID
    assert invoice["balance"] == {"before": "500.00", "after": "394.00"}
    assert [t["kind"] for t in invoice["taxes"]] == ["transferred", "withheld"]


@pytest.mark.parametrize(
    "document",
    [
        samples_mx.complement(
            samples_mx.pago(), samples_mx.pago(), references=(own_reference("PAYS", **PPD),)
        ),
        pays(
            samples_mx.docto(),
            tipo_cad_pago="01",
            cert_pago="QQ==",
            cad_pago="x",
            sello_pago="QQ==",
        ),
    ],
)
def test_payments_the_provider_has_no_field_for_are_refused(document):
    with pytest.raises(NotOffered):
        body(document)


@pytest.mark.parametrize("field", ["assume_relations_field", "assume_type_field"])
def test_a_credit_note_needs_fields_for_type_and_relations(field: str):
    with pytest.raises(NotOffered):
        body(samples_mx.credit_note(), assumptions_of({field: ""}))


def test_other_names_of_fields_are_used():
    assumed = assumptions_of(
        {
            "assume_type_field": "kind",
            "assume_relations_field": "related",
            "assume_reference_field": "external_id",
        }
    )
    cfdi = body(samples_mx.credit_note(), assumed)["cfdi"]
    assert cfdi["kind"] == {"k": "E"}
    assert cfdi["external_id"] == "doc-1"
    assert "related" in cfdi
    assert not {"type", "relations", "reference"} & cfdi.keys()


def test_an_amount_is_never_written_with_an_exponent():
    cfdi = body(samples_mx.invoice(line("0.000001", "1000000")))["cfdi"]
    assert cfdi["items"][0]["price"] == {"amount": "0.000001"}
    assert "E" not in cfdi["items"][0]["qty"]


def products(*lines, line_taxes=True):
    return [
        product_of(c, line_taxes=line_taxes) for c in expected(samples_mx.invoice(*lines)).conceptos
    ]


def test_lines_of_one_class_are_one_product_whatever_they_say():
    first, second = products(line("1"), line("2", "9", description="Otra", tax_code="IVA0"))
    assert first == second
    assert first.body["sku"] == first.key


@pytest.mark.parametrize(
    "changes",
    [
        {"own": {"clave_prod_serv": "80101501"}},
        {"own": {"clave_unidad": "H87"}},
        {"code": "A1"},
    ],
)
def test_lines_of_another_class_unit_or_code_are_another_product(changes):
    first, second = products(line(), line(**changes))
    assert first.key != second.key


def test_where_products_carry_the_taxes_other_taxes_are_another_product():
    first, second = products(line(), line(tax_code="IVA8"), line_taxes=False)
    assert first.key != second.key
    assert (first.body["taxes"]["iva_ta"], first.body["taxes"]["iva_tr"]) == (True, "16.00")


@pytest.mark.parametrize(
    ("codes", "percents"),
    [
        (("IVA16",), {"iva_t": "16.00"}),
        (("IVA16", "RET_ISR_1_25"), {"iva_t": "16.00", "isr_r": "1.25"}),
        (("IVA16", "RET_IVA_4"), {"iva_t": "16.00", "iva_r": "4.00"}),
        (("IEPS26_5",), {"ieps_t": "26.50"}),
        (("IVA16", "RET_IVA_10_6667"), None),
        (("IVA0",), None),
        (("IVA_EXENTO",), None),
    ],
)
def test_flags_say_what_two_decimals_can(codes, percents):
    [concepto] = expected(
        samples_mx.invoice(line(tax_code=codes[0], extra_tax_codes=codes[1:]))
    ).conceptos
    flags = flags_of(concepto.impuestos)
    told = flags and {k[:-1]: flags[k[:-1] + "r"] for k in flags if k.endswith("a") and flags[k]}
    assert told == percents


def test_a_product_that_somebody_changed_is_ours_no_longer():
    [entry] = products(line())
    assert same_product(entry, {"s": "80101500", "u": "E48"})
    assert not same_product(entry, {"s": "80101501", "u": "E48"})
    assert not same_product(entry, {})


def test_a_customer_in_the_list_has_the_key_it_was_added_with():
    receptor = expected(samples_mx.invoice()).receptor
    entry = customer_of(receptor, "a@example.com")
    listed = {**entry.body, "zipCode": receptor.domicilio_fiscal_receptor, "email": "other"}
    assert customer_key(listed) == entry.key
    for name, other in [("name", "X"), ("zipCode", "0"), ("taxregime", None), ("invoiceuse", {})]:
        assert customer_key({**listed, name: other}) != entry.key
