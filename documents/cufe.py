"""Colombia's fiscal identifiers: CUFE, CUDE, CUDS, an event's CUDE, and the software security code.

Each is the SHA-384 (96 hexadecimal digits, lower case) of values written one after the other
without separators. Sources: DIAN annex FE 1.9 par. 11.2 and 11.4, annex DS 1.1 par. 14.1, annex
RADIAN 1.1 par. 12.1.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import ROUND_DOWN, Decimal
from hashlib import sha384
from typing import Final

from documents import radian
from documents.rounding import exact, quantize
from documents.rules.co_receiver import receiver_profile
from documents.values import DocumentValue, Party, Relation, Totals
from parties import tax_ids

PRODUCTION: Final = "1"
TEST: Final = "2"

IVA: Final = "01"
INC: Final = "04"
ICA: Final = "03"

# Colombia has kept UTC-5 without summer time since 1993; DIAN writes the offset out.
_BOGOTA: Final = timezone(timedelta(hours=-5))
_INVOICE: Final = "01"


@dataclass(frozen=True, slots=True)
class InvoiceSeal:
    """What CUFE and CUDE are made of.

    `number` is prefix and number; `issued_at` the signing instant, with a zone; amounts are those
    of the document, `line_extension` its sum of lines and `payable` its total; `issuer` and
    `buyer` are identifiers without check digit; `environment` is 1 production or 2 test.
    """

    number: str
    issued_at: datetime
    line_extension: Decimal
    payable: Decimal
    issuer: str
    buyer: str
    environment: str
    iva: Decimal = Decimal(0)
    inc: Decimal = Decimal(0)
    ica: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class SupportSeal:
    """What a CUDS is made of: as `InvoiceSeal`, with one tax, the seller and the issuing buyer."""

    number: str
    issued_at: datetime
    line_extension: Decimal
    payable: Decimal
    seller: str
    buyer: str
    environment: str
    iva: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class EventSeal:
    """What the CUDE of an acceptance event is made of: its own number and instant, who sends it to
    whom (identifiers without check digit), DIAN's code 030..034, and the number of the invoice. The
    environment does not count."""

    number: str
    issued_at: datetime
    sender: str
    receiver: str
    code: str
    invoice: str


def cufe(seal: InvoiceSeal, technical_key: str) -> str:
    """The CUFE of an invoice. `technical_key` belongs to the numbering range. ValueError for an
    instant without zone."""
    return _hash(_invoice_chain(seal, technical_key))


def cude(seal: InvoiceSeal, software_pin: str) -> str:
    """The CUDE of a credit note, debit note or contingency invoice (type 03)."""
    return _hash(_invoice_chain(seal, software_pin))


def cuds(seal: SupportSeal, software_pin: str) -> str:
    """The CUDS of a support document or its adjustment note."""
    day, time = _day_and_time(seal.issued_at)
    number = _compact(seal.number)
    money = f"{_money(seal.line_extension)}{IVA}{_money(seal.iva)}{_money(seal.payable)}"
    return _hash(
        f"{number}{day}{time}{money}{seal.seller}{seal.buyer}{software_pin}{seal.environment}"
    )


def event_cude(seal: EventSeal, software_pin: str) -> str:
    """The CUDE of an acceptance event; what it refers to is an invoice, DIAN's type 01."""
    day, time = _day_and_time(seal.issued_at)
    concerned = f"{seal.code}{_compact(seal.invoice)}{_INVOICE}"
    number, parties = _compact(seal.number), f"{seal.sender}{seal.receiver}"
    return _hash(f"{number}{day}{time}{parties}{concerned}{software_pin}")


def software_security_code(software_id: str, software_pin: str, number: str) -> str:
    """The SoftwareSecurityCode of a document."""
    return _hash(f"{software_id}{software_pin}{number}")


def cufe_of(
    document: DocumentValue,
    totals: Totals,
    issued_at: datetime,
    *,
    technical_key: str,
    environment: str,
) -> str:
    """The CUFE an invoice must get, from our own value of it. ValueError without a number."""
    return cufe(seal_of(document, totals, issued_at, environment), technical_key)


def cude_of(
    document: DocumentValue, totals: Totals, issued_at: datetime, *, pin: str, environment: str
) -> str:
    """The CUDE a note, a cancellation or an invoice of the issuer's contingency must get.
    ValueError without a number."""
    return cude(seal_of(document, totals, issued_at, environment), pin)


