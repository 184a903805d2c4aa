"""What the printed representation of a CFDI shows besides its content: the QR code's address."""

from decimal import Decimal
from typing import Final
from urllib.parse import quote

from documents.cfdi.faults import NotSealed
from documents.cfdi.model import Comprobante

VERIFICATION: Final = "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"
_SEAL_TAIL: Final = 8


def verification_url(comprobante: Comprobante) -> str:
    """SAT's page about the stamped document, for its QR code: UUID, RFCs, total and the seal's last
    8 characters, all escaped. Raises NotSealed without a stamp."""
    if comprobante.timbre is None:
        raise NotSealed("the document has no stamp")
    parts = {
        "id": comprobante.timbre.uuid,
        "re": comprobante.emisor.rfc,
        "rr": comprobante.receptor.rfc,
        "tt": shown_total(comprobante.total),
        "fe": comprobante.sello[-_SEAL_TAIL:],
    }
    return f"{VERIFICATION}?" + "&".join(f"{key}={quote(part, '')}" for key, part in parts.items())


def shown_total(total: Decimal) -> str:
    """The total as SAT's verification takes it: up to 6 decimals, at least one, no other zeros at
    its ends (`1000.0`, `0.5`)."""
    whole, _, decimals = f"{total:.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"
