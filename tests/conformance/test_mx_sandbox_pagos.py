"""The sandbox's arithmetic of Pagos 2.0 against public payment complements: taxes of each payment,
and totals where there is one payment."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from providers.mx_facturagreen.sandbox.draft import Paid, Payment, Tax
from providers.mx_facturagreen.sandbox.pagos import payment_taxes, totals

from .data import DATA

FILES = sorted((DATA / "mx/pagos20").glob("*.xml"))
SPACE = "{http://www.sat.gob.mx/Pagos20}"

pytestmark = pytest.mark.skipif(not FILES, reason=f"no payment complements in {DATA}")


def decimal(node: Any, name: str) -> Decimal | None:
    return Decimal(node.get(name)) if name in node.attrib else None


def taxes(node: Any, withheld: bool, suffix: str) -> list[Tax]:
    """The taxes withheld or transferred below a node."""
    name = f"{'Retencion' if withheld else 'Traslado'}{suffix}"
    return [
        Tax(
            withheld,
            tax.get(f"Impuesto{suffix}"),
            tax.get(f"TipoFactor{suffix}", ""),
            decimal(tax, f"TasaOCuota{suffix}"),
            decimal(tax, f"Base{suffix}") or Decimal(0),
            decimal(tax, f"Importe{suffix}"),
        )
        for tax in node.iter(f"{SPACE}{name}")
    ]


def paid(node: Any) -> Paid:
    return Paid(
        uuid=node.get("IdDocumento"),
        serie="",
        folio="",
        currency=node.get("MonedaDR"),
        equivalence=decimal(node, "EquivalenciaDR"),
        number=1,
        before=Decimal(node.get("ImpSaldoAnt")),
        amount=Decimal(node.get("ImpPagado")),
        after=Decimal(node.get("ImpSaldoInsoluto")),
        tax_object=node.get("ObjetoImpDR"),
        taxes=(*taxes(node, False, "DR"), *taxes(node, True, "DR")),
    )


def payment(node: Any) -> Payment:
    return Payment(
        at=datetime.fromisoformat(node.get("FechaPago")),
        form=node.get("FormaDePagoP"),
        currency=node.get("MonedaP"),
        exchange=decimal(node, "TipoCambioP"),
        amount=Decimal(node.get("Monto")),
        operation="",
        payer_bank="",
        payer_bank_name="",
        payer_account="",
        payee_bank="",
        payee_account="",
        invoices=tuple(paid(each) for each in node.iter(f"{SPACE}DoctoRelacionado")),
    )


def told(found: list[Tax]) -> set[tuple[Any, ...]]:
    """Taxes as values, whatever their order; of a withheld one SAT tells tax and amount alone."""
    return {
        (t.tax, t.amount) if t.withheld else (t.tax, t.factor, t.rate, t.base, t.amount)
        for t in found
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_taxes_and_totals_are_those_of_the_vector(file: Any) -> None:
    root = etree.parse(file)
    payments = list(root.iter(f"{SPACE}Pago"))
    for node in payments:
        computed = payment_taxes(payment(node))
        summary = node.find(f"{SPACE}ImpuestosP")
        written = [] if summary is None else taxes(summary, False, "P") + taxes(summary, True, "P")
        assert told(list(computed)) == told(written)
    if len(payments) == 1:
        (node,) = payments
        (expected,) = root.iter(f"{SPACE}Totales")
        found = totals(payment(node), payment_taxes(payment(node)))
        assert found == {name: Decimal(value) for name, value in expected.attrib.items()}
