"""From the CFDI we expect to the bodies FacturaGreen takes.

Amounts are texts with the decimals of the CFDI; catalogue values are wrapped in `{"k": ...}`.
"""

from collections.abc import Sequence
from typing import Final

from documents.cfdi.model import Comprobante, Concepto
from documents.sat.currency import PESO
from documents.sat.document import INGRESO
from providers.mx_facturagreen.assumptions import Assumptions
from providers.mx_facturagreen.mapping.taxes import Json, NotOffered, listed, plain

NO_EXPORT: Final = "01"
CONDITIONS_SWITCH: Final = "override.paymentConditions"
GLOBAL_SWITCH: Final = "enforce.cfdiGlobal"
"""Unless it is off, the provider writes class and text of a global invoice's lines anew."""


def emit_body(
    cfdi: Comprobante,
    assumed: Assumptions,
    *,
    reference: str,
    customer: str,
    products: Sequence[str],
    email: str | None,
) -> Json:
    """The body of `emmit` for an invoice or note. `customer` and `products` (one per line) are the
    registry's ids. Raises NotOffered for what the account's assumptions have no field for."""
    body: Json = {
        **common(cfdi, assumed, reference=reference, customer=customer, email=email),
        "payment": {"form": {"k": cfdi.forma_pago}, "method": {"k": cfdi.metodo_pago}},
        "items": [
            _item(concepto, product, assumed)
            for concepto, product in zip(cfdi.conceptos, products, strict=True)
        ],
        **_type(cfdi, assumed),
        **_money(cfdi, assumed),
        **_global(cfdi),
    }
    if cfdi.condiciones_de_pago is not None:
        body["paymentConditions"] = cfdi.condiciones_de_pago
    switches = _switches(cfdi)
    return {"cfdi": body, "@config": switches} if switches else {"cfdi": body}


def common(
    cfdi: Comprobante,
    assumed: Assumptions,
    *,
    reference: str,
    customer: str,
    email: str | None,
) -> Json:
    """What a document and a payment say alike: parties, place, our number and reference, relations.
    Raises NotOffered for relations where there is no field for them."""
    body: Json = {
        "customer": _customer(cfdi, assumed, customer, email),
        "business": {"address": {"zip": cfdi.lugar_expedicion}},
    }
    if assumed.header_fields:
        body["business"]["taxregime"] = {"k": cfdi.emisor.regimen_fiscal}
    if assumed.reference_field:
        body[assumed.reference_field] = reference
    if assumed.number_fields:
        body |= {"serie": cfdi.serie or "", "folio": cfdi.folio or ""}
    return body | _relations(cfdi, assumed)


def _customer(cfdi: Comprobante, assumed: Assumptions, uuid: str, email: str | None) -> Json:
    receptor = cfdi.receptor
    found: Json = {"uuid": uuid, **({"email": email} if email else {})}
    if not assumed.header_fields:
        if receptor.residencia_fiscal or receptor.num_reg_id_trib:
            raise NotOffered("The provider has no field for a receiver's residence abroad.")
        return found
    found |= {
        "taxregime": {"k": receptor.regimen_fiscal_receptor},
        "invoiceuse": {"k": receptor.uso_cfdi},
        "zip": receptor.domicilio_fiscal_receptor,
    }
    if receptor.residencia_fiscal:
        found["residence"] = {"k": receptor.residencia_fiscal}
    if receptor.num_reg_id_trib:
        found["foreignId"] = receptor.num_reg_id_trib
    return found


def _relations(cfdi: Comprobante, assumed: Assumptions) -> Json:
    if not cfdi.cfdi_relacionados:
        return {}
    if not assumed.relations_field:
        raise NotOffered("The provider has no field for related documents.")
    return {
        assumed.relations_field: [
            {"type": {"k": node.tipo_relacion}, "uuids": list(node.uuids)}
            for node in cfdi.cfdi_relacionados
        ]
    }


def _type(cfdi: Comprobante, assumed: Assumptions) -> Json:
    if assumed.type_field:
        return {assumed.type_field: {"k": cfdi.tipo_de_comprobante}}
    if cfdi.tipo_de_comprobante != INGRESO:
        raise NotOffered("The provider has no field for the type of a credit note.")
    return {}


def _money(cfdi: Comprobante, assumed: Assumptions) -> Json:
    if not assumed.header_fields:
        if cfdi.moneda != PESO or cfdi.exportacion != NO_EXPORT:
            raise NotOffered("The provider takes invoices in MXN only, and no exports.")
        return {}
    rate = {} if cfdi.tipo_cambio is None else {"exchangeRate": plain(cfdi.tipo_cambio)}
    return {"currency": {"k": cfdi.moneda}, "export": {"k": cfdi.exportacion}, **rate}


def _global(cfdi: Comprobante) -> Json:
    period = cfdi.informacion_global
    if period is None:
        return {}
    return {
        "global": {
            "period": {"k": period.meses},
            "periodicity": {"k": period.periodicidad},
            "year": {"k": str(period.anio)},
        }
    }


def _switches(cfdi: Comprobante) -> dict[str, bool]:
    conditions = {} if cfdi.condiciones_de_pago is None else {CONDITIONS_SWITCH: True}
    as_asked = {} if cfdi.informacion_global is None else {GLOBAL_SWITCH: False}
    return conditions | as_asked


def _item(concepto: Concepto, product: str, assumed: Assumptions) -> Json:
    item: Json = {
        "uuid": product,
        "qty": plain(concepto.cantidad),
        "price": {"amount": plain(concepto.valor_unitario)},
        "desc": concepto.descripcion,
    }
    if concepto.descuento is not None:
        item["discount"] = plain(concepto.descuento)
    if not assumed.line_taxes:
        if concepto.cuenta_predial or concepto.informacion_aduanera:
            raise NotOffered("The provider has no field for predial accounts or customs entries.")
        return item
    item |= {"taxes": listed(concepto.impuestos), "object": {"k": concepto.objeto_imp}}
    if concepto.unidad:
        item["unit"] = concepto.unidad
    if concepto.cuenta_predial:
        item["predial"] = list(concepto.cuenta_predial)
    if concepto.informacion_aduanera:
        item["customs"] = list(concepto.informacion_aduanera)
    return item
