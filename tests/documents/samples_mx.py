"""Mexican documents to test with: those made without changes break no rule."""

from datetime import date
from decimal import Decimal
from typing import Any

from documents.values import (
    DocumentValue,
    LineItem,
    Numbering,
    Party,
    Payment,
    Reference,
    ReferencedDocument,
)

TODAY = date(2026, 11, 20)
TAG = "mx_cfdi.v4_0"
UUID = "6DE9442D-ED57-5320-B2BA-F73E15079FA3"
OTHER_UUID = "AE577E8F-2047-5AB2-8513-9E7299A6DA03"
OURS = "0199c1f2-0000-7000-8000-000000000001"

RECEIVER = {"regimen_fiscal": "601", "domicilio_fiscal": "86991"}
PUBLIC = {"regimen_fiscal": "616", "domicilio_fiscal": "42501"}
PERIOD = {"periodicidad": "04", "meses": "10", "anio": 2026}


def issuer(**changes: Any) -> Party:
    given = {
        "tax_id": "EKU9003173C9",
        "tax_id_type": "RFC",
        "name": "ESCUELA KEMPER URGATE",
        **changes,
    }
    return Party(**given)


def company(**changes: Any) -> Party:
    given = {
        "tax_id": "URE180429TM6",
        "tax_id_type": "RFC",
        "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA",
        **changes,
    }
    return Party(**given)


def person(**changes: Any) -> Party:
    return company(**{"tax_id": "CACX7605101P8", "name": "XOCHILT CASAS CHAVEZ", **changes})


def public(**changes: Any) -> Party:
    return company(**{"tax_id": "XAXX010101000", "name": "PUBLICO EN GENERAL", **changes})


def foreigner(**changes: Any) -> Party:
    return company(**{"tax_id": "XEXX010101000", "name": "ACME INC", **changes})


def fields(**changes: Any) -> dict[str, Any]:
    given = {
        "type": TAG,
        "uso_cfdi": "G03",
        "receiver": RECEIVER,
        "metodo_pago": "PUE",
        "forma_pago": "03",
        "exportacion": "01",
        "lugar_expedicion": "42501",
        "issuer_regimen_fiscal": "601",
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def line_fields(**changes: Any) -> dict[str, Any]:
    given = {
        "type": TAG,
        "clave_prod_serv": "80101500",
        "clave_unidad": "E48",
        "objeto_imp": "02",
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def line(price: str = "1000", quantity: str = "2", *, own: Any = None, **changes: Any) -> LineItem:
    given = {
        "description": "Consultoría",
        "unit_price": Decimal(price),
        "currency": "MXN",
        "quantity": Decimal(quantity),
        "tax_code": "IVA16",
        "country_specific": line_fields(**(own or {})),
        **changes,
    }
    return LineItem(**given)


def invoice(*lines: LineItem, own: dict[str, Any] | None = None, **changes: Any) -> DocumentValue:
    """A PUE invoice of 2,320.00 MXN; `own` changes its country_specific (None removes)."""
    given = {
        "id": "doc-1",
        "country": "MX",
        "document_type": "INVOICE",
        "issuer": issuer(),
        "receiver": company(),
        "line_items": lines or (line(),),
        "country_specific": fields(**(own or {})),
        "numbering": Numbering("A", "A", 1, 999999, 7),
        **changes,
    }
    return DocumentValue(**given)


def global_invoice(**period: Any) -> DocumentValue:
    own = {
        "uso_cfdi": "S01",
        "receiver": PUBLIC,
        "informacion_global": {**PERIOD, **period},
        "forma_pago": "01",
    }
    return invoice(own=own, receiver=public())


def referenced(**changes: Any) -> ReferencedDocument:
    """A PPD invoice of 1,160.00 MXN, issued, with nothing paid of it."""
    given = {
        "id": OURS,
        "document_type": "INVOICE",
        "status": "ISSUED",
        "fiscal_status": "authorized",
        "lifecycle_status": "active",
        "issuer": issuer(),
        "receiver": company(),
        "currency": "MXN",
        "total": Decimal("1160.00"),
        "fiscal_id": UUID,
        "issued_on": date(2026, 11, 2),
        "country_specific": fields(metodo_pago="PPD", forma_pago="99"),
        **changes,
    }
    return ReferencedDocument(**given)


def own_reference(relation: str, **changes: Any) -> Reference:
    document = referenced(**changes)
    return Reference(relation, document_id=document.id, document=document)


def credit_note(*references: Reference, **changes: Any) -> DocumentValue:
    given = {
        "document_type": "CREDIT_NOTE",
        "references": references or (own_reference("CREDITS"),),
        **changes,
    }
    return invoice(line("100"), own={"uso_cfdi": "G02"}, **given)


def docto(paid: str = "400.00", **changes: Any) -> dict[str, Any]:
    given = {"reference": 0, "imp_pagado": paid, **changes}
    return {name: value for name, value in given.items() if value is not None}


def pago(*doctos: dict[str, Any], **changes: Any) -> dict[str, Any]:
    given = {
        "fecha_pago": "2026-11-19T12:00:00",
        "forma_de_pago_p": "03",
        "moneda_p": "MXN",
        "monto": "400.00",
        "doctos": list(doctos) or [docto()],
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def complement(*pagos: dict[str, Any], own: Any = None, **changes: Any) -> DocumentValue:
    """A payment complement of 400.00 MXN of an invoice of ours."""
    given = {
        "id": "rep-1",
        "country": "MX",
        "document_type": "PAYMENT_COMPLEMENT",
        "issuer": issuer(),
        "receiver": company(),
        "references": (own_reference("PAYS"),),
        "country_specific": {
            "type": TAG,
            "receiver": RECEIVER,
            "lugar_expedicion": "42501",
            "issuer_regimen_fiscal": "601",
            "pagos": list(pagos) or [pago()],
            **(own or {}),
        },
        **changes,
    }
    return DocumentValue(**given)


def plain_payment(**changes: Any) -> Payment:
    given = {
        "payment_date": "2026-11-19",
        "payment_method": "03",
        "currency": "MXN",
        "amount": Decimal("400.00"),
        **changes,
    }
    return Payment(**given)


def plain_complement(*references: Reference, **changes: Any) -> DocumentValue:
    """The same, told in the body's `payment` alone."""
    own = {"type": TAG, "receiver": RECEIVER, "lugar_expedicion": "42501"}
    return complement(
        references=references or (own_reference("PAYS"),),
        payment=plain_payment(**changes),
        country_specific={**own, "issuer_regimen_fiscal": "601"},
    )


def cancellation(*references: Reference, **motive: Any) -> DocumentValue:
    """The request to cancel an invoice that did not take place."""
    return DocumentValue(
        id="cancel-1",
        country="MX",
        document_type="CANCELLATION",
        issuer=issuer(),
        receiver=company(),
        references=references or (own_reference("CANCELS"),),
        country_specific={"type": TAG, "cancellation": motive or {"motivo": "03"}},
    )
