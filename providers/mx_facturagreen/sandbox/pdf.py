"""The printed representation: a readable page with what the XML says, the stamp and the QR code."""

import io
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from lxml import etree
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.nodes import CFDI, PAGOS, STAMP, Node

QR_SIDE = 4 * cm
STYLES = getSampleStyleSheet()
VERIFICATION = "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"
TITLES = {"I": "Factura", "E": "Nota de crédito", "P": "Recibo electrónico de pago"}
GRID = [
    ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTSIZE", (0, 0), (-1, -1), 8),
]


def pdf(document: Document) -> bytes:
    """The PDF of a document; the same document gives the same bytes."""
    root = etree.fromstring(document.xml.encode())
    title = f"{TITLES[document.kind]} {root.get('Serie', '')} {root.get('Folio', '')}".strip()
    out = io.BytesIO()
    page = SimpleDocTemplate(out, pagesize=LETTER, invariant=1, title=title)
    page.build(
        [
            _text(title, "Title"),
            _text("Documento de pruebas sin validez fiscal"),
            *_parties(root),
            Spacer(1, 0.4 * cm),
            *_content(root),
            Spacer(1, 0.4 * cm),
            _text(f"Total: {root.get('Total')} {root.get('Moneda')}"),
            *([_text(document.observations)] if document.observations else []),
            *_stamp(root),
            _qr(document),
        ]
    )
    return out.getvalue()


def _parties(root: Node) -> list[Any]:
    told = []
    for label, name in (("Emisor", "Emisor"), ("Receptor", "Receptor")):
        node = root.find(f"{{{CFDI}}}{name}")
        assert node is not None
        told.append(_text(f"{label}: {node.get('Nombre')}, RFC {node.get('Rfc')}"))
    return [*told, _text(f"Fecha: {root.get('Fecha')}, CP {root.get('LugarExpedicion')}")]


def _content(root: Node) -> list[Any]:
    rows: list[list[Any]] = [["Descripción", "Cantidad", "Precio", "Importe"]]
    for line in root.iter(f"{{{CFDI}}}Concepto"):
        shown = [line.get(key, "") for key in ("Cantidad", "ValorUnitario", "Importe")]
        rows.append([_text(line.get("Descripcion", "")), *shown])
    tables = [Table(rows, colWidths=[8 * cm, 3 * cm, 3 * cm, 3 * cm], style=GRID, repeatRows=1)]
    paid: list[list[Any]] = [["Documento", "Parcialidad", "Pagado", "Saldo"]]
    for node in root.iter(f"{{{PAGOS}}}DoctoRelacionado"):
        keys = ("IdDocumento", "NumParcialidad", "ImpPagado", "ImpSaldoInsoluto")
        paid.append([node.get(key, "") for key in keys])
    if len(paid) > 1:
        widths = [8 * cm, 3 * cm, 3 * cm, 3 * cm]
        tables.append(Table(paid, colWidths=widths, style=GRID, repeatRows=1))
    return tables


def _stamp(root: Node) -> list[Any]:
    node = next(root.iter(f"{{{STAMP}}}TimbreFiscalDigital"))
    told = {"Folio fiscal": "UUID", "Fecha de timbrado": "FechaTimbrado", "Sello SAT": "SelloSAT"}
    return [_text(f"{label}: {node.get(key)}") for label, key in told.items()]


def _qr(document: Document) -> Any:
    values = {
        "id": document.folio_tax,
        "re": document.issuer_rfc,
        "rr": document.receiver["rfc"],
        "tt": document.total,
        "fe": document.seal[-8:],
    }
    address = "&".join(f"{key}={quote(value, '')}" for key, value in values.items())
    widget = QrCodeWidget(f"{VERIFICATION}?{address}", barWidth=QR_SIDE, barHeight=QR_SIDE)
    drawing = Drawing(QR_SIDE, QR_SIDE)
    drawing.add(widget)
    return drawing


def _text(text: str, style: str = "Normal") -> Any:
    return Paragraph(escape(text), STYLES[style])
