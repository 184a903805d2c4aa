"""Mexico's rules on documents of any content: they answer with faults and nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from documents import rules
from documents.amounts import compute
from documents.rules import mx_cfdi
from documents.values import Discount, Fault, Relation
from tests.documents.samples_cfdi import GLOBAL, INVOICE, ON, changed, payment
from tests.documents.samples_mx import (
    PERIOD,
    RECEIVER,
    TODAY,
    company,
    complement,
    docto,
    foreigner,
    invoice,
    line,
    own_reference,
    pago,
    person,
    public,
)

D = Decimal
DAYS = st.sampled_from([None, TODAY, date(2021, 12, 31), date(2030, 1, 1)])
PARTIES = st.sampled_from([company(), person(), public(), foreigner(), company(tax_id="")])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "uso_cfdi": st.sampled_from(["G03", "S01", "CP01", "CN01", "D01", None]),
        "metodo_pago": st.sampled_from(["PUE", "PPD", None]),
        "forma_pago": st.sampled_from(["03", "99", "98", None]),
        "exportacion": st.sampled_from(["01", "02", None]),
        "tipo_cambio": st.sampled_from(["0", "1", "18.123456", None]),
        "issuer_regimen_fiscal": st.sampled_from(["601", "621", "602", None]),
        "informacion_global": st.sampled_from([PERIOD, None]),
        "receiver": st.sampled_from(
            [RECEIVER, {}, {"residencia_fiscal": "XXX", "num_reg_id_trib": "1"}]
        ),
    },
)
LINES = st.fixed_dictionaries(
    {},
    optional={
        "objeto_imp": st.sampled_from(["01", "02", "06", "07", None]),
        "rated_taxes": st.lists(
            st.fixed_dictionaries(
                {
                    "tax_code": st.sampled_from(["RET_IVA", "RET_ISR", "IVA16", "NO_OBJETO", "X"]),
                    "percent": st.sampled_from(["0", "10.6667", "100"]),
                }
            ),
            max_size=2,
        ),
    },
)


@settings(max_examples=150, deadline=None)
@given(
    own=FIELDS,
    of_line=LINES,
    receiver=PARTIES,
    kind=st.sampled_from(["INVOICE", "CREDIT_NOTE", "DEBIT_NOTE", "PAYMENT_COMPLEMENT"]),
    code=st.sampled_from(["IVA16", "IVA_EXENTO", "NO_OBJETO", "IEPS_CUOTA", "NONE", None]),
    price=st.sampled_from(["0", "0.000001", "1000", "999999999999999"]),
    discount=st.sampled_from(["0", "1", "5000"]),
    relation=st.sampled_from([None, *Relation]),
    day=DAYS,
)
def test_any_sale_is_answered(own, of_line, receiver, kind, code, price, discount, relation, day):
    document = invoice(
        line(price, tax_code=code, own=of_line, discount=Discount(amount=D(discount))),
        own=own,
        receiver=receiver,
        document_type=kind,
        references=(own_reference(relation),) if relation else (),
        emission_date=day,
    )
    faults = rules.check(document, TODAY)
    assert all(isinstance(fault, Fault) and fault.message for fault in faults)
    if not rules.stops(faults):
        assert compute(document, TODAY).total >= 0


@settings(max_examples=150, deadline=None)
@given(
    amounts=st.lists(
        st.sampled_from(["0", "0.01", "0.000001", "400.00", "999999999999.999999"]),
        min_size=1,
        max_size=3,
    ),
    equivalence=st.sampled_from([None, "0.0000000001", "1", "18.5", "99999999"]),
    monto=st.sampled_from(["0", "400.00", "999999999999.99"]),
    moneda=st.sampled_from(["MXN", "USD", "XXX", "CLF", "ZZZ"]),
    form=st.sampled_from(["01", "03", "06", "99", "77"]),
    named=st.sampled_from([0, 1, 99]),
    day=DAYS,
)
def test_any_payment_is_answered(amounts, equivalence, monto, moneda, form, named, day):
    doctos = [docto(paid, equivalencia_dr=equivalence, reference=named) for paid in amounts]
    given_pago = pago(*doctos, monto=monto, moneda_p=moneda, forma_de_pago_p=form)
    faults = rules.check(complement(given_pago, emission_date=day), TODAY)
    assert all(isinstance(fault, Fault) and fault.message for fault in faults)


NUMBERS = [D("0"), D("0.0000000001"), D("1"), D("400.00"), D("999999999999999999.999999")]
TEXTS = ["", "MXN", "USD", "XXX", "01", "02", "08", "99", "616", "001", "Exento", "Taza", "P", "I"]
OF_INVOICE = [
    "moneda",
    "tipo_de_comprobante",
    "exportacion",
    "receptor.uso_cfdi",
    "receptor.regimen_fiscal_receptor",
    "receptor.rfc",
    "conceptos.0.objeto_imp",
    "conceptos.0.impuestos.traslados.0.tipo_factor",
    "conceptos.0.impuestos.traslados.0.impuesto",
]
NUMBERS_OF_INVOICE = [
    "sub_total",
    "total",
    "conceptos.0.cantidad",
    "conceptos.0.importe",
    "conceptos.0.descuento",
    "conceptos.0.impuestos.traslados.0.base",
    "conceptos.0.impuestos.traslados.0.importe",
]
P = "pagos.pagos.0"
OF_PAYMENT = [f"{P}.moneda_p", f"{P}.forma_de_pago_p", f"{P}.doctos_relacionados.0.moneda_dr"]
NUMBERS_OF_PAYMENT = [
    f"{P}.monto",
    f"{P}.tipo_cambio_p",
    f"{P}.doctos_relacionados.0.imp_pagado",
    f"{P}.doctos_relacionados.0.equivalencia_dr",
    f"{P}.doctos_relacionados.0.impuestos_dr.traslados.0.base",
]


def changes(texts, numbers):
    of_text = st.tuples(st.sampled_from(texts), st.sampled_from(TEXTS))
    of_number = st.tuples(st.sampled_from(numbers), st.sampled_from(NUMBERS))
    return st.lists(st.one_of(of_text, of_number), max_size=5)


@settings(max_examples=150, deadline=None)
@given(
    cfdi=st.sampled_from([INVOICE, GLOBAL, replace(INVOICE, impuestos=None)]),
    made=changes(OF_INVOICE, NUMBERS_OF_INVOICE),
)
def test_any_cfdi_is_answered(cfdi, made):
    for place, value in made:
        cfdi = changed(cfdi, place, value)
    assert all(isinstance(fault, Fault) and fault.message for fault in mx_cfdi.check(cfdi, ON))


@settings(max_examples=150, deadline=None)
@given(made=changes(OF_PAYMENT, NUMBERS_OF_PAYMENT))
def test_any_payment_complement_is_answered(made):
    cfdi = payment()
    for place, value in made:
        cfdi = changed(cfdi, place, value)
    assert all(isinstance(fault, Fault) and fault.message for fault in mx_cfdi.check(cfdi, ON))
