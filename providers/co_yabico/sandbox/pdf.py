"""The graphical representation: a readable page with the document's data, its fiscal id and its QR
code."""

import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import (
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from providers.co_yabico.sandbox.cufe import issue_date, issue_time
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.kinds import CUSTOMER, SUPPLIER, Kind, other_party
from providers.co_yabico.sandbox.nit import check_digit, without_digit
from providers.co_yabico.sandbox.parties import full_name
from providers.co_yabico.sandbox.seals import seal_name
from providers.co_yabico.sandbox.units import Unit
from providers.co_yabico.sandbox.view import NAMES

QR_SIDE = 4 * cm
TITLES: dict[str, str] = {
    Kind.INVOICE: "Factura electrónica de venta",
    Kind.CREDIT_NOTE: "Nota crédito",
    Kind.DEBIT_NOTE: "Nota débito",
    Kind.SUPPORT_DOCUMENT: "Documento soporte en adquisiciones",
    Kind.ADJUSTMENT_NOTE: "Nota de ajuste al documento soporte",
    Kind.PURCHASE_INVOICE: "Factura electrónica de venta",
    Kind.PURCHASE_CREDIT_NOTE: "Nota crédito",
    Kind.PURCHASE_DEBIT_NOTE: "Nota débito",
}
ROLES = {CUSTOMER: ("Emisor", "Adquirente"), SUPPLIER: ("Adquirente", "Proveedor")}
"""The other party's place -> what the unit and the other party are called."""

STYLES = getSampleStyleSheet()
LINE_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTSIZE", (0, 0), (-1, -1), 8),
]
TOTALS = {
    "Subtotal": "lineExtensionAmount",
    "Base gravable": "taxExclusiveAmount",
    "Total con impuestos": "taxInclusiveAmount",
    "Descuentos": "allowanceTotalAmount",
    "Cargos": "chargeTotalAmount",
    "Total a pagar": "payableAmount",
}


def pdf(document: Document, unit: Unit) -> bytes:
    """The PDF of a signed document; the same document gives the same bytes."""
    out = io.BytesIO()
    title = f"{TITLES[document.kind]} {document.consecutive}"
    page = SimpleDocTemplate(out, pagesize=LETTER, invariant=1, title=title, author=unit.name)
    page.build(
        [
            _text(title, "Title"),
            _text("Documento de pruebas sin validez fiscal"),
            *_heading(document, unit),
            _lines(document),
            Spacer(1, 0.4 * cm),
            _totals(document),
            Spacer(1, 0.4 * cm),
            _text(f"{seal_name(document.kind, document.content)}: {document.cufe}"),
            *([_qr(document.qr)] if document.qr else []),
        ]
    )
    return out.getvalue()


def _heading(document: Document, unit: Unit) -> list[Any]:
    issued = datetime.fromisoformat(document.issued_at)
    numbering = unit.range_of(document.prefix, document.kind)
    other = document.party
    nit = without_digit(unit.nit)
    who = f"{other['personId']['idType']} {other['personId']['identifier']}"
    ours, theirs = ROLES[other_party(document.kind)]
    told = [
        f"{ours}: {unit.name}, NIT {nit}-{check_digit(nit)}",
        f"{theirs}: {full_name(other['personName'])}, {who}",
        f"Fecha de emisión: {issue_date(issued)} {issue_time(issued)}",
    ]
    if numbering:
        span = f"{numbering.prefix} {numbering.first} a {numbering.last}"
        until = f"vigente hasta {numbering.valid_to}"
        told.append(f"Autorización {numbering.resolution}: {span}, {until}")
    return [*(_text(line) for line in told), Spacer(1, 0.4 * cm)]


def _lines(document: Document) -> Any:
    rows: list[list[Any]] = [["#", "Descripción", "Cantidad", "Precio", "Valor"]]
    for line in document.content["documentLines"]:
        rows.append(
            [
                str(line["lineId"]),
                _text(line["description"]["text"]),
                line["quantity"],
                line["price"]["priceAmount"],
                line["lineExtensionAmount"],
            ]
        )
    widths = [1 * cm, 8 * cm, 2.5 * cm, 3 * cm, 3 * cm]
    return Table(rows, colWidths=widths, style=LINE_GRID, repeatRows=1)


def _totals(document: Document) -> Any:
    currency = document.content["generalInformation"]["currency"]
    taxes = [g for g in document.content.get("taxDescription") or () if g]
    rows = [[NAMES[group["taxName"]], f"{group['taxAmount']} {currency}"] for group in taxes]
    totals = document.content["documentTotals"]
    rows += [[name, f"{totals.get(key) or '0'} {currency}"] for name, key in TOTALS.items()]
    return Table(rows, hAlign="RIGHT", style=[("ALIGN", (1, 0), (1, -1), "RIGHT")])


def _qr(text: str) -> Any:
    widget = QrCodeWidget(text, barWidth=QR_SIDE, barHeight=QR_SIDE)
    drawing = Drawing(QR_SIDE, QR_SIDE)
    drawing.add(widget)
    return drawing


def _text(text: str, style: str = "Normal") -> Any:
    return Paragraph(escape(text), STYLES[style])