def cuds_of(
    document: DocumentValue, totals: Totals, issued_at: datetime, *, pin: str, environment: str
) -> str:
    """The CUDS a support document, its adjustment note or its cancellation must get: the receiver
    is the seller, the issuer the buyer. ValueError without a number."""
    return cuds(support_seal_of(document, totals, issued_at, environment), pin)


def event_cude_of(document: DocumentValue, issued_at: datetime, *, pin: str) -> str:
    """The CUDE an ACCEPTANCE_EVENT must get. ValueError without its own number or the invoice's,
    or for an event that DIAN does not have."""
    return event_cude(event_seal_of(document, issued_at), pin)


def seal_of(
    document: DocumentValue, totals: Totals, issued_at: datetime, environment: str
) -> InvoiceSeal:
    """An invoice's seal: its taxes by tribute, a gift's included. ValueError without a number."""
    return InvoiceSeal(
        number=_number(document),
        issued_at=issued_at,
        line_extension=totals.subtotal,
        payable=totals.total,
        issuer=_identifier(document.issuer),
        buyer=receiver_profile(document).identifier,
        environment=environment,
        iva=_tax(totals, IVA),
        inc=_tax(totals, INC),
        ica=_tax(totals, ICA),
    )


def support_seal_of(
    document: DocumentValue, totals: Totals, issued_at: datetime, environment: str
) -> SupportSeal:
    """A support document's seal: IVA alone, all its rates together. ValueError without a number."""
    return SupportSeal(
        number=_number(document),
        issued_at=issued_at,
        line_extension=totals.subtotal,
        payable=totals.total,
        seller=receiver_profile(document).identifier,
        buyer=_identifier(document.issuer),
        environment=environment,
        iva=_tax(totals, IVA),
    )


def event_seal_of(document: DocumentValue, issued_at: datetime) -> EventSeal:
    """An acceptance event's seal: its issuer sends it to its receiver. ValueError as in
    `event_cude_of`."""
    code = radian.code_of((document.country_specific.get("event") or {}).get("code", ""))
    if not code.isdigit():
        raise ValueError(f"DIAN has no event {code}")
    return EventSeal(
        number=_number(document),
        issued_at=issued_at,
        sender=_identifier(document.issuer),
        receiver=_identifier(document.receiver),
        code=code,
        invoice=_number_of_invoice(document),
    )


def _number(document: DocumentValue) -> str:
    number = document.numbering.text if document.numbering else None
    if number is None:
        raise ValueError("the document has no number yet")
    return number


def _number_of_invoice(document: DocumentValue) -> str:
    concerned = (r.document for r in document.references if r.relation == Relation.CONCERNS)
    number = next((invoice.number for invoice in concerned if invoice is not None), None)
    if number is None:
        raise ValueError("the number of the invoice is not known")
    return number


def _invoice_chain(seal: InvoiceSeal, key: str) -> str:
    day, time = _day_and_time(seal.issued_at)
    taxes = f"{IVA}{_money(seal.iva)}{INC}{_money(seal.inc)}{ICA}{_money(seal.ica)}"
    money = f"{_money(seal.line_extension)}{taxes}{_money(seal.payable)}"
    number = _compact(seal.number)
    return f"{number}{day}{time}{money}{seal.issuer}{seal.buyer}{key}{seal.environment}"


def _day_and_time(instant: datetime) -> tuple[str, str]:
    if instant.tzinfo is None:
        raise ValueError("the issue instant has no time zone")
    local = instant.astimezone(_BOGOTA)
    return local.strftime("%Y-%m-%d"), local.strftime("%H:%M:%S-05:00")


def _money(value: Decimal) -> str:
    """Two decimals, cut off and not rounded."""
    with exact():
        return format(quantize(value, 2, ROUND_DOWN), "f")


def _compact(number: str) -> str:
    return "".join(number.split())


def _identifier(party: Party) -> str:
    normalised = tax_ids.normalise("CO", party.tax_id_type, party.tax_id)
    return tax_ids.split_nit(normalised)[0] if party.tax_id_type == "NIT" else normalised


def _tax(totals: Totals, tribute: str) -> Decimal:
    return sum((tax.amount for tax in totals.taxes if tax.tribute == tribute), Decimal(0))


def _hash(chain: str) -> str:
    return sha384(chain.encode("utf-8")).hexdigest()
