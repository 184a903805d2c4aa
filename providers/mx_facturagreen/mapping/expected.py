"""The CFDI a document must become: what is checked before it is sent, what the stamped XML is
compared with, and what its printed representation shows."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from documents.cfdi.model import (
    CfdiRelacionados,
    Comprobante,
    Concepto,
    Emisor,
    InformacionGlobal,
    Receptor,
)
from documents.cfdi.summary import summarise
from documents.rules.mx.facts import MxFacts, facts_of
from documents.rules.mx.relations import related
from documents.sat.currency import NONE, PESO
from documents.sat.document import PAGO
from documents.sat.formats import ACTIVITY_UNIT, PAYMENT_PROD_SERV
from documents.values import DocumentValue, Totals
from providers.mx_facturagreen.mapping.lines import conceptos_of
from providers.mx_facturagreen.mapping.payments import pagos_of

ZERO: Final = Decimal(0)
PAYMENT_LINE: Final = Concepto(
    clave_prod_serv=PAYMENT_PROD_SERV,
    cantidad=Decimal(1),
    clave_unidad=ACTIVITY_UNIT,
    descripcion="Pago",
    valor_unitario=ZERO,
    importe=ZERO,
    objeto_imp="01",
)


def comprobante_of(document: DocumentValue, totals: Totals) -> Comprobante:
    """The unsealed CFDI (type I, E or P), dated at noon of its day: the PAC sets the hour. Expects
    a document that passed the rules and has its day and number; ValueError where it did not."""
    if document.emission_date is None:
        raise ValueError("the document has no emission date")
    facts = facts_of(document, document.emission_date)
    if facts.tipo == PAGO:
        return _payment(document, facts)
    if not facts.tipo:
        raise ValueError(f"a {document.document_type} is no CFDI")
    return _invoice(document, totals, facts)


def _invoice(document: DocumentValue, totals: Totals, facts: MxFacts) -> Comprobante:
    fields = facts.fields
    conceptos = conceptos_of(document.line_items, totals.lines, facts.on)
    sums = summarise(conceptos, facts.currency)
    serie, folio = number_of(document)
    return Comprobante(
        serie=serie,
        folio=folio,
        fecha=_noon(facts.on),
        forma_pago=fields.forma_pago,
        condiciones_de_pago=fields.condiciones_de_pago,
        sub_total=sums.sub_total,
        descuento=sums.descuento,
        moneda=facts.currency,
        tipo_cambio=fields.tipo_cambio if facts.currency != PESO else None,
        total=sums.total,
        tipo_de_comprobante=facts.tipo,
        exportacion=_given(fields.exportacion, "exportacion"),
        metodo_pago=fields.metodo_pago,
        lugar_expedicion=_given(facts.lugar_expedicion, "lugar_expedicion"),
        informacion_global=_global(facts),
        cfdi_relacionados=relations_of(document, facts),
        emisor=_emisor(document, facts),
        receptor=_receptor(document, facts),
        conceptos=conceptos,
        impuestos=sums.impuestos,
    )


def _payment(document: DocumentValue, facts: MxFacts) -> Comprobante:
    serie, folio = number_of(document)
    return Comprobante(
        serie=serie,
        folio=folio,
        fecha=_noon(facts.on),
        sub_total=ZERO,
        moneda=NONE,
        total=ZERO,
        tipo_de_comprobante=PAGO,
        exportacion="01",
        lugar_expedicion=_given(facts.lugar_expedicion, "lugar_expedicion"),
        cfdi_relacionados=relations_of(document, facts),
        emisor=_emisor(document, facts),
        receptor=_receptor(document, facts),
        conceptos=(PAYMENT_LINE,),
        pagos=pagos_of(facts),
    )


def number_of(document: DocumentValue) -> tuple[str | None, str]:
    """Our serie and folio: the profile's prefix, or its series where it has none, and the number.
    ValueError before a number is claimed."""
    numbering = document.numbering
    if numbering is None or numbering.number is None:
        raise ValueError("the document has no number")
    return numbering.prefix or numbering.series or None, str(numbering.number)


def relations_of(document: DocumentValue, facts: MxFacts) -> tuple[CfdiRelacionados, ...]:
    """Related documents, one node per key, in order."""
    groups: dict[str, list[str]] = {}
    for entry in related(document, facts.fields):
        uuid = _given(entry.uuid, "related fiscal folio").upper()
        if uuid not in groups.setdefault(entry.key, []):
            groups[entry.key].append(uuid)
    return tuple(
        CfdiRelacionados(tipo_relacion=key, uuids=tuple(uuids)) for key, uuids in groups.items()
    )


def _global(facts: MxFacts) -> InformacionGlobal | None:
    period = facts.fields.informacion_global
    if period is None:
        return None
    return InformacionGlobal(periodicidad=period.periodicidad, meses=period.meses, anio=period.anio)


def _emisor(document: DocumentValue, facts: MxFacts) -> Emisor:
    return Emisor(
        rfc=facts.issuer_rfc,
        nombre=_text(document.issuer.name),
        regimen_fiscal=_given(facts.issuer_regimen_fiscal, "issuer_regimen_fiscal"),
    )


def _receptor(document: DocumentValue, facts: MxFacts) -> Receptor:
    receiver = facts.receiver
    return Receptor(
        rfc=facts.receiver_rfc,
        nombre=_text(document.receiver.name),
        domicilio_fiscal_receptor=_given(receiver.domicilio_fiscal, "domicilio_fiscal"),
        residencia_fiscal=receiver.residencia_fiscal,
        num_reg_id_trib=receiver.num_reg_id_trib,
        regimen_fiscal_receptor=_given(receiver.regimen_fiscal, "regimen_fiscal"),
        uso_cfdi=_given(facts.uso_cfdi, "uso_cfdi"),
    )


def _text(text: str) -> str:
    return " ".join(text.split())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


def _given(value: str | None, name: str) -> str:
    if not value:
        raise ValueError(f"the document has no {name}")
    return value
