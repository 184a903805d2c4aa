"""CUFE and QR text of a sales invoice (annex 1.9, 11.2 and 11.7)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from providers.co_yabico.sandbox.money import total, truncate

BOGOTA = ZoneInfo("America/Bogota")
CATALOGUES = {"1": "catalogo-vpfe", "2": "catalogo-vpfe-hab"}


@dataclass(frozen=True, slots=True)
class CufeParts:
    """What goes into the hash. `taxes` by DIAN tribute code; ids without check digit; `environment`
    1 production, 2 test; `technical_key` of the numbering range."""

    number: str
    issued_at: datetime
    line_extension: Decimal
    taxes: dict[str, Decimal]
    payable: Decimal
    seller: str
    buyer: str
    technical_key: str
    environment: str

    def tax(self, code: str) -> Decimal:
        """The amount of one tribute, zero when absent."""
        return self.taxes.get(code, Decimal(0))

    @property
    def chain(self) -> str:
        """The text that is hashed: no separators, amounts cut to two decimals."""
        named = "".join(code + truncate(self.tax(code)) for code in ("01", "04", "03"))
        return "".join(
            (
                self.number,
                issue_date(self.issued_at),
                issue_time(self.issued_at),
                truncate(self.line_extension),
                named,
                truncate(self.payable),
                self.seller,
                self.buyer,
                self.technical_key,
                self.environment,
            )
        )


def issue_date(at: datetime) -> str:
    """The date in Bogota, `2026-11-20`."""
    return at.astimezone(BOGOTA).date().isoformat()


def issue_time(at: datetime) -> str:
    """The time in Bogota with its offset, `10:15:30-05:00`."""
    return at.astimezone(BOGOTA).strftime("%H:%M:%S-05:00")


def cufe(parts: CufeParts) -> str:
    """SHA-384 of the chain, 96 lower-case hexadecimal digits."""
    return hashlib.sha384(parts.chain.encode()).hexdigest()


def qr_text(parts: CufeParts, uid: str) -> str:
    """The text of the QR code, one key per line, ending in DIAN's search address."""
    host = CATALOGUES[parts.environment]
    others = total(v for code, v in parts.taxes.items() if code != "01")
    pairs = {
        "NumFac": parts.number,
        "FecFac": issue_date(parts.issued_at),
        "HorFac": issue_time(parts.issued_at),
        "NitFac": parts.seller,
        "DocAdq": parts.buyer,
        "ValFac": truncate(parts.line_extension),
        "ValIva": truncate(parts.tax("01")),
        "ValOtroIm": truncate(others),
        "ValTolFac": truncate(parts.payable),
        "CUFE": uid,
    }
    lines = [f"{key}: {value}" for key, value in pairs.items()]
    return "\n".join([*lines, f"https://{host}.dian.gov.co/document/searchqr?documentkey={uid}"])
