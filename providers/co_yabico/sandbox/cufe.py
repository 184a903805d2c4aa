"""CUFE, CUDE, CUDS and QR text (annex 1.9, 11.2, 11.4 and 11.7; annex DS 1.1, 14.1; annex RADIAN
1.1, 12.1)."""

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
    1 production, 2 test; `technical_key` of the numbering range, or the software PIN for CUDE and
    CUDS. In a CUDS the `seller` is the supplier and the `buyer` the unit."""

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
        """The text that CUFE and CUDE hash: no separators, amounts cut to two decimals."""
        return self._chain("01", "04", "03")

    @property
    def support_chain(self) -> str:
        """The text that a CUDS hashes: of the taxes only IVA."""
        return self._chain("01")

    def _chain(self, *codes: str) -> str:
        named = "".join(code + truncate(self.tax(code)) for code in codes)
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
    """SHA-384 of the chain, 96 lower-case hexadecimal digits: a CUFE, or a CUDE with the PIN."""
    return sha384(parts.chain)


def cuds(parts: CufeParts) -> str:
    """The CUDS of a support document or adjustment note."""
    return sha384(parts.support_chain)


@dataclass(frozen=True, slots=True)
class EventParts:
    """What goes into an event's CUDE: its number and instant, NITs without check digit, DIAN's
    event code, the number of the invoice. The environment does not."""

    number: str
    issued_at: datetime
    sender: str
    receiver: str
    code: str
    invoice: str
    pin: str

    @property
    def chain(self) -> str:
        """The text that is hashed; 01 is the type of the document referred to."""
        at = issue_date(self.issued_at) + issue_time(self.issued_at)
        who = self.sender + self.receiver
        return f"{self.number}{at}{who}{self.code}{self.invoice}01{self.pin}"


def event_cude(parts: EventParts) -> str:
    """The CUDE of an event."""
    return sha384(parts.chain)


def sha384(chain: str) -> str:
    """The hash DIAN uses everywhere."""
    return hashlib.sha384(chain.encode()).hexdigest()


def qr_text(parts: CufeParts, uid: str, seal: str = "CUFE") -> str:
    """The text of the QR code, one key per line, ending in DIAN's search address. `seal` names the
    fiscal id."""
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
        seal: uid,
    }
    lines = [f"{key}: {value}" for key, value in pairs.items()]
    return "\n".join([*lines, f"https://{host}.dian.gov.co/document/searchqr?documentkey={uid}"])
