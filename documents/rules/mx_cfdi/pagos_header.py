"""What SAT fixes of a document with the payment complement (CRP20101 to CRP20123)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from documents.cfdi.model import Comprobante
from documents.rules.mx_cfdi.found import Rule, fault
from documents.sat.currency import NONE
from documents.sat.document import PAGO
from documents.sat.formats import ACTIVITY_UNIT, PAYMENT_PROD_SERV
from documents.values import Fault

_ZERO: Final = Decimal(0)

# attribute: (its one value, code); None is absent.
_DOCUMENT: Final[dict[str, tuple[Any, str]]] = {
    "tipo_de_comprobante": (PAGO, "CRP20101"),
    "exportacion": ("01", "CRP20102"),
    "sub_total": (_ZERO, "CRP20103"),
    "moneda": (NONE, "CRP20104"),
    "forma_pago": (None, "CRP20105"),
    "metodo_pago": (None, "CRP20106"),
    "condiciones_de_pago": (None, "CRP20107"),
    "descuento": (None, "CRP20108"),
    "tipo_cambio": (None, "CRP20109"),
    "total": (_ZERO, "CRP20110"),
    "impuestos": (None, "CRP20123"),
}
_LINE: Final[dict[str, tuple[Any, str]]] = {
    "impuestos": (None, "CRP20112"),
    "informacion_aduanera": ((), "CRP20112"),
    "cuenta_predial": ((), "CRP20112"),
    "complementos": ((), "CRP20112"),
    "partes": ((), "CRP20112"),
    "clave_prod_serv": (PAYMENT_PROD_SERV, "CRP20113"),
    "no_identificacion": (None, "CRP20114"),
    "cantidad": (Decimal(1), "CRP20115"),
    "clave_unidad": (ACTIVITY_UNIT, "CRP20116"),
    "unidad": (None, "CRP20117"),
    "descripcion": ("Pago", "CRP20118"),
    "valor_unitario": (_ZERO, "CRP20119"),
    "importe": (_ZERO, "CRP20120"),
    "descuento": (None, "CRP20121"),
    "objeto_imp": ("01", "CRP20122"),
}


def document_fixed(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20101 to CRP20110, CRP20123: a document with payments is of type P, in XXX, of zero, and
    says neither means nor method, conditions, discount, rate or taxes."""
    for name, (value, law) in _DOCUMENT.items():
        if getattr(cfdi, name) != value:
            yield fault(law, (name,), _message(name, value))


def one_line(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20111: a document with payments has one line."""
    if len(cfdi.conceptos) != 1:
        yield fault("CRP20111", ("conceptos",), "Give one line.")


def line_fixed(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20112 to CRP20122: that line is 1 ACT of 84111506 Pago, of zero, no object of tax, with
    no more attributes and no children but a third party."""
    for i, concepto in enumerate(cfdi.conceptos):
        for name, (value, law) in _LINE.items():
            if getattr(concepto, name) != value:
                yield fault(law, ("conceptos", i, name), _message(name, value))


def _message(name: str, value: Any) -> str:
    if value is None or value == ():
        return f"Remove {name}: a payment has none."
    return f"Give {value}: a payment has no other {name}."


RULES: Final[tuple[Rule, ...]] = (document_fixed, one_line, line_fixed)
