"""What Mexico's rules, and whoever writes the CFDI, know of a document besides its value: its
tagged fields read once, and what the issuer profile says in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.country_specific.mx import MxDocument, MxLine, MxReceiver
from documents.rules.mx.payments import Received, payments_of
from documents.sat import taxpayer
from documents.sat.document import EGRESO, INGRESO, PAGO
from documents.values import DocumentType, DocumentValue, Party
from parties import tax_ids

Path = tuple[str | int, ...]

FIELDS: Final[Path] = ("country_specific",)
RECEIVER: Final[Path] = ("country_specific", "receiver")

# A debit note is an invoice related by 02; a cancellation is a request, and no CFDI at all.
TYPES: Final[Mapping[str, str]] = {
    DocumentType.INVOICE: INGRESO,
    DocumentType.DEBIT_NOTE: INGRESO,
    DocumentType.CREDIT_NOTE: EGRESO,
    DocumentType.PAYMENT_COMPLEMENT: PAGO,
}

PAYMENT_USE: Final = "CP01"


@dataclass(frozen=True, slots=True)
class MxFacts:
    """`on` is the issue date in Mexico. `tipo` is c_TipoDeComprobante, "" of a cancellation. RFCs
    are normalised; a place of issue and an issuer's regime that the document leaves out are those
    of its issuer profile (`provider_config`, same names), else None. `lines` has one entry per
    line, `payments` those of a payment complement."""

    on: date
    tipo: str
    fields: MxDocument
    lines: tuple[MxLine, ...]
    issuer_rfc: str
    receiver_rfc: str
    receiver: MxReceiver
    lugar_expedicion: str | None
    issuer_regimen_fiscal: str | None
    uso_cfdi: str | None
    currency: str
    payments: tuple[Received, ...]

    @property
    def generic(self) -> bool:
        """Whether the receiver is one of SAT's two generic ones."""
        return self.receiver_rfc in taxpayer.GENERIC


def facts_of(document: DocumentValue, today: date) -> MxFacts:
    """Read the document's `country_specific`. Raises pydantic.ValidationError where it breaks its
    schema, which the rules of shape have excluded."""
    fields = MxDocument.model_validate(dict(document.country_specific))
    tipo = TYPES.get(document.document_type, "")
    config = document.provider_config
    return MxFacts(
        on=document.emission_date or today,
        tipo=tipo,
        fields=fields,
        lines=tuple(MxLine.model_validate(dict(x.country_specific)) for x in document.line_items),
        issuer_rfc=rfc_of(document.issuer),
        receiver_rfc=rfc_of(document.receiver),
        receiver=fields.receiver or MxReceiver(),
        lugar_expedicion=fields.lugar_expedicion or config.get("lugar_expedicion"),
        issuer_regimen_fiscal=fields.issuer_regimen_fiscal or config.get("issuer_regimen_fiscal"),
        uso_cfdi=fields.uso_cfdi or (PAYMENT_USE if tipo == PAGO else None),
        currency=document.line_items[0].currency if document.line_items else "",
        payments=payments_of(document, fields) if tipo == PAGO else (),
    )


def rfc_of(party: Party) -> str:
    """A party's RFC as SAT writes it; another identifier as it stands."""
    return tax_ids.normalise("MX", party.tax_id_type, party.tax_id)
