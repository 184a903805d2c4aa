"""Payment complements (Pagos 2.0)."""

from decimal import Decimal
from typing import Any

from documents.cfdi.model import Comprobante, Pago
from documents.rules import mx_cfdi

from . import payloads
from .client import Sandbox


def owed(sandbox: Sandbox, **changes: Any) -> str:
    """The UUID of an invoice to be paid later."""
    folio_tax: str = sandbox.emit(payloads.deferred(sandbox, **changes))["cfdi"]["folio_tax"]
    return folio_tax


def stamped(sandbox: Sandbox, body: dict[str, Any]) -> Comprobante:
    """The payment's document, without a fault of ours."""
    found = sandbox.verified(sandbox.pay(body)["payment"]["uuid"])
    assert mx_cfdi.check(found, found.fecha.date()) == ()
    return found


def pago(found: Comprobante) -> Pago:
    """The one payment."""
    assert found.pagos is not None
    (only,) = found.pagos.pagos
    return only


def test_one_invoice_as_documented(sandbox: Sandbox) -> None:
    answer = sandbox.emit(payloads.deferred(sandbox, serie="A", folio="1"))
    body = payloads.payment(answer["cfdi"]["folio_tax"], "580.00")
    told = sandbox.pay(body)
    assert told["uuid"] == answer["uuid"]
    found = sandbox.verified(told["payment"]["uuid"])
    assert mx_cfdi.check(found, found.fecha.date()) == ()
    assert found.timbre is not None
    assert told["payment"]["folio_tax"] == found.timbre.uuid
    (paid,) = pago(found).doctos_relacionados
    assert (paid.id_documento, paid.serie, paid.folio) == (answer["cfdi"]["folio_tax"], "A", "1")
    assert (paid.imp_saldo_ant, paid.imp_saldo_insoluto) == (Decimal("1160.00"), Decimal("580.00"))
    assert paid.impuestos_dr is not None
    assert paid.impuestos_dr.traslados[0].importe == Decimal("80")
    assert found.pagos is not None
    assert found.pagos.totales.total_traslados_impuesto_iva16 == Decimal("80.00")
    assert found.pagos.totales.monto_total_pagos == Decimal("580.00")


def test_several_invoices_in_two_currencies(sandbox: Sandbox) -> None:
    """120 dollars pay one invoice in dollars and one in pesos."""
    dollars = owed(sandbox, currency={"k": "USD"}, exchangeRate="18.5")
    pesos = owed(sandbox)
    tax = payloads.tax("002", "0.160000")
    invoices = [
        {
            "uuid": dollars,
            "number": 1,
            "amount": "116.00",
            "balance": {"before": "1160.00", "after": "1044.00"},
            "currency": {"k": "USD"},
            "equivalence": "1",
            "object": {"k": "02"},
            "taxes": [{**tax, "base": "100.00", "amount": "16.00"}],
        },
        {
            "uuid": pesos,
            "number": 2,
            "amount": "74.00",
            "balance": {"before": "1160.00", "after": "1086.00"},
            "currency": {"k": "MXN"},
            "equivalence": "18.5",
            "object": {"k": "02"},
            "taxes": [{**tax, "base": "63.793103", "amount": "10.206897"}],
        },
    ]
    body = payloads.payment(
        dollars,
        "120.00",
        invoices=invoices,
        currency={"k": "USD"},
        exchangeRate="18.5",
        operation="0001",
        payer={"account": "0123456789"},
        payee={"account": "012345678901234567"},
    )
    body["cfdi"] |= {"serie": "P", "folio": "3", "reference": "pay-3"}
    found = stamped(sandbox, body)
    only = pago(found)
    assert [d.num_parcialidad for d in only.doctos_relacionados] == [1, 2]
    assert only.impuestos_p is not None
    # 100 + 63.793103 / 18.5
    assert only.impuestos_p.traslados[0].base == Decimal("103.448276")
    assert found.pagos is not None
    assert found.pagos.totales.monto_total_pagos == Decimal("2220.00")
    assert found.pagos.totales.total_traslados_base_iva16 == Decimal("1913.79")
    assert [entry["type"] for entry in sandbox.listed(reference="pay-3")] == [{"k": "P"}]


def test_withheld_taxes_take_their_share(sandbox: Sandbox) -> None:
    taxes = [payloads.tax("002", "0.16"), payloads.tax("001", "0.10", "withheld")]
    body = payloads.lined(sandbox, taxes=taxes)
    body["cfdi"]["payment"] = payloads.PPD
    answer = sandbox.emit(body)
    paying = payloads.payment(answer["cfdi"]["folio_tax"], "530.00", "1060.00")
    found = stamped(sandbox, paying)
    assert found.pagos is not None
    assert found.pagos.totales.total_retenciones_isr == Decimal("50.00")


def test_only_what_is_paid_later_and_lives_is_paid(sandbox: Sandbox) -> None:
    at_once = sandbox.emit(payloads.simple(sandbox))["cfdi"]["folio_tax"]
    assert "PPD" in sandbox.refusal("cfdi/emmited/payment", payloads.payment(at_once))
    nobodys = payloads.payment("11111111-2222-4333-8444-555555555555")
    assert "no existe" in sandbox.refusal("cfdi/emmited/payment", nobodys)
    gone = owed(sandbox)
    sandbox.cancel(gone)
    sandbox.told("POST", "/cancellations", {"folio_tax": gone, "answer": "accepted"})
    assert "cancelado" in sandbox.refusal("cfdi/emmited/payment", payloads.payment(gone))
    others = owed(sandbox.new_unit())
    assert "no existe" in sandbox.refusal("cfdi/emmited/payment", payloads.payment(others))


def test_a_payment_of_a_generic_receiver_is_placed_where_its_invoice_was(sandbox: Sandbox) -> None:
    generic = sandbox.add_customer(
        "XAXX010101000",
        name="VARIOS",
        address={"main": {"zip": "06000"}},
        taxregime={"k": "616"},
        invoiceuse={"k": "S01"},
    )
    branch = {"address": {"zip": "06000"}}
    body = payloads.invoice(generic, sandbox.add_product(), business=branch, payment=payloads.PPD)
    folio_tax = sandbox.emit(body)["cfdi"]["folio_tax"]
    found = stamped(sandbox, payloads.payment(folio_tax))
    assert found.lugar_expedicion == found.receptor.domicilio_fiscal_receptor == "06000"
    assert found.receptor.uso_cfdi == "CP01"
