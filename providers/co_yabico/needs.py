"""What our operations need of a schema: input fields and enum values, ours named as seen live."""

from collections.abc import Mapping
from typing import Final

BODY: Final = (
    "organizationalUnitId id generalInformation documentLines documentModifiers taxDescription"
    " withholdingsDescription documentTotals paymentDescription referencedDocuments notes"
)
NOTE_GENERAL: Final = "issueDateTime operationCode subtypeCode reasonOfIssuance acquirerEmail"
EVENT: Final = "id issueDate eventNotes"

SENT: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "InvoiceInput": f"{BODY} documentParties",
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
        " pricingReference priceModifier lineExtensionAmount invoicePeriod note taxDescription"
        " withholdingsDescription",
        "ProductLinePeriodInput": "startDate description",
        "DocumentReferenceInput": "referenceType referenceId uid issueDate description",
        "ItemDescriptorInput": "standardItemId brandName modelName incomeType"
        " informationContentProviderParty additionalItemProperty",
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
"""Every input field an invoice may need, by type."""

SENT_FURTHER: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "CreditNoteInput": f"{BODY} invoiceToModify",
        "SaleDebitNoteInput": f"{BODY} invoiceToModify",
        "AcquisitionAdjustmentNoteInput": f"{BODY} supportDocumentToModify",
        "AcquisitionSupportDocumentInput": f"{BODY} documentParties",
        "CreditNoteGeneralInformationInput": NOTE_GENERAL,
        "DebitNoteGeneralInformationInput": NOTE_GENERAL,
        "AcquisitionAdjustmentNoteGeneralInformationInput": NOTE_GENERAL,
        "AcquisitionSupportDocumentGeneralInformationInput": "currency issueDateTime operationCode"
        " subtypeCode acquirerEmail",
        "PurchaseDocumentPartiesInput": "accountingSupplierParty",
        "AccountingSupplierPartyInput": "additionalAccountId personId personName partyTaxScheme"
        " physicalLocation email phone",
        "VoidInvoiceInput": "id invoiceToVoid reason notes",
        "AcquisitionSupportDocumentVoidInput": "id acquisitionSupportDocumentToVoid reason notes",
        "InvoiceIdInput": "uid id",
        "AcquisitionSupportIdInput": "uid id",
        "EventIdInput": "prefix number",
        "AckEventInput": f"{EVENT} issuerParty purchaseInvoiceUid",
        "ProductsReceptionEventInput": f"{EVENT} issuerParty purchaseInvoiceUid receptionDate",
        "ExpressAcceptanceEventInput": f"{EVENT} issuerParty purchaseInvoiceUid",
        "InvoiceRejectionEventInput": f"{EVENT} issuerParty purchaseInvoiceUid claimConcept reason",
        "TacitAcceptanceEventInput": f"{EVENT} issuerParty saleInvoiceUid",
        "ProductsDeliveryEventInput": f"{EVENT} issuerParty invoiceUid",
        "PartyInput": "partyIdentification partyName partyTaxScheme physicalLocation",
        "EventPartyInput": "partyIdentification partyName jobDescriptor",
        "JobDescriptorInput": "jobTitle organizationDepartment",
        "NoteField": "key value",
        "PurchaseInvoiceInput": "cufe",
        "PurchaseCreditNoteInput": "cude",
        "PurchaseDebitNoteInput": "cude",
    }.items()
}
"""Every input field only other operations may need, by type."""

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

NAMES_FURTHER: Final[Mapping[str, tuple[str, ...]]] = {
    "InvoiceOperationType": ("AIU", "MANDATES", "MONEY_EXCHANGE", "TRANSPORTATION"),
    "InvoiceSubtype": ("EXPORT_INVOICE", "CONTIGENCY_INVOICE"),
    "CreditNoteOperationType": ("PARTIAL_REFUND",),
    "CreditNoteSubtype": ("CREDIT_NOTE",),
    "DebitNoteOperationType": ("CHANGE_OF_VALUE", "INTEREST", "EXPENSES", "OTHER"),
    "DebitNoteSubtype": ("DEBIT_NOTE",),
    "AcquisitionSupportDocumentOperationType": ("RESIDENT_PURCHASE", "NON_RESIDENT_PURCHASE"),
    "AcquisitionSupportDocumentSubtype": ("REGULAR_PURCHASE",),
    "AcquisitionAdjustmentNoteOperationType": (
        "PARTIAL_REFUND",
        "PARTIAL_OR_TOTAL_DISCOUNT",
        "PRICE_ADJUSTMENT",
    ),
    "AcquisitionAdjustmentNoteSubtype": ("ADJUSTMENT_NOTE",),
    "GenerationAndTransmisionCode": ("PER_OPERATION", "WEEKLY"),
    "IncomeOwnershipType": ("SELF_OWNED", "THIRD_PARTY"),
    "ClaimConcept": ("CO_01", "CO_02", "CO_03", "CO_04"),
    "ReferenceTypeCode": (
        "ORDER",
        "DESPATCH_DOCUMENT",
        "RECEIPT_DOCUMENT",
        "CONTINGENCY_INVOICE",
        "INVOICE",
        "CREDIT_NOTE",
        "DEBIT_NOTE",
        "OTHER",
    ),
}
"""Our names of the enum values only other documents may need, by enum."""
