"""From stored JSON parts to the frozen values that rules, amounts and providers see."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from documents.values import (
    Address,
    Discount,
    DocumentValue,
    LineItem,
    Numbering,
    Party,
    Payment,
    Reference,
    ReferencedDocument,
)


class Parts(Protocol):
    """What a stored document and a draft not yet stored have in common: JSON-ready parts."""

    @property
    def country(self) -> str: ...
    @property
    def document_type(self) -> str: ...
    @property
    def issuer(self) -> dict[str, Any]: ...
    @property
    def receiver(self) -> dict[str, Any]: ...
    @property
    def line_items(self) -> list[dict[str, Any]]: ...
    @property
    def references(self) -> list[dict[str, Any]]: ...
    @property
    def country_specific(self) -> dict[str, Any] | None: ...
    @property
    def payment(self) -> dict[str, Any] | None: ...
    @property
    def emission_date(self) -> date | None: ...
    @property
    def metadata(self) -> dict[str, Any]: ...


def value_of(
    parts: Parts,
    *,
    id: str = "",
    numbering: Numbering | None = None,
    external_ref: str | None = None,
    provider_config: Mapping[str, str] | None = None,
    referenced: Mapping[str, ReferencedDocument] | None = None,
) -> DocumentValue:
    """The frozen value of a document; `referenced` are the documents it refers to, by their id,
    or by the fiscal id where the reference gives no id.

    Decimal texts become `Decimal`; raises decimal.InvalidOperation only for parts that never passed
    the API's validation.
    """
    return DocumentValue(
        id=id,
        country=parts.country,
        document_type=parts.document_type,
        issuer=party_of(parts.issuer),
        receiver=party_of(parts.receiver),
        line_items=tuple(line_of(line) for line in parts.line_items),
        references=tuple(_reference(reference, referenced or {}) for reference in parts.references),
        country_specific=parts.country_specific or {},
        payment=_payment(parts.payment) if parts.payment else None,
        emission_date=parts.emission_date,
        numbering=numbering,
        external_ref=external_ref,
        provider_config=provider_config or {},
        metadata=parts.metadata,
    )


def party_of(data: Mapping[str, Any]) -> Party:
    """A stored party as a value."""
    address = data.get("address")
    return Party(
        tax_id=data["tax_id"],
        tax_id_type=data["tax_id_type"],
        name=data["name"],
        email=data.get("email"),
        address=_address(address) if address else None,
        metadata=data.get("metadata") or {},
    )


def _address(data: Mapping[str, Any]) -> Address:
    return Address(
        line1=data["line1"],
        city=data["city"],
        country=data["country"],
        postal_code=data.get("postal_code") or "",
        line2=data.get("line2") or "",
        region=data.get("region") or "",
    )


def line_of(data: Mapping[str, Any]) -> LineItem:
    """A stored line item as a value."""
    discount = data.get("discount")
    return LineItem(
        description=data["description"],
        unit_price=Decimal(data["unit_price"]["amount"]),
        currency=data["unit_price"]["currency"],
        quantity=Decimal(data["quantity"]),
        tax_code=data.get("tax_code"),
        extra_tax_codes=tuple(data.get("extra_tax_codes") or ()),
        code=data.get("code"),
        unit=data.get("unit"),
        discount=_discount(discount) if discount else None,
        country_specific=data.get("country_specific") or {},
        metadata=data.get("metadata") or {},
    )


def _discount(data: Mapping[str, Any]) -> Discount:
    return Discount(
        _decimal(data.get("amount")), _decimal(data.get("percent")), data.get("reason") or ""
    )


def name_of(reference: Mapping[str, Any]) -> str:
    """What names the document that a stored reference is to: its id where it is one of ours, else
    its fiscal id, else its id at the provider; empty where there is none.
    """
    external = reference.get("external") or {}
    names = (
        reference.get("document_id"),
        external.get("fiscal_id"),
        external.get("provider_doc_id"),
    )
    return next((str(name) for name in names if name), "")


def _reference(data: Mapping[str, Any], referenced: Mapping[str, ReferencedDocument]) -> Reference:
    external = data.get("external") or {}
    return Reference(
        relation=data["relation"],
        document_id=data.get("document_id"),
        document=referenced.get(name_of(data)),
        fiscal_id=external.get("fiscal_id"),
        provider_doc_id=external.get("provider_doc_id"),
        issued_at=external.get("issued_at"),
    )


def _payment(data: Mapping[str, Any]) -> Payment:
    return Payment(
        payment_date=data.get("payment_date"),
        payment_method=data.get("payment_method"),
        currency=data.get("currency"),
        amount=_decimal(data.get("amount")),
        exchange_rate=_decimal(data.get("exchange_rate")),
        operation_number=data.get("operation_number"),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
