"""The document as XML, before it is sealed (Anexo 20, CFDI 4.0)."""

from decimal import Decimal

from lxml import etree

from providers.mx_facturagreen.sandbox.donation import DONAT, Donation
from providers.mx_facturagreen.sandbox.draft import Draft, Line, Tax
from providers.mx_facturagreen.sandbox.money import total
from providers.mx_facturagreen.sandbox.nodes import (
    CFDI,
    PAGOS,
    SITE,
    XSI,
    Node,
    Value,
    add,
    fill,
)
from providers.mx_facturagreen.sandbox.xml_payment import add_payment

LOCATION = f"{CFDI} {SITE}/4/cfdv40.xsd"
PAGOS_LOCATION = f"{PAGOS} {SITE}/Pagos/Pagos20.xsd"
DONAT_LOCATION = f"{DONAT} {SITE}/donat/donat11.xsd"


def build(draft: Draft) -> Node:
    """The element Comprobante, without seal and certificate."""
    root = etree.Element(f"{{{CFDI}}}Comprobante", nsmap=_spaces(draft))
    root.set(f"{{{XSI}}}schemaLocation", _places(draft))
    fill(root, _header(draft))
    _period(root, draft)
    _relations(root, draft)
    _parties(root, draft)
    lines = add(root, CFDI, "Conceptos")
    for line in draft.lines:
        _line(lines, line)
    _summary(root, draft.totals.taxes)
    if draft.payment:
        add_payment(add(root, CFDI, "Complemento"), draft.payment)
    if draft.donation:
        _donation(add(root, CFDI, "Complemento"), draft.donation)
    return root


def _spaces(draft: Draft) -> dict[str, str]:
    spaces: dict[str, str] = {"cfdi": CFDI, "xsi": XSI}
    if draft.payment:
        spaces["pago20"] = PAGOS
    if draft.donation:
        spaces["donat"] = DONAT
    return spaces


def _places(draft: Draft) -> str:
    places = [LOCATION]
    if draft.payment:
        places.append(PAGOS_LOCATION)
    if draft.donation:
        places.append(DONAT_LOCATION)
    return " ".join(places)


def _donation(complement: Node, donation: Donation) -> None:
    add(
        complement,
        DONAT,
        "Donatarias",
        version="1.1",
        noAutorizacion=donation.number,
        fechaAutorizacion=donation.on,
        leyenda=donation.legend,
    )


def _header(draft: Draft) -> dict[str, Value]:
    return {
        "Version": "4.0",
        "Serie": draft.serie,
        "Folio": draft.folio,
        "Fecha": draft.at.isoformat(),
        "FormaPago": draft.form,
        "CondicionesDePago": draft.conditions,
        "SubTotal": draft.totals.subtotal,
        "Descuento": draft.totals.discount,
        "Moneda": draft.currency,
        "TipoCambio": draft.exchange,
        "Total": draft.totals.total,
        "TipoDeComprobante": draft.kind,
        "Exportacion": draft.export,
        "MetodoPago": draft.method,
        "LugarExpedicion": draft.place,
    }


def _period(root: Node, draft: Draft) -> None:
    if draft.period:
        period = draft.period
        add(
            root,
            CFDI,
            "InformacionGlobal",
            Periodicidad=period.periodicity,
            Meses=period.months,
            Año=period.year,
        )


def _relations(root: Node, draft: Draft) -> None:
    for relation in draft.relations:
        group = add(root, CFDI, "CfdiRelacionados", TipoRelacion=relation.type)
        for uuid in relation.uuids:
            add(group, CFDI, "CfdiRelacionado", UUID=uuid)


def _parties(root: Node, draft: Draft) -> None:
    issuer, receiver = draft.issuer, draft.receiver
    add(root, CFDI, "Emisor", Rfc=issuer.rfc, Nombre=issuer.name, RegimenFiscal=issuer.regime)
    add(
        root,
        CFDI,
        "Receptor",
        Rfc=receiver.rfc,
        Nombre=receiver.name,
        DomicilioFiscalReceptor=receiver.zip,
        ResidenciaFiscal=receiver.residence,
        NumRegIdTrib=receiver.foreign_id,
        RegimenFiscalReceptor=receiver.regime,
        UsoCFDI=receiver.use,
    )


def _line(lines: Node, line: Line) -> None:
    node = add(
        lines,
        CFDI,
        "Concepto",
        ClaveProdServ=line.sat_class,
        NoIdentificacion=line.sku,
        Cantidad=line.quantity,
        ClaveUnidad=line.sat_unit,
        Unidad=line.unit,
        Descripcion=line.description,
        ValorUnitario=line.price,
        Importe=line.amount,
        Descuento=line.discount,
        ObjetoImp=line.tax_object,
    )
    if line.taxes:
        _line_taxes(add(node, CFDI, "Impuestos"), line.taxes)
    for number in line.customs:
        add(node, CFDI, "InformacionAduanera", NumeroPedimento=number)
    for number in line.predial:
        add(node, CFDI, "CuentaPredial", Numero=number)


def _line_taxes(node: Node, taxes: tuple[Tax, ...]) -> None:
    for group, child, withheld in (
        ("Traslados", "Traslado", False),
        ("Retenciones", "Retencion", True),
    ):
        given = [tax for tax in taxes if tax.withheld == withheld]
        holder = add(node, CFDI, group) if given else node
        for tax in given:
            add(holder, CFDI, child, **_tax(tax))


def _summary(root: Node, taxes: tuple[Tax, ...]) -> None:
    if not taxes:
        return
    withheld = [tax for tax in taxes if tax.withheld]
    transferred = [tax for tax in taxes if not tax.withheld]
    node = add(
        root,
        CFDI,
        "Impuestos",
        TotalImpuestosRetenidos=_sum(withheld),
        TotalImpuestosTrasladados=_sum(transferred),
    )
    holder = add(node, CFDI, "Retenciones") if withheld else node
    for tax in withheld:
        add(holder, CFDI, "Retencion", Impuesto=tax.tax, Importe=tax.amount)
    holder = add(node, CFDI, "Traslados") if transferred else node
    for tax in transferred:
        add(holder, CFDI, "Traslado", **_tax(tax))


def _sum(taxes: list[Tax]) -> Decimal | None:
    amounts = [tax.amount for tax in taxes if tax.amount is not None]
    return total(amounts) if amounts else None


def _tax(tax: Tax) -> dict[str, Value]:
    return {
        "Base": tax.base,
        "Impuesto": tax.tax,
        "TipoFactor": tax.factor,
        "TasaOCuota": tax.rate,
        "Importe": tax.amount,
    }
