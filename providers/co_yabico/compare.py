"""What a live schema lacks for our operations: a plain comparison, no I/O."""

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import GraphQLEnumType, GraphQLInputObjectType, is_required_input_field

from documents.values import Severity
from providers.co_yabico.codes import ALTERNATIVES
from providers.co_yabico.dialect import OMISSIBLE, Dialect
from providers.co_yabico.operations import EXTRA_DOCUMENT, HELPFUL, NEEDED, with_extra

SENT: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "InvoiceInput": "organizationalUnitId id generalInformation documentParties documentLines"
        " documentModifiers taxDescription withholdingsDescription documentTotals"
        " paymentDescription notes",
        "DocumentConsecutiveInput": "prefix number",
        "InvoiceGeneralInformationInput": "currency issueDateTime operationCode subtypeCode"
        " acquirerEmail",
        "DocumentPartiesInput": "accountingCustomerParty",
        "AccountingCustomerPartyInput": "additionalAccountId personId personName partyTaxScheme"
        " physicalLocation email phone",
        "PersonIdInput": "idType identifier",
        "PersonNameInput": "corporateName firstName secondName firstSurname secondSurname",
        "PartyTaxSchemeInput": "compStringId registrationName taxLevelCode taxScheme",
        "PhysicalLocationInput": "address country city countrySubentity",
        "DocumentLineInput": "lineId description itemDescription quantity unitCode price"
        " pricingReference priceModifier lineExtensionAmount taxDescription"
        " withholdingsDescription",
        "ItemDescriptorInput": "standardItemId brandName modelName",
        "LineItemIdInput": "id standardId",
        "LinePriceInput": "priceAmount baseQuantity unitCode priceType",
        "LinePricingReferenceInput": "amount priceType",
        "AllowanceChargeInput": "chargeIndicator amount baseAmount percentage reason reasonCode",
        "LocalizedStringInput": "locale text",
        "TaxTotalInput": "taxName taxAmount roundingAmount taxSubtotal",
        "TaxSubtotalInput": "percent taxableAmount taxAmount perUnitAmount baseUnitMeasure",
        "WithholdingTotalInput": "withholdingName withholdingAmount roundingAmount"
        " withholdingSubtotal",
        "WithholdingSubtotalInput": "percent taxableAmount taxAmount",
        "LegalMonetaryTotalInput": "lineExtensionAmount taxExclusiveAmount taxInclusiveAmount"
        " allowanceTotalAmount chargeTotalAmount prePaidAmount payableAmount",
        "DocumentPaymentDescriptorInput": "paymentMeans paymentExchangeRate",
        "PaymentMeanInput": "paymentMeanId paymentMeanCode paymentDueDate paymentTerms",
        "PaymentExchangeRateInput": "calculationRate date",
        "DocumentNotes": "key value",
    }.items()
}
"""Every input field `mapping` may send, by type."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "InvoiceOperationType": ("STD",),
    "InvoiceSubtype": ("SALES_INVOICE",),
    "PaymentIdCode": ("IN_CASH", "CREDIT"),
    "PaymentMeanCode": ("CO_10", "CO_ZZZ"),
    "StandardItemIdCode": ("TAXPAYER_STANDARD", "GTIN", "UNSPSC", "PARTIDA_ARANCELARIA"),
    "IndicatorTypeCode": ("CHARGE", "DISCOUNT"),
    "IdType": (
        "NIT",
        "CC",
        "CE",
        "TI",
        "RC",
        "TE",
        "PASSPORT",
        "DIE",
        "NIT_FOREIGN",
        "NUIP",
        "PEP",
    ),
    "PersonType": ("LEGAL_ENTITY", "NATURAL_PERSON"),
    "ResponsibilityCode": ("O_13", "O_15", "O_23", "O_47", "R_99_PN"),
    "TaxSchemeCode": ("CO_01", "CO_04", "CO_ZA", "CO_ZZ"),
    "TaxCode": ("CO_01", "CO_02", "CO_03", "CO_04", "CO_08", "CO_20", "CO_21", "CO_22", "CO_23"),
    "WithholdingCode": ("CO_05", "CO_06", "CO_07"),
    "PriceType": ("COMMERCIAL_VALUE",),
    "LanguageCode": ("ES_CO",),
    "UnitCode": ("CO_94", "CO_EA", "CO_KGM", "CO_HUR", "CO_ZZ"),
    "CurrencyCode": ("COP", "USD", "EUR"),
    "CountryCode": ("CO",),
}
"""Our names of the enum values an invoice may need, by enum."""


def differences(dialect: Dialect) -> Iterator[tuple[Severity, str]]:
    """How a live schema differs from what our operations need.

    ERROR: something needed is missing, so invoices cannot be issued. WARNING: something goes
    under another name, is left out, or only this command would use it.
    """
    yield from _operations(dialect)
    for type_name, fields in SENT.items():
        yield from _input(dialect, type_name, fields)
    for enum_name, names in NAMES.items():
        yield from _enum(dialect, enum_name, names)


def _operations(dialect: Dialect) -> Iterator[tuple[Severity, str]]:
    extra = dialect.present("Invoice", EXTRA_DOCUMENT)
    for name, document in NEEDED.items():
        for message in dialect.accepts(with_extra(document, extra)):
            yield Severity.ERROR, f"{name}: {message}"
    for name, document in HELPFUL.items():
        for message in dialect.accepts(with_extra(document, "__typename")):
            yield Severity.WARNING, f"{name}: {message}"
    if not extra:
        yield Severity.WARNING, f"Invoice: has none of {', '.join(EXTRA_DOCUMENT)}"


def _input(
    dialect: Dialect, type_name: str, sent: frozenset[str]
) -> Iterator[tuple[Severity, str]]:
    kind = dialect.schema.type_map.get(type_name)
    if not isinstance(kind, GraphQLInputObjectType):
        yield Severity.ERROR, f"{type_name}: missing"
        return
    for name in sorted(sent - kind.fields.keys()):
        severity = Severity.WARNING if name in OMISSIBLE else Severity.ERROR
        yield severity, f"{type_name}.{name}: missing"
    for name, field in sorted(kind.fields.items()):
        if is_required_input_field(field) and name not in sent:
            yield Severity.ERROR, f"{type_name}.{name}: required, and never sent"


def _enum(
    dialect: Dialect, enum_name: str, names: tuple[str, ...]
) -> Iterator[tuple[Severity, str]]:
    kind = dialect.schema.type_map.get(enum_name)
    if not isinstance(kind, GraphQLEnumType):
        yield Severity.ERROR, f"{enum_name}: missing"
        return
    for name in names:
        offered = dialect.enum(kind, name)
        if offered is None:
            severity = Severity.ERROR if _essential(enum_name, name) else Severity.WARNING
            yield severity, f"{enum_name}.{name}: missing"
        elif offered != name:
            yield Severity.WARNING, f"{enum_name}.{name}: offered as {offered}"


def _essential(enum_name: str, name: str) -> bool:
    """Whether every invoice, or every invoice of a common kind, needs the value."""
    first = NAMES[enum_name][0]
    return name in (first, "CREDIT", "CC") or name in ALTERNATIVES.get(enum_name, {})
