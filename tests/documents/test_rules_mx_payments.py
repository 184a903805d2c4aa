"""Mexico's rules of payment complements: for each a document that breaks it and, at its border, one
that does not; and what is left of an invoice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents import rules
from documents.rules import mx as mx_rules
from documents.rules.mx.balance import Instalment, instalments
from documents.rules.mx.deadlines import payment_complement_due
from documents.rules.mx.facts import facts_of
from documents.values import Reference, Severity
from tests.documents.samples_mx import (
    OTHER_UUID,
    OURS,
    PUBLIC,
    TODAY,
    UUID,
    company,
    complement,
    docto,
    fields,
    issuer,
    line,
    own_reference,
    pago,
    person,
    plain_complement,
    plain_payment,
    public,
)

D = Decimal
OWN = ("country_specific",)
PAGO = ("country_specific", "pagos", 0)
DOCTO = (*PAGO, "doctos", 0)
FOREIGN = {
    "moneda_dr": "MXN",
    "num_parcialidad": 2,
    "imp_saldo_ant": "500.00",
    "objeto_imp_dr": "01",
}
IVA_PAID = {
    "base": "344.83",
    "impuesto": "002",
    "tipo_factor": "Tasa",
    "tasa_o_cuota": "0.16",
    "importe": "55.17",
}
PROOF = {"tipo_cad_pago": "01", "cert_pago": "Q0VSVA==", "cad_pago": "||1||", "sello_pago": "UFU="}


def paying(*doctos, references=None, **changes):
    given = {"references": references} if references else {}
    return complement(pago(*doctos, **changes), **given)


def of_another(folio=UUID, **told):
    """Of an invoice that is not ours."""
    return complement(
        pago(docto(invoice={**FOREIGN, **told})),
        references=(Reference("PAYS", fiscal_id=folio),),
    )


def of_ours(**changes):
    return complement(references=(own_reference("PAYS", **changes),))


def in_dollars(paid, amount, equivalence, **changes):
    """Pesos owed, dollars paid."""
    given = {"moneda_p": "USD", "tipo_cambio_p": "18", "monto": amount, **changes}
    return paying(docto(paid, equivalencia_dr=equivalence), **given)


def without(name):
    return {key: value for key, value in PROOF.items() if key != name}


TWO = (own_reference("PAYS"), own_reference("PAYS", fiscal_id=OTHER_UUID))

# name: (document, code, path, law)
BROKEN = {
    "lines": (
        complement(line_items=(line(),)),
        "lines_on_payment_complement",
        ("line_items",),
        "CRP20111",
    ),
    "means of the document": (
        complement(own={"forma_pago": "03"}),
        "forma_pago_on_payment_complement",
        (*OWN, "forma_pago"),
        "CRP20105",
    ),
    "method of the document": (
        complement(own={"metodo_pago": "PUE"}),
        "metodo_pago_on_payment_complement",
        (*OWN, "metodo_pago"),
        "CRP20106",
    ),
    "conditions of the document": (
        complement(own={"condiciones_de_pago": "30 días"}),
        "condiciones_de_pago_on_payment_complement",
        (*OWN, "condiciones_de_pago"),
        "CRP20107",
    ),
    "rate of the document": (
        complement(own={"tipo_cambio": "1"}),
        "tipo_cambio_on_payment_complement",
        (*OWN, "tipo_cambio"),
        "CRP20109",
    ),
    "export": (
        complement(own={"exportacion": "04"}),
        "exportacion_on_payment_complement",
        (*OWN, "exportacion"),
        "CRP20102",
    ),
    "another use": (
        complement(own={"uso_cfdi": "G03"}),
        "uso_cfdi_type",
        (*OWN, "uso_cfdi"),
        "CFDI40161",
    ),
    "period": (
        complement(own={"informacion_global": {"periodicidad": "04", "meses": "10", "anio": 2026}}),
        "informacion_global_type",
        (*OWN, "informacion_global"),
        "CFDI40130",
    ),
    "told twice": (
        complement(payment=plain_payment()),
        "payment_told_twice",
        ("payment",),
        "",
    ),
    "no payment at all": (
        complement(own={"pagos": []}),
        "payment_missing",
        ("payment",),
        "",
    ),
    "no time": (
        plain_complement(payment_date=None),
        "payment_incomplete",
        ("payment", "payment_date"),
        "",
    ),
    "no means": (
        plain_complement(payment_method=None),
        "payment_incomplete",
        ("payment", "payment_method"),
        "",
    ),
    "no amount": (
        plain_complement(amount=None),
        "payment_incomplete",
        ("payment", "amount"),
        "",
    ),
    "no currency": (
        plain_complement(currency=None),
        "payment_incomplete",
        ("payment", "currency"),
        "",
    ),
    "not paid yet": (
        paying(fecha_pago="2026-11-21T00:00:00"),
        "payment_future",
        (*PAGO, "fecha_pago"),
        "",
    ),
    "means to be defined": (
        paying(forma_de_pago_p="99"),
        "payment_form",
        (*PAGO, "forma_de_pago_p"),
        "CRP20212",
    ),
    "means unknown": (
        plain_complement(payment_method="transfer"),
        "payment_form",
        ("payment", "payment_method"),
        "CRP20212",
    ),
    "no currency of payments": (
        paying(moneda_p="XXX", tipo_cambio_p="1"),
        "payment_currency",
        (*PAGO, "moneda_p"),
        "CRP20213",
    ),
    "rate of the peso": (
        paying(tipo_cambio_p="2"),
        "payment_rate_on_mxn",
        (*PAGO, "tipo_cambio_p"),
        "CRP20215",
    ),
    "no rate of the dollar": (
        in_dollars("180.00", "10.00", "18", tipo_cambio_p=None),
        "payment_rate_missing",
        (*PAGO, "tipo_cambio_p"),
        "CRP20214",
    ),
    "nothing received": (
        paying(monto="0"),
        "payment_amount_zero",
        (*PAGO, "monto"),
        "CRP20218",
    ),
    "a tenth of a cent received": (
        paying(monto="400.001"),
        "payment_amount_decimals",
        (*PAGO, "monto"),
        "CRP20219",
    ),
    "invoices above the payment": (
        paying(docto("400.01")),
        "payment_exceeded",
        (*PAGO, "monto"),
        "CRP20217",
    ),
    "pesos above the dollars": (
        in_dollars("180.18", "10.00", "18"),
        "payment_exceeded",
        (*PAGO, "monto"),
        "CRP20217",
    ),
    "account of cash": (
        paying(forma_de_pago_p="01", cta_ordenante="1" * 18),
        "payment_account_not_wanted",
        (*PAGO, "cta_ordenante"),
        "CRP20224",
    ),
    "bank of cash": (
        paying(forma_de_pago_p="01", rfc_emisor_cta_ord="BSM970519DU8"),
        "payment_account_not_wanted",
        (*PAGO, "rfc_emisor_cta_ord"),
        "CRP20221",
    ),
    "payee's account of electronic money": (
        paying(forma_de_pago_p="06", cta_beneficiario="1" * 10),
        "payment_account_not_wanted",
        (*PAGO, "cta_beneficiario"),
        "CRP20228",
    ),
    "payee's bank of electronic money": (
        paying(forma_de_pago_p="06", rfc_emisor_cta_ben="BSM970519DU8"),
        "payment_account_not_wanted",
        (*PAGO, "rfc_emisor_cta_ben"),
        "CRP20227",
    ),
    "account of another length": (
        paying(cta_ordenante="1" * 17),
        "payment_account_form",
        (*PAGO, "cta_ordenante"),
        "CRP20225",
    ),
    "payee's account of another length": (
        paying(cta_beneficiario="1" * 16),
        "payment_account_form",
        (*PAGO, "cta_beneficiario"),
        "CRP20226",
    ),
    "foreign bank without a name": (
        paying(rfc_emisor_cta_ord="XEXX010101000"),
        "foreign_bank_missing",
        (*PAGO, "nom_banco_ord_ext"),
        "CRP20223",
    ),
    "proof of a cheque": (
        paying(forma_de_pago_p="02", **PROOF),
        "payment_proof_not_wanted",
        (*PAGO, "tipo_cad_pago"),
        "CRP20229",
    ),
    "proof without certificate": (
        paying(**without("cert_pago")),
        "payment_proof_incomplete",
        (*PAGO, "cert_pago"),
        "CRP20230",
    ),
    "proof without chain": (
        paying(**without("cad_pago")),
        "payment_proof_incomplete",
        (*PAGO, "cad_pago"),
        "CRP20232",
    ),
    "proof without seal": (
        paying(**without("sello_pago")),
        "payment_proof_incomplete",
        (*PAGO, "sello_pago"),
        "CRP20234",
    ),
    "certificate of no proof": (
        paying(cert_pago="UFU="),
        "payment_proof_untyped",
        (*PAGO, "cert_pago"),
        "CRP20231",
    ),
    "chain of no proof": (
        paying(cad_pago="||"),
        "payment_proof_untyped",
        (*PAGO, "cad_pago"),
        "CRP20233",
    ),
    "seal of no proof": (
        paying(sello_pago="UFU="),
        "payment_proof_untyped",
        (*PAGO, "sello_pago"),
        "CRP20235",
    ),
    "a plain payment of two": (
        plain_complement(*TWO),
        "paid_invoices_missing",
        ("references",),
        "",
    ),
    "a position that is none": (
        paying(docto(reference=1)),
        "paid_invoice_unknown",
        DOCTO,
        "",
    ),
    "an id that is none": (
        paying(docto(reference=None, document_id=UUID)),
        "paid_invoice_unknown",
        DOCTO,
        "",
    ),
    "a reference of another kind": (
        paying(references=(own_reference("SUBSTITUTES", document_type="PAYMENT_COMPLEMENT"),)),
        "paid_invoice_unknown",
        DOCTO,
        "",
    ),
    "a reference unpaid": (
        paying(references=TWO),
        "paid_invoice_unused",
        ("references", 1),
        "",
    ),
    "an invoice without a folio": (
        of_ours(fiscal_id=None),
        "paid_invoice_without_folio",
        DOCTO,
        "",
    ),
    "somebody else's by number": (
        of_another("A-1"),
        "paid_invoice_without_folio",
        DOCTO,
        "",
    ),
    "a credit note paid": (
        of_ours(document_type="CREDIT_NOTE"),
        "paid_document_type",
        DOCTO,
        "",
    ),
    "an invoice cancelled": (of_ours(status="CANCELLED"), "paid_invoice_not_issued", DOCTO, ""),
    "an invoice being cancelled": (
        of_ours(status="CANCELLING"),
        "paid_invoice_not_issued",
        DOCTO,
        "",
    ),
    "an invoice under way": (of_ours(status="SUBMITTED"), "paid_invoice_not_issued", DOCTO, ""),
    "an invoice paid at once": (
        of_ours(country_specific=fields()),
        "paid_invoice_not_ppd",
        DOCTO,
        "",
    ),
    "another's invoice": (
        of_ours(issuer=issuer(tax_id="MCI7306249Y1")),
        "paid_issuer",
        DOCTO,
        "",
    ),
    "an invoice to another": (of_ours(receiver=person()), "paid_receiver", DOCTO, ""),
    "somebody else's untold": (
        complement(references=(Reference("PAYS", fiscal_id=UUID),)),
        "foreign_invoice_untold",
        DOCTO,
        "",
    ),
    "our own told": (
        paying(docto(invoice=FOREIGN)),
        "own_invoice_told",
        (*DOCTO, "invoice"),
        "",
    ),
    "somebody else's in no currency": (
        of_another(moneda_dr="XXX"),
        "paid_currency",
        (*DOCTO, "invoice", "moneda_dr"),
        "CRP20236",
    ),
    "a rate between pesos": (
        paying(docto(equivalencia_dr="1.0001")),
        "equivalence_not_one",
        (*DOCTO, "equivalencia_dr"),
        "CRP20238",
    ),
    "no rate between two": (
        in_dollars("10.00", "10.00", None),
        "equivalence_missing",
        (*DOCTO, "equivalencia_dr"),
        "CRP20237",
    ),
    "paid nothing": (
        paying(docto("0")),
        "paid_nothing",
        (*DOCTO, "imp_pagado"),
        "CRP20241",
    ),
    "paid already": (of_ours(paid=D(1160)), "invoice_paid_already", DOCTO, "CRP20239"),
    "overpaid": (
        of_ours(paid=D("760.01"), instalments=1),
        "invoice_overpaid",
        (*DOCTO, "imp_pagado"),
        "CRP20244",
    ),
    "overpaid after a credit": (
        of_ours(credited=D("760.01")),
        "invoice_overpaid",
        (*DOCTO, "imp_pagado"),
        "CRP20244",
    ),
    "overpaid in a plain payment": (
        plain_complement(amount=D("1160.01")),
        "invoice_overpaid",
        ("payment", "amount"),
        "CRP20244",
    ),
    "overpaid by two payments": (
        complement(pago(docto("600.00"), monto="600.00"), pago(docto("560.01"), monto="560.01")),
        "invoice_overpaid",
        ("country_specific", "pagos", 1, "doctos", 0, "imp_pagado"),
        "CRP20244",
    ),
    "somebody else's overpaid": (
        of_another(imp_saldo_ant="399.99"),
        "invoice_overpaid",
        (*DOCTO, "imp_pagado"),
        "CRP20244",
    ),
    "a tenth of a cent paid": (
        paying(docto("399.999")),
        "paid_decimals",
        (*DOCTO, "imp_pagado"),
        "CRP20242",
    ),
    "a tenth of a cent owed": (
        of_another(imp_saldo_ant="500.001"),
        "balance_decimals",
        (*DOCTO, "invoice", "imp_saldo_ant"),
        "CRP20240",
    ),
    "the thousandth payment": (of_ours(instalments=999), "too_many_instalments", DOCTO, ""),
    "taxes of somebody else's missing": (
        of_another(objeto_imp_dr="02"),
        "paid_taxes_missing",
        (*DOCTO, "invoice", "impuestos_dr"),
        "CRP20246",
    ),
    "taxes of somebody else's untaxed": (
        of_another(impuestos_dr=[IVA_PAID]),
        "paid_taxes_not_wanted",
        (*DOCTO, "invoice", "impuestos_dr"),
        "CRP20247",
    ),
    "tax object before its key": (
        replace(of_another(objeto_imp_dr="08"), emission_date=date(2024, 12, 12)),
        "paid_tax_object",
        (*DOCTO, "invoice", "objeto_imp_dr"),
        "CRP20245",
    ),
    "credit by a payment complement": (
        complement(references=(own_reference("PAYS"), own_reference("CREDITS"))),
        "relation_type",
        ("references", 1),
        "c_TipoRelacion 01",
    ),
}

WARNED = {
    "issued on the sixth": (
        paying(fecha_pago="2026-10-31T23:59:59"),
        "payment_complement_late",
        (*PAGO, "fecha_pago"),
    ),
    "issued elsewhere": (complement(own={"lugar_expedicion": "01000"}), "paid_elsewhere", DOCTO),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(name):
    document, code, path, law = BROKEN[name]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert (fault.path, fault.law, fault.severity) == (path, law, Severity.ERROR)
    assert fault.message.endswith(".")


@pytest.mark.parametrize("name", WARNED)
def test_a_doubt_is_a_warning_alone(name):
    document, code, path = WARNED[name]
    [fault] = rules.check(document, TODAY)
    assert (fault.code, fault.path, fault.severity) == (code, path, Severity.WARNING)


PASSING = {
    "a payment": complement(),
    "a plain payment": plain_complement(),
    "a plain payment at an instant": plain_complement(payment_date="2026-11-20T23:00:00-06:00"),
    "of all that is left": of_ours(paid=D("760.00"), instalments=1),
    "of the invoice by its id": paying(docto(reference=None, document_id=OURS.upper())),
    "of a debit note": of_ours(document_type="DEBIT_NOTE"),
    "of two invoices": paying(docto("100.00"), docto("300.00", reference=1), references=TWO),
    "more received than owed": paying(monto="500.00"),
    "dollars for pesos": in_dollars("180.17", "10.00", "18"),
    "pesos at a rate of ten decimals": in_dollars("180.00", "10.00", "18.0000000001"),
    "the last instalment": of_ours(instalments=998),
    "somebody else's": of_another(),
    "somebody else's with taxes": of_another(objeto_imp_dr="02", impuestos_dr=[IVA_PAID]),
    "somebody else's of object 06": of_another(objeto_imp_dr="06"),
    "accounts": paying(cta_ordenante="1" * 18, cta_beneficiario="1" * 10),
    "a foreign bank": paying(rfc_emisor_cta_ord="XEXX010101000", nom_banco_ord_ext="ACME BANK"),
    "a proof": paying(**PROOF),
    "use and export said": complement(own={"uso_cfdi": "CP01", "exportacion": "01"}),
    "issued on the fifth": replace(
        paying(fecha_pago="2026-10-31T23:59:59"), emission_date=date(2026, 11, 5)
    ),
    "a substitute": complement(
        references=(
            own_reference("PAYS"),
            own_reference("SUBSTITUTES", fiscal_id=OTHER_UUID, document_type="PAYMENT_COMPLEMENT"),
        )
    ),
    "of the general public": complement(
        receiver=public(name="JUAN PEREZ"),
        references=(own_reference("PAYS", receiver=public(name="JUAN PEREZ")),),
        own={"receiver": PUBLIC},
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


def _own_rules():
    sales = mx_rules.RULES["INVOICE"]
    return [rule for rule in mx_rules.RULES["PAYMENT_COMPLEMENT"] if rule not in sales]


@pytest.mark.parametrize("rule", _own_rules(), ids=lambda rule: rule.__name__)
def test_every_rule_has_a_document_that_breaks_it_and_one_that_does_not(rule):
    documents = [case[0] for case in (*BROKEN.values(), *WARNED.values())]
    assert any(tuple(rule(d, facts_of(d, TODAY))) for d in documents)
    assert tuple(rule(complement(), facts_of(complement(), TODAY))) == ()


class TestBalance:
    def counted(self, document):
        return instalments(facts_of(document, TODAY).payments)

    def test_the_first_payment_is_of_the_total(self):
        assert self.counted(complement()) == ((Instalment(1, D("1160.00"), D("400.00")),),)

    def test_a_later_one_is_of_what_is_left_and_counts_on(self):
        [[instalment]] = self.counted(
            of_ours(paid=D("260.00"), credited=D("100.00"), instalments=2)
        )
        assert (instalment.number, instalment.before, instalment.after) == (
            3,
            D("800.00"),
            D("400.00"),
        )

    def test_two_payments_of_one_invoice_follow_each_other(self):
        document = complement(
            pago(docto("100.00")), pago(docto("50.00"), docto("25.00"), docto("1.00"))
        )
        [first], [second, third, fourth] = self.counted(document)
        assert [first.number, second.number, third.number, fourth.number] == [1, 2, 3, 4]
        assert [second.before, third.before, fourth.after] == [D("1060"), D("1010"), D("984")]

    def test_the_balance_of_somebody_elses_is_the_callers(self):
        assert self.counted(of_another()) == ((Instalment(2, D("500.00"), D("400.00")),),)

    def test_an_invoice_that_nobody_tells_has_none(self):
        untold = complement(references=(Reference("PAYS", fiscal_id=UUID),))
        assert self.counted(untold) == ((None,),)
        assert self.counted(paying(docto(reference=7))) == ((None,),)


class TestPayments:
    @pytest.mark.parametrize(
        ("given", "local"),
        [
            ("2026-11-19", "2026-11-19T12:00:00"),
            ("2026-11-19T08:30:15.250", "2026-11-19T08:30:15"),
            ("2026-11-20T01:00:00Z", "2026-11-19T19:00:00"),
            ("2026-11-19T23:00:00-05:00", "2026-11-19T22:00:00"),
        ],
    )
    def test_a_plain_payments_day_becomes_a_mexican_time(self, given, local):
        [payment] = facts_of(plain_complement(payment_date=given), TODAY).payments
        assert payment.paid_at.isoformat() == local

    def test_a_plain_payment_pays_its_one_invoice(self):
        [payment] = facts_of(plain_complement(), TODAY).payments
        [invoice] = payment.invoices
        assert (invoice.paid, invoice.known.fiscal_id) == (D("400.00"), UUID)
        assert payment.amount == D("400.00")

    @pytest.mark.parametrize(
        "moment", ["2026-11-19", "2026-11-19T12:00:00Z", "2026-11-19T12:00:00.5", 1795000000]
    )
    def test_a_local_time_has_seconds_and_no_zone(self, moment):
        [fault] = rules.check(paying(fecha_pago=moment), TODAY)
        assert (fault.code, fault.path) == ("country_specific_invalid", (*PAGO, "fecha_pago"))

    def test_an_invoice_is_named_in_one_way(self):
        for named in ({"document_id": OURS}, {"reference": None}):
            [fault] = rules.check(paying(docto(**named)), TODAY)
            assert (fault.code, fault.path) == ("country_specific_invalid", DOCTO)


@pytest.mark.parametrize(
    ("paid_on", "due"),
    [
        (date(2026, 11, 1), date(2026, 12, 5)),
        (date(2026, 11, 30), date(2026, 12, 5)),
        (date(2026, 12, 31), date(2027, 1, 5)),
    ],
)
def test_a_complement_is_due_on_the_fifth(paid_on, due):
    assert payment_complement_due(paid_on) == due


def test_the_receiver_of_a_complement_is_asked_for_like_any_other():
    bare = complement(country_specific={"type": "mx_cfdi.v4_0", "pagos": [pago()]})
    assert {fault.code for fault in rules.check(bare, TODAY)} == {
        "issuer_regimen_fiscal_missing",
        "regimen_fiscal_missing",
        "lugar_expedicion_missing",
        "domicilio_fiscal_missing",
    }
    assert company().tax_id == bare.receiver.tax_id
