"""Mexico's rules of invoices and notes: for each a document that breaks it and, at its border, one
that does not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from documents import rules
from documents.rules import mx as mx_rules
from documents.rules.mx.facts import facts_of
from documents.values import Discount, Numbering, Reference, Severity
from tests.documents.samples_mx import (
    OTHER_UUID,
    PUBLIC,
    RECEIVER,
    TODAY,
    UUID,
    company,
    credit_note,
    fields,
    foreigner,
    global_invoice,
    invoice,
    issuer,
    line,
    own_reference,
    pago,
    person,
    plain_payment,
    public,
)

D = Decimal
LINE = ("line_items", 0)
OWN = ("country_specific",)
TO = ("country_specific", "receiver")
GLOBAL = ("country_specific", "informacion_global")
REFERENCE = ("references", 0)


def owned(**own):
    return invoice(own=own)


def received(receiver=None, **own):
    return invoice(receiver=receiver or company(), own={"receiver": {**RECEIVER, **own}})


def lined(**own):
    return invoice(line(own=own))


def generic(party=None, *, uso="S01", **own):
    given = {"uso_cfdi": uso, "receiver": {**PUBLIC, **own}}
    return invoice(receiver=party or public(name="JUAN PEREZ"), own=given)


def series(prefix="A", name="A", last=999):
    return invoice(numbering=Numbering(name, prefix, 1, last, 7))


def dollars(**own):
    return invoice(line(currency="USD"), own=own)


def debit_note(*references):
    given = references or (own_reference("DEBITS"),)
    return invoice(document_type="DEBIT_NOTE", references=given)


def substitute(**changes):
    return invoice(references=(own_reference("SUBSTITUTES", **changes),))


def related(*groups, **changes):
    return invoice(own={"relations": list(groups)}, **changes)


def taxed(*codes, rated=(), units=(), **own):
    listed = {"rated_taxes": list(rated), "unit_taxes": list(units), **own}
    return invoice(line(tax_code=codes[0], extra_tax_codes=codes[1:], own=listed))


def rated(code, percent):
    return {"tax_code": code, "percent": percent}


QUOTA = {"tax_code": "IEPS_CUOTA", "amount_per_unit": "72.1605", "units": "2"}
FREE = line(discount=Discount(percent=D(100)))

# name: (document, code, path, law)
BROKEN = {
    "issuer without RFC": (
        invoice(issuer=issuer(tax_id_type="GENERIC_ID", tax_id="123")),
        "issuer_without_rfc",
        ("issuer", "tax_id_type"),
        "",
    ),
    "issuer with a generic RFC": (
        invoice(issuer=issuer(tax_id="XAXX010101000"), own={"issuer_regimen_fiscal": "612"}),
        "issuer_rfc_generic",
        ("issuer", "tax_id"),
        "",
    ),
    "receiver without RFC": (
        invoice(receiver=company(tax_id_type="GENERIC_ID", tax_id="123456789012")),
        "receiver_without_rfc",
        ("receiver", "tax_id_type"),
        "",
    ),
    "name too long": (
        invoice(receiver=company(name="X" * 301)),
        "party_name_form",
        ("receiver", "name"),
        "",
    ),
    "name with a pipe": (
        invoice(issuer=issuer(name="A|B")),
        "party_name_form",
        ("issuer", "name"),
        "",
    ),
    "issuer's regime missing": (
        owned(issuer_regimen_fiscal=None),
        "issuer_regimen_fiscal_missing",
        (*OWN, "issuer_regimen_fiscal"),
        "CFDI40140",
    ),
    "issuer's regime unknown": (
        owned(issuer_regimen_fiscal="602"),
        "regimen_fiscal_unknown",
        (*OWN, "issuer_regimen_fiscal"),
        "CFDI40140",
    ),
    "issuer's regime of persons": (
        owned(issuer_regimen_fiscal="612"),
        "regimen_fiscal_persona",
        (*OWN, "issuer_regimen_fiscal"),
        "CFDI40141",
    ),
    "receiver's regime missing": (
        received(regimen_fiscal=None),
        "regimen_fiscal_missing",
        (*TO, "regimen_fiscal"),
        "CFDI40157",
    ),
    "receiver's regime unknown": (
        received(regimen_fiscal="699"),
        "regimen_fiscal_unknown",
        (*TO, "regimen_fiscal"),
        "CFDI40157",
    ),
    "receiver's regime of companies": (
        received(person()),
        "regimen_fiscal_persona",
        (*TO, "regimen_fiscal"),
        "CFDI40158",
    ),
    "generic RFC in another regime": (
        generic(regimen_fiscal="612"),
        "generic_regimen_fiscal",
        (*TO, "regimen_fiscal"),
        "CFDI40158",
    ),
    "place of issue missing": (
        owned(lugar_expedicion=None),
        "lugar_expedicion_missing",
        (*OWN, "lugar_expedicion"),
        "CFDI40126",
    ),
    "place of issue malformed in the profile": (
        invoice(own={"lugar_expedicion": None}, provider_config={"lugar_expedicion": "4250"}),
        "lugar_expedicion_form",
        (*OWN, "lugar_expedicion"),
        "CFDI40126",
    ),
    "tax domicile missing": (
        received(domicilio_fiscal=None),
        "domicilio_fiscal_missing",
        (*TO, "domicilio_fiscal"),
        "",
    ),
    "generic RFC domiciled elsewhere": (
        generic(domicilio_fiscal="86991"),
        "generic_domicilio_fiscal",
        (*TO, "domicilio_fiscal"),
        "CFDI40149",
    ),
    "residence of a national": (
        received(residencia_fiscal="USA"),
        "residencia_fiscal_national",
        (*TO, "residencia_fiscal"),
        "CFDI40151",
    ),
    "residence of the general public": (
        generic(residencia_fiscal="USA"),
        "residencia_fiscal_national",
        (*TO, "residencia_fiscal"),
        "CFDI40151",
    ),
    "residence nowhere": (
        generic(foreigner(), residencia_fiscal="USB"),
        "residencia_fiscal_unknown",
        (*TO, "residencia_fiscal"),
        "CFDI40150",
    ),
    "residence in Mexico": (
        generic(foreigner(), residencia_fiscal="MEX"),
        "residencia_fiscal_mexico",
        (*TO, "residencia_fiscal"),
        "CFDI40152",
    ),
    "foreign number of a national": (
        received(num_reg_id_trib="123456789"),
        "num_reg_id_trib_national",
        (*TO, "num_reg_id_trib"),
        "CFDI40154",
    ),
    "foreign number of no country": (
        generic(foreigner(), num_reg_id_trib="123456789"),
        "residencia_fiscal_missing",
        (*TO, "residencia_fiscal"),
        "CFDI40153",
    ),
    "foreign number of another form": (
        generic(foreigner(), residencia_fiscal="USA", num_reg_id_trib="12345678"),
        "num_reg_id_trib_form",
        (*TO, "num_reg_id_trib"),
        "CFDI40156",
    ),
    "use missing": (
        owned(uso_cfdi=None),
        "uso_cfdi_missing",
        (*OWN, "uso_cfdi"),
        "CFDI40160",
    ),
    "use of a payment": (owned(uso_cfdi="CP01"), "uso_cfdi_type", (*OWN, "uso_cfdi"), "CFDI40161"),
    "use of persons": (owned(uso_cfdi="D01"), "uso_cfdi_persona", (*OWN, "uso_cfdi"), "CFDI40161"),
    "use of another regime": (
        invoice(receiver=person(), own={"receiver": {**RECEIVER, "regimen_fiscal": "605"}}),
        "uso_cfdi_regime",
        (*OWN, "uso_cfdi"),
        "CFDI40161",
    ),
    "use of a generic RFC": (
        generic(uso="G03"),
        "generic_uso_cfdi",
        (*OWN, "uso_cfdi"),
        "CFDI40161",
    ),
    "series too long": (series("", "S" * 26), "serie_form", ("issuer_profile_id",), ""),
    "series with a pipe": (series("A|"), "serie_form", ("issuer_profile_id",), ""),
    "folio too long": (series(last=10**40), "folio_form", ("issuer_profile_id",), ""),
    "export not said": (
        owned(exportacion=None),
        "exportacion_missing",
        (*OWN, "exportacion"),
        "CFDI40123",
    ),
    "export before its key": (
        invoice(own={"exportacion": "04"}, emission_date=date(2022, 2, 24)),
        "exportacion_unknown",
        (*OWN, "exportacion"),
        "CFDI40123",
    ),
    "export with key A1": (
        owned(exportacion="02"),
        "export_unsupported",
        (*OWN, "exportacion"),
        "CFDI40122",
    ),
    "method missing": (
        owned(metodo_pago=None),
        "metodo_pago_missing",
        (*OWN, "metodo_pago"),
        "CFDI40124",
    ),
    "means missing": (
        owned(forma_pago=None),
        "forma_pago_missing",
        (*OWN, "forma_pago"),
        "CFDI40104",
    ),
    "means retired": (
        owned(forma_pago="98"),
        "forma_pago_unknown",
        (*OWN, "forma_pago"),
        "CFDI40104",
    ),
    "later, but by transfer": (
        owned(metodo_pago="PPD"),
        "forma_pago_ppd",
        (*OWN, "forma_pago"),
        "CFDI40105",
    ),
    "now, but undefined": (
        owned(forma_pago="99"),
        "forma_pago_pue",
        (*OWN, "forma_pago"),
        "CFDI40105",
    ),
    "currency unknown to SAT": (
        invoice(line(currency="MRU"), own={"tipo_cambio": "2"}),
        "currency_unknown_to_sat",
        (*LINE, "unit_price", "currency"),
        "CFDI40113",
    ),
    "rate of the peso": (
        owned(tipo_cambio="1.01"),
        "tipo_cambio_on_mxn",
        (*OWN, "tipo_cambio"),
        "CFDI40114",
    ),
    "no rate of the dollar": (dollars(), "tipo_cambio_missing", (*OWN, "tipo_cambio"), "CFDI40115"),
    "rate of zero": (
        dollars(tipo_cambio="0"),
        "tipo_cambio_missing",
        (*OWN, "tipo_cambio"),
        "CFDI40115",
    ),
    "more withheld than charged": (
        invoice(
            line(
                tax_code="IVA0",
                extra_tax_codes=("RET_ISR_10", "RET_ISR_1_25"),
                own={"rated_taxes": [rated("RET_ISR", "90")]},
            )
        ),
        "total_negative",
        ("line_items",),
        "",
    ),
    "payments on an invoice": (
        owned(pagos=[pago()]),
        "pagos_on_invoice",
        (*OWN, "pagos"),
        "",
    ),
    "payment on an invoice": (
        invoice(payment=plain_payment()),
        "payment_on_invoice",
        ("payment",),
        "",
    ),
    "public without a period": (
        generic(public()),
        "informacion_global_missing",
        GLOBAL,
        "CFDI40130",
    ),
    "period of a named receiver": (
        owned(informacion_global={"periodicidad": "04", "meses": "10", "anio": 2026}),
        "informacion_global_receiver",
        ("receiver", "tax_id"),
        "CFDI40130",
    ),
    "period of a credit note": (
        replace(
            global_invoice(),
            document_type="CREDIT_NOTE",
            references=(own_reference("CREDITS", receiver=public()),),
        ),
        "informacion_global_type",
        GLOBAL,
        "CFDI40130",
    ),
    "public with a taxpayer's RFC": (
        invoice(receiver=company(name="Publico en general")),
        "general_public_rfc",
        ("receiver", "tax_id"),
        "CFDI40146",
    ),
    "public with an accent": (
        replace(global_invoice(), receiver=public(name="PÚBLICO EN GENERAL")),
        "general_public_name",
        ("receiver", "name"),
        "CFDI40130",
    ),
    "public in small letters, without a period": (
        generic(public(name="Público en general")),
        "informacion_global_missing",
        GLOBAL,
        "CFDI40130",
    ),
    "period before CFDI 4.0": (
        replace(global_invoice(), emission_date=date(2021, 12, 31)),
        "periodicidad_unknown",
        (*GLOBAL, "periodicidad"),
        "CFDI40131",
    ),
    "two months, monthly": (
        global_invoice(meses="13"),
        "meses_single",
        (*GLOBAL, "meses"),
        "CFDI40134",
    ),
    "one month, bimonthly": (
        global_invoice(periodicidad="05"),
        "meses_pair",
        (*GLOBAL, "meses"),
        "CFDI40135",
    ),
    "bimonthly by a company": (
        global_invoice(periodicidad="05", meses="17"),
        "periodicidad_regime",
        (*GLOBAL, "periodicidad"),
        "CFDI40132",
    ),
    "year before last": (
        global_invoice(anio=2024),
        "anio_out_of_range",
        (*GLOBAL, "anio"),
        "CFDI40136",
    ),
    "period to come": (global_invoice(meses="12"), "period_future", (*GLOBAL, "meses"), ""),
    "class missing": (
        lined(clave_prod_serv=None),
        "clave_prod_serv_missing",
        (*LINE, "country_specific", "clave_prod_serv"),
        "CFDI40162",
    ),
    "unit missing": (
        lined(clave_unidad=None),
        "clave_unidad_missing",
        (*LINE, "country_specific", "clave_unidad"),
        "CFDI40165",
    ),
    "tax object missing": (
        lined(objeto_imp=None),
        "objeto_imp_missing",
        (*LINE, "country_specific", "objeto_imp"),
        "CFDI40170",
    ),
    "tax object before its key": (
        invoice(
            line(tax_code="NO_OBJETO", own={"objeto_imp": "06"}), emission_date=date(2024, 12, 12)
        ),
        "objeto_imp_unknown",
        (*LINE, "country_specific", "objeto_imp"),
        "CFDI40170",
    ),
    "object of tax without taxes": (
        taxed("NO_OBJETO"),
        "taxes_missing",
        (*LINE, "country_specific", "objeto_imp"),
        "CFDI40171",
    ),
    "no object of tax with taxes": (
        lined(objeto_imp="01"),
        "taxes_not_itemised",
        (*LINE, "country_specific", "objeto_imp"),
        "CFDI40172",
    ),
    "no object of tax with a withholding": (
        taxed("NO_OBJETO", "RET_ISR_10", objeto_imp="03"),
        "taxes_not_itemised",
        (*LINE, "country_specific", "objeto_imp"),
        "CFDI40172",
    ),
    "IVA not transferred, transferred": (
        taxed("IVA16", objeto_imp="06"),
        "taxes_not_transferred",
        (*LINE, "country_specific", "objeto_imp"),
        "c_ObjetoImp",
    ),
    "IEPS itemised, left out": (
        taxed("NO_OBJETO", objeto_imp="07"),
        "taxes_not_transferred",
        (*LINE, "country_specific", "objeto_imp"),
        "c_ObjetoImp",
    ),
    "price of zero": (
        invoice(line("0")),
        "price_zero",
        (*LINE, "unit_price", "amount"),
        "CFDI40166",
    ),
    "discount above the line": (
        invoice(line(discount=Discount(amount=D("2000.01")))),
        "discount_above_line",
        (*LINE, "discount", "amount"),
        "CFDI40169",
    ),
    "tax on nothing": (
        invoice(FREE),
        "taxed_base_zero",
        (*LINE, "country_specific", "objeto_imp"),
        "CFDI40174",
    ),
    "IVA withheld above 16": (
        taxed("IVA16", rated=[rated("RET_IVA", "16.0001")]),
        "rate_not_published",
        (*LINE, "country_specific", "rated_taxes", 0, "percent"),
        "CFDI40185",
    ),
    "quota above the highest": (
        taxed("IVA16", units=[{**QUOTA, "amount_per_unit": "72.1606"}]),
        "rate_not_published",
        (*LINE, "country_specific", "unit_taxes", 0, "amount_per_unit"),
        "CFDI40179",
    ),
    "a tax twice": (taxed("IVA16", "IVA16"), "tax_twice", (*LINE, "extra_tax_codes", 0), ""),
    "a withholding twice": (
        taxed("IVA16", "RET_ISR_10", rated=[rated("RET_ISR", "10")]),
        "tax_twice",
        (*LINE, "country_specific", "rated_taxes", 0, "percent"),
        "",
    ),
    "pipe in a description": (
        invoice(line(description="a|b")),
        "text_form",
        (*LINE, "description"),
        "",
    ),
    "code too long": (invoice(line(code="x" * 101)), "text_form", (*LINE, "code"), ""),
    "unit too long": (invoice(line(unit="x" * 21)), "text_form", (*LINE, "unit"), ""),
    "credit of nothing": (
        invoice(document_type="CREDIT_NOTE"),
        "credited_invoice_missing",
        ("references",),
        "c_TipoRelacion 01",
    ),
    "debit of nothing": (
        invoice(document_type="DEBIT_NOTE"),
        "debited_invoice_missing",
        ("references",),
        "c_TipoRelacion 02",
    ),
    "credit by an invoice": (
        invoice(references=(own_reference("CREDITS"),)),
        "relation_type",
        REFERENCE,
        "c_TipoRelacion 01",
    ),
    "debit by an invoice": (
        invoice(references=(own_reference("DEBITS"),)),
        "relation_type",
        REFERENCE,
        "c_TipoRelacion 02",
    ),
    "debit by a credit note": (
        credit_note(own_reference("CREDITS"), own_reference("DEBITS", fiscal_id=OTHER_UUID)),
        "relation_type",
        ("references", 1),
        "c_TipoRelacion 02",
    ),
    "payment by an invoice": (
        invoice(references=(own_reference("PAYS"),)),
        "relation_type",
        (*REFERENCE, "relation"),
        "",
    ),
    "related without a folio": (
        credit_note(own_reference("CREDITS", fiscal_id=None)),
        "related_without_folio",
        REFERENCE,
        "",
    ),
    "related by a number": (
        credit_note(Reference("CREDITS", fiscal_id="A-1")),
        "related_folio_form",
        REFERENCE,
        "",
    ),
    "related twice": (
        credit_note(own_reference("CREDITS"), Reference("CREDITS", fiscal_id=UUID.lower())),
        "related_twice",
        ("references", 1),
        "",
    ),
    "related in two places": (
        related({"tipo_relacion": "05", "uuids": [UUID]}, {"tipo_relacion": "05", "uuids": [UUID]}),
        "related_twice",
        (*OWN, "relations", 1, "uuids", 0),
        "",
    ),
    "related before it is issued": (
        credit_note(own_reference("CREDITS", status="SUBMITTED")),
        "related_not_issued",
        REFERENCE,
        "",
    ),
    "credit of what is cancelled": (
        credit_note(own_reference("CREDITS", status="CANCELLED")),
        "related_cancelled",
        REFERENCE,
        "",
    ),
    "credit of what is being cancelled": (
        credit_note(own_reference("RETURNS", status="CANCELLING")),
        "related_cancelled",
        REFERENCE,
        "",
    ),
    "credit of a credit note": (
        credit_note(own_reference("CREDITS", document_type="CREDIT_NOTE")),
        "related_type",
        REFERENCE,
        "c_TipoRelacion 01",
    ),
    "invoice for a payment complement": (
        substitute(document_type="PAYMENT_COMPLEMENT"),
        "related_type",
        REFERENCE,
        "c_TipoRelacion 04",
    ),
    "credit by another": (
        credit_note(own_reference("CREDITS", issuer=issuer(tax_id="MCI7306249Y1"))),
        "related_issuer",
        REFERENCE,
        "",
    ),
    "credit to another": (
        credit_note(own_reference("CREDITS", receiver=person())),
        "related_receiver",
        REFERENCE,
        "",
    ),
}

# name: (document, code, path, law)
WARNED = {
    "name with a suffix": (
        invoice(receiver=company(name="UNIVERSIDAD ROBOTICA ESPAÑOLA SA DE CV")),
        "party_name_doubtful",
        ("receiver", "name"),
        "CFDI40145",
    ),
    "name with dots and a suffix": (
        invoice(receiver=company(name="TIENDA, S. DE R.L. DE C.V.")),
        "party_name_doubtful",
        ("receiver", "name"),
        "CFDI40145",
    ),
    "name in lower case": (
        invoice(issuer=issuer(name="Escuela Kemper Urgate")),
        "party_name_doubtful",
        ("issuer", "name"),
        "CFDI40139",
    ),
    "RFC with another last digit": (
        invoice(receiver=company(tax_id="URE180429TM7")),
        "rfc_check_digit",
        ("receiver", "tax_id"),
        "",
    ),
    "a reference for our eyes only": (
        invoice(references=(Reference("ORDER", provider_doc_id="4711"),)),
        "reference_not_sent",
        (*REFERENCE, "relation"),
        "",
    ),
    "credit in another currency": (
        credit_note(own_reference("CREDITS", currency="USD")),
        "related_currency",
        REFERENCE,
        "",
    ),
    "credit above what is left": (
        credit_note(own_reference("CREDITS", credited=D("928.01"))),
        "credit_above_invoice",
        ("line_items",),
        "",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(name):
    document, code, path, law = BROKEN[name]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert (fault.path, fault.law, fault.severity) == (path, law, Severity.ERROR)
    assert fault.message.endswith(".")


@pytest.mark.parametrize("name", WARNED)
def test_a_doubt_is_a_warning_alone(name):
    document, code, path, law = WARNED[name]
    [fault] = rules.check(document, TODAY)
    assert (fault.code, fault.path, fault.law) == (code, path, law)
    assert fault.severity == Severity.WARNING


PASSING = {
    "an invoice": invoice(),
    "paid later": owned(metodo_pago="PPD", forma_pago="99"),
    "place and regime of the profile": invoice(
        own={"lugar_expedicion": None, "issuer_regimen_fiscal": None},
        provider_config={"lugar_expedicion": "42501", "issuer_regimen_fiscal": "601"},
    ),
    "to a person": invoice(
        receiver=person(),
        own={"uso_cfdi": "D01", "receiver": {**RECEIVER, "regimen_fiscal": "605"}},
    ),
    "to a nameless national": generic(),
    "to a foreigner": generic(foreigner()),
    "to a foreigner in small letters": generic(foreigner(name="Acme, S.A.")),
    "to a foreigner of a country": generic(
        foreigner(), residencia_fiscal="USA", num_reg_id_trib="123456789"
    ),
    "to a foreigner of a country with free numbers": generic(
        foreigner(), residencia_fiscal="DEU", num_reg_id_trib="DE-1"
    ),
    "a global invoice": global_invoice(),
    "of this month": global_invoice(meses="11"),
    "of last year": global_invoice(anio=2025, meses="12"),
    "bimonthly by regime 621": replace(
        global_invoice(periodicidad="05", meses="17"),
        issuer=issuer(tax_id="CACX7605101P8", name="XOCHILT CASAS CHAVEZ"),
        country_specific={
            **global_invoice(periodicidad="05", meses="17").country_specific,
            "issuer_regimen_fiscal": "621",
        },
    ),
    "in dollars": dollars(tipo_cambio="18.5"),
    "in pesos at one": owned(tipo_cambio="1"),
    "series of 25": series("S" * 25),
    "folio of 40": series(last=10**40 - 1),
    "no numbering": invoice(numbering=None),
    "name of 300": invoice(receiver=company(name="X" * 300)),
    "suffix in the middle": invoice(receiver=company(name="CASA SA LOPEZ")),
    "not taxed": taxed("NO_OBJETO", objeto_imp="01"),
    "exempt": taxed("IVA_EXENTO"),
    "tax not caused": taxed("NO_OBJETO", objeto_imp="04"),
    "ISR withheld where IVA is not transferred": taxed("NO_OBJETO", "RET_ISR_10", objeto_imp="06"),
    "IEPS itemised alone": taxed("IEPS8", objeto_imp="07"),
    "IVA and IEPS": taxed("IVA16", "IEPS8"),
    "IVA and a withholding": taxed("IVA16", "RET_ISR_10"),
    "highest quota": taxed("IVA16", units=[QUOTA]),
    "highest IVA withheld": taxed("IVA16", rated=[rated("RET_IVA", "16")]),
    "two rates of one tax": taxed("IVA16", "RET_ISR_10", "RET_ISR_1_25"),
    "discount of all, not taxed": invoice(
        replace(line(tax_code="NO_OBJETO", own={"objeto_imp": "01"}), discount=FREE.discount)
    ),
    "discount of the line": invoice(
        replace(
            line(tax_code="NO_OBJETO", own={"objeto_imp": "01"}), discount=Discount(amount=D(2000))
        )
    ),
    "rent with its land register": lined(cuenta_predial=["15956011002"]),
    "imported goods": lined(informacion_aduanera=["15  48  3009  0001234"]),
    "a credit note": credit_note(),
    "goods returned": credit_note(own_reference("RETURNS")),
    "advance applied": credit_note(own_reference("APPLIES_ADVANCE")),
    "credit of somebody else's": credit_note(Reference("CREDITS", fiscal_id=UUID)),
    "credit of two": credit_note(
        own_reference("CREDITS"), own_reference("CREDITS", fiscal_id=OTHER_UUID)
    ),
    "credit of the rest": credit_note(own_reference("CREDITS", credited=D("928.00"))),
    "credit of a debit note": credit_note(own_reference("CREDITS", document_type="DEBIT_NOTE")),
    "a debit note": debit_note(),
    "a substitute": substitute(),
    "a substitute for another receiver": substitute(receiver=person()),
    "a substitute for what is cancelled": substitute(status="CANCELLED"),
    "transfers before": related({"tipo_relacion": "06", "uuids": [UUID, OTHER_UUID]}),
    "credit by the folio alone": invoice(
        own={"relations": [{"tipo_relacion": "03", "uuids": [UUID]}]}, document_type="CREDIT_NOTE"
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


SALES_RULES = mx_rules.RULES["INVOICE"]


@pytest.mark.parametrize("rule", SALES_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_document_that_breaks_it_and_one_that_does_not(rule):
    documents = [case[0] for case in (*BROKEN.values(), *WARNED.values())]
    assert any(tuple(rule(d, facts_of(d, TODAY))) for d in documents)
    assert tuple(rule(invoice(), facts_of(invoice(), TODAY))) == ()


def test_what_is_left_out_is_named_and_never_guessed():
    bare = invoice(
        line(country_specific={}), country_specific={}, provider_config={}, numbering=None
    )
    codes = {fault.code for fault in rules.check(bare, TODAY)}
    assert codes == {
        "issuer_regimen_fiscal_missing",
        "regimen_fiscal_missing",
        "lugar_expedicion_missing",
        "domicilio_fiscal_missing",
        "uso_cfdi_missing",
        "exportacion_missing",
        "metodo_pago_missing",
        "forma_pago_missing",
        "clave_prod_serv_missing",
        "clave_unidad_missing",
        "objeto_imp_missing",
    }


def test_the_documents_own_place_and_regime_outrank_the_profiles():
    given = invoice(provider_config={"lugar_expedicion": "01000", "issuer_regimen_fiscal": "603"})
    facts = facts_of(given, TODAY)
    assert (facts.lugar_expedicion, facts.issuer_regimen_fiscal) == ("42501", "601")


def test_each_line_is_reported_at_its_place():
    document = invoice(line(own={"objeto_imp": None}), line(), line("0"))
    found = {(fault.code, fault.path[1]) for fault in rules.check(document, TODAY)}
    assert found == {("objeto_imp_missing", 0), ("price_zero", 2)}


class TestDates:
    @pytest.mark.parametrize("days", [0, 1, 3])
    def test_a_document_of_the_last_three_days_may_be_stamped(self, days):
        document = invoice(emission_date=TODAY - timedelta(days=days))
        assert rules.check_emission_date(document, TODAY) == ()
        assert rules.check_emission_date(invoice(), TODAY) == ()

    @pytest.mark.parametrize("days", [-1, 4])
    def test_one_of_another_day_may_not(self, days):
        document = invoice(emission_date=TODAY - timedelta(days=days))
        [fault] = rules.check_emission_date(document, TODAY)
        assert (fault.code, fault.path) == ("emission_date_out_of_72_hours", ("emission_date",))

    def test_the_documents_own_date_chooses_the_catalogue(self):
        codes = {f.code for f in rules.check(invoice(emission_date=date(2021, 12, 31)), TODAY)}
        assert {"forma_pago_unknown", "uso_cfdi_unknown", "regimen_fiscal_unknown"} <= codes


@pytest.mark.parametrize("name", ["lugar_expedicion", "uso_cfdi", "exportacion"])
def test_a_field_of_another_form_is_refused_before_any_rule(name):
    [fault] = rules.check(invoice(country_specific=fields(**{name: "x"})), TODAY)
    assert (fault.code, fault.path) == ("country_specific_invalid", ("country_specific", name))
