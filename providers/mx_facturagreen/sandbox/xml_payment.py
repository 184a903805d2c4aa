"""The payment complement as XML (Pagos 2.0)."""

from decimal import Decimal

from providers.mx_facturagreen.sandbox.draft import Paid, Payment, Tax
from providers.mx_facturagreen.sandbox.nodes import PAGOS, Node, Value, add
from providers.mx_facturagreen.sandbox.pagos import payment_taxes, totals


def add_payment(parent: Node, payment: Payment) -> None:
    """Add the element Pagos with its one payment."""
    taxes = payment_taxes(payment)
    pagos = add(parent, PAGOS, "Pagos", Version="2.0")
    add(pagos, PAGOS, "Totales", **totals(payment, taxes))
    node = add(pagos, PAGOS, "Pago", **_attributes(payment))
    for paid in payment.invoices:
        _invoice(node, paid)
    if taxes:
        _summary(add(node, PAGOS, "ImpuestosP"), taxes)


def _attributes(payment: Payment) -> dict[str, Value]:
    return {
        "FechaPago": payment.at.isoformat(),
        "FormaDePagoP": payment.form,
        "MonedaP": payment.currency,
        "TipoCambioP": _plain(payment.exchange),
        "Monto": payment.amount,
        "NumOperacion": payment.operation,
        "RfcEmisorCtaOrd": payment.payer_bank,
        "NomBancoOrdExt": payment.payer_bank_name,
        "CtaOrdenante": payment.payer_account,
        "RfcEmisorCtaBen": payment.payee_bank,
        "CtaBeneficiario": payment.payee_account,
    }


def _invoice(node: Node, paid: Paid) -> None:
    child = add(
        node,
        PAGOS,
        "DoctoRelacionado",
        IdDocumento=paid.uuid,
        Serie=paid.serie,
        Folio=paid.folio,
        MonedaDR=paid.currency,
        EquivalenciaDR=_plain(paid.equivalence),
        NumParcialidad=paid.number,
        ImpSaldoAnt=paid.before,
        ImpPagado=paid.amount,
        ImpSaldoInsoluto=paid.after,
        ObjetoImpDR=paid.tax_object,
    )
    if paid.taxes:
        _taxes(add(child, PAGOS, "ImpuestosDR"), paid.taxes)


def _taxes(node: Node, taxes: tuple[Tax, ...]) -> None:
    """Withheld first, as the schema has it, the other way round than in a line."""
    for group, child, withheld in (
        ("RetencionesDR", "RetencionDR", True),
        ("TrasladosDR", "TrasladoDR", False),
    ):
        given = [tax for tax in taxes if tax.withheld == withheld]
        holder = add(node, PAGOS, group) if given else node
        for tax in given:
            add(holder, PAGOS, child, **_tax(tax, "DR"))


def _summary(node: Node, taxes: tuple[Tax, ...]) -> None:
    withheld = [tax for tax in taxes if tax.withheld]
    transferred = [tax for tax in taxes if not tax.withheld]
    holder = add(node, PAGOS, "RetencionesP") if withheld else node
    for tax in withheld:
        add(holder, PAGOS, "RetencionP", ImpuestoP=tax.tax, ImporteP=tax.amount)
    holder = add(node, PAGOS, "TrasladosP") if transferred else node
    for tax in transferred:
        add(holder, PAGOS, "TrasladoP", **_tax(tax, "P"))


def _tax(tax: Tax, suffix: str) -> dict[str, Value]:
    return {
        f"Base{suffix}": tax.base,
        f"Impuesto{suffix}": tax.tax,
        f"TipoFactor{suffix}": tax.factor,
        f"TasaOCuota{suffix}": tax.rate,
        f"Importe{suffix}": tax.amount,
    }


def _plain(value: Decimal | None) -> Decimal | str | None:
    """A rate without needless zeros: SAT wants a literal 1 between equal currencies (CRP20238)."""
    return "1" if value == 1 else value
