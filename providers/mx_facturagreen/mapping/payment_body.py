"""The body of `emmited/payment` for a payment complement (A8)."""

from documents.cfdi.model import Comprobante, DoctoRelacionado, Pago
from documents.sat.currency import PESO
from providers.mx_facturagreen.assumptions import Assumptions
from providers.mx_facturagreen.mapping.bodies import common
from providers.mx_facturagreen.mapping.taxes import Json, NotOffered, listed, plain


def payment_body(
    cfdi: Comprobante,
    assumed: Assumptions,
    *,
    reference: str,
    customer: str,
    email: str | None,
) -> Json:
    """The body for the one payment of a complement. `customer` is the registry's id. Raises
    NotOffered for several payments, a payment's bank proof, and what the account's assumptions have
    no field for."""
    pago = _only(cfdi)
    first = pago.doctos_relacionados[0]
    head = common(cfdi, assumed, reference=reference, customer=customer, email=email)
    payment = _documented(pago, first)
    if assumed.payment_invoices:
        payment |= _further(pago)
    else:
        _refuse_further(pago)
    return {"cfdi": {**head, "uuid": first.id_documento}, "payment": payment}


def _only(cfdi: Comprobante) -> Pago:
    pagos = cfdi.pagos.pagos if cfdi.pagos else ()
    if len(pagos) != 1:
        raise NotOffered("The provider takes one payment per payment complement.")
    if pagos[0].tipo_cad_pago is not None:
        raise NotOffered("The provider has no field for a bank's proof of payment.")
    return pagos[0]


def _documented(pago: Pago, first: DoctoRelacionado) -> Json:
    return {
        "number": str(first.num_parcialidad),
        "date": pago.fecha_pago.date().isoformat(),
        "amount": plain(pago.monto),
        "balance": _balance(first),
        "form": {"k": pago.forma_de_pago_p},
        "method": {"k": "PUE"},
    }


def _further(pago: Pago) -> Json:
    found: Json = {
        "time": f"{pago.fecha_pago:%H:%M:%S}",
        "currency": {"k": pago.moneda_p},
        "invoices": [_invoice(docto) for docto in pago.doctos_relacionados],
    }
    if pago.moneda_p != PESO and pago.tipo_cambio_p is not None:
        found["exchangeRate"] = plain(pago.tipo_cambio_p)
    if pago.num_operacion:
        found["operation"] = pago.num_operacion
    payer = {
        "bankTaxid": pago.rfc_emisor_cta_ord,
        "bankName": pago.nom_banco_ord_ext,
        "account": pago.cta_ordenante,
    }
    payee = {"bankTaxid": pago.rfc_emisor_cta_ben, "account": pago.cta_beneficiario}
    for name, party in (("payer", payer), ("payee", payee)):
        if told := {key: value for key, value in party.items() if value}:
            found[name] = told
    return found


def _invoice(docto: DoctoRelacionado) -> Json:
    found: Json = {
        "uuid": docto.id_documento,
        "number": str(docto.num_parcialidad),
        "amount": plain(docto.imp_pagado),
        "balance": _balance(docto),
        "currency": {"k": docto.moneda_dr},
        "object": {"k": docto.objeto_imp_dr},
        "taxes": listed(docto.impuestos_dr, amounts=True),
    }
    if docto.equivalencia_dr is not None:
        found["equivalence"] = plain(docto.equivalencia_dr)
    return found


def _balance(docto: DoctoRelacionado) -> Json:
    return {"before": plain(docto.imp_saldo_ant), "after": plain(docto.imp_saldo_insoluto)}


def _refuse_further(pago: Pago) -> None:
    [first, *others] = pago.doctos_relacionados
    if others or {pago.moneda_p, first.moneda_dr} != {PESO} or pago.monto != first.imp_pagado:
        raise NotOffered("The provider takes payments of one invoice, in MXN.")
    if pago.num_operacion or pago.cta_ordenante or pago.cta_beneficiario:
        raise NotOffered("The provider has no field for a payment's operation and accounts.")
