"""What is assumed of FacturaGreen, point by point as ASSUMPTIONS.md has it, per account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

YES: Final = "yes"
FIELDS: Final[Mapping[str, str]] = {
    "assume_type_field": "type",
    "assume_relations_field": "relations",
    "assume_reference_field": "reference",
    "assume_substitute_field": "substitute",
    "assume_webhook_secret_header": "x-webhook-secret",
}
SWITCHES: Final = (
    "assume_number_fields",
    "assume_list",
    "assume_line_taxes",
    "assume_header_fields",
    "assume_payment_invoices",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Names of fields ("": the field does not exist) and whether a part of the API exists."""

    type_field: str
    relations_field: str
    reference_field: str
    substitute_field: str
    webhook_secret_header: str
    number_fields: bool
    list: bool
    line_taxes: bool
    header_fields: bool
    payment_invoices: bool

    @property
    def can_look_up(self) -> bool:
        """Whether anything can prove that a document is not there."""
        return self.list and bool(self.reference_field or self.number_fields)


def assumptions_of(config: Mapping[str, str]) -> Assumptions:
    """Those of an account's `provider_config`, the page's defaults where it says nothing."""
    names = {key.removeprefix("assume_"): config.get(key, FIELDS[key]) for key in FIELDS}
    switches = {key.removeprefix("assume_"): config.get(key, YES) == YES for key in SWITCHES}
    return Assumptions(
        type_field=names["type_field"],
        relations_field=names["relations_field"],
        reference_field=names["reference_field"],
        substitute_field=names["substitute_field"],
        webhook_secret_header=names["webhook_secret_header"].lower(),
        number_fields=switches["number_fields"],
        list=switches["list"],
        line_taxes=switches["line_taxes"],
        header_fields=switches["header_fields"],
        payment_invoices=switches["payment_invoices"],
    )
