"""The provider's 136 error codes: id, subtype and a short title in our words.

The ids and subtypes are the provider's. 001-EI2 is documented twice with two meanings; the second,
refusing to void, is kept under VOID_REFUSED.
"""

_TABLE = """
000-99|unknownError|Not foreseen
001-D1|wrongDate|Date out of order
001-D2|wrongDate|Issue date outside the numbering authorisation
001-DC1|consecutiveError|Prefix not authorised for the unit
001-DC2|consecutiveError|Number outside the authorised range
001-DE1|consecutiveAlreadyUsed|Number taken by another document
001-DL1|sameDocumentLinesError|Line id repeated
001-DS1|withholdingSubtotalsError|Withholding subtotals disagree
001-DS2|taxesSubtotalsError|Tax subtotals disagree
001-DS3|percentSubtotalsError|Rates of lines and document differ
001-DS4|subtotalsError|Tax of lines and document differ at a rate
001-DS5|subtotalsError|Base of lines and document differ at a rate
001-DT1|discountsError|Total of discounts
001-DT2|chargesError|Total of charges
001-DT3|lineError|Total of line amounts
001-DT4|taxExclusiveError|Total of taxable bases
001-DT5|taxInclusiveError|Total with taxes
001-DT6|prePaidAmountError|Total of prepayments
001-DT7|payableAmountError|Amount to pay
001-DW1|withholdingsInconsistencies|Withholdings inconsistent
001-DW2|withholdingsInconsistencies|Withholdings of lines and document differ
001-DW3|withholdingDescriptionError|Withholding group wrong
001-DW4|withholdingGroupsError|Withholding group repeated
001-DW5|withholdingSubtotalError|Withholding is not the sum of its subtotals
001-DW6|notConsistentWithholdingsError|Withholding is not base by rate
001-DW7|withholdingsSubtotalsError|Withholding without subtotals
001-DW8|withholdingsPercentError|Withheld amount is not base by rate
001-DW9|taxableAmountError|Negative withholding base
001-DW10|taxableAmountError|Withholding base too large
001-DW11|subtotalsPercentagesError|Withholding rate repeated
001-E1|alreadyHasEventError|Event already made
001-E2|notApprovedByDianError|Event on a document DIAN has not approved
001-E3|canNotCreateEventError|Event not possible in this status
001-E4|canNotCreateEventToTheInvoice|Event not possible on this invoice
001-E5|invoiceDoesntExist|Event on an unknown invoice
001-E6|invoiceTvEvent|Invoice of zero cannot become a security
001-E7|invoiceEventError|Invoice has credit and debit notes
001-E8|invoiceEventError|Invoice has credit notes
001-E9|invoiceEventError|Invoice has debit notes
001-F1|fieldNotExist|Field excluded by another
001-F2|fieldCantBeBlankError|Field missing or blank
001-FN1|nonFloatingNumber|Not a decimal number
001-GS1|gettingStructureError|Structure not readable
001-ID1|issueDateError|Date after the invoice's issue
001-LA1|lineExtensionAmountError|Line amount wrong
001-LA2|lineExtensionAmountError|Line amount is not price, discounts and charges
001-LA3|lineExtensionAmountError|Line amount below zero
001-LA4|lineExtensionAmountError|Line amount above what the invoice leaves
001-LI1|lineIdError|Line not in the invoice
001-LT1|lineTotalsError|Tax of the lines is not the document's
001-LT2|sumLinesError|Totals are not the sum of the lines
001-N1|nameError|No name
001-N2|nameError|No first name
001-N3|surNameError|No first surname
001-N4|invalidCorporateName|No corporate name
001-O1|organizationError|Organization may not issue
001-O2|organizationError|Organization unknown
001-OU1|organizationUnitError|Unit may not issue
001-OU2|organizationUnitError|Unit unknown
001-PC1|priceChangeError|Discount or charge is not base by rate
001-PD1|paymentDescriptionError|Prepayment wrong
001-PM1|priceModifierError|Discount or charge wrong
001-PV1|differentPriceValueError|Price differs from the invoice's
001-T1|taxesInconsistencies|Taxes inconsistent
001-T2|taxesDontExistInLines|Document tax that no line has
001-T3|taxesDontExist|Line taxes the document does not have
001-T4|sumOfTaxesError|Sum of taxes differs
001-T5|sumOfTaxesNotConsistent|Sum of tax amounts differs
001-T6|sumOfTaxesNotConsistent|Sum of roundings differs
001-T7|taxesReportedAreDifferent|Taxes of lines and document differ
001-T8|taxNotFoundInTotals|Line tax missing in the document
001-TD1|taxDescriptionError|Tax group wrong
001-TD2|taxGroupsError|Tax group repeated
001-TD3|taxInconsistencies|Tax is not the sum of its subtotals
001-TD4|taxInconsistencies|Tax is not base by rate
001-TS1|taxSubtotalsError|Tax without subtotals
001-TS2|taxSubtotalsValueError|Negative taxable base
001-TS3|taxSubtotalsValueError|Taxable base too large
001-TS4|taxSubtotalsPercentageError|Rate repeated
001-TS5|salesTaxError|Not a rate of IVA
001-TW1|taxesOrWitholdingsError|Taxes or withholdings of lines and document differ
001-V1|wrongValue|Value too small
001-V2|wrongValue|Value too large
001-V3|wrongValue|Too few decimals
001-V4|wrongValue|Too many decimals
001-V5|wrongValue|Number of decimals out of bounds
001-V6|wrongValue|Not a GTIN
001-V7|notANit|Not a NIT
001-V8|percentageError|Not a percentage
001-V9|textSizeError|Text too short or too long
001-EI1|invoiceRequestError|Invoice refused
001-EI2|noteCreationError|Invoice not approved by DIAN
001-AIU1|invalidAiu|AIU invoice wrong
001-AIU2|invalidAiu|AIU utility below ten percent
001-AL1|invalidAiuProductLines|AIU invoice with too many lines
001-AT1|invalidAiuTaxes|AIU taxes wrong
001-ALM1|invalidAiuModifiers|AIU line with discounts or charges
001-ALM2|invalidAiuModifiers|AIU base of lines and document differ
001-PEI2|noteCreationError|Purchase not approved by DIAN
001-EC1|creditNoteRequestError|Credit note refused
001-ED1|debitNoteRequestError|Debit note refused
001-AS1|supportDocumentRequestError|Support document refused
002|dianRequestError|DIAN refused or failed
003-1|pageNumberError|Page out of bounds
003-2|pageSizeError|Page size out of bounds
004-1|graphicalDocumentRepresentationError|Graphical representation failed
004-2|documentGenerationError|Document generation failed
004-DB1|persistenceCreationError|Storage: creation
004-DB2|persistenceChangesetCreationError|Storage: creation change
004-DB3|persistenceModificationError|Storage: modification
004-DB4|persistenceChangesetModificationError|Storage: modification change
004-DB5|persistencePartitioningError|Storage: partition
004-DC1|documentAddError|Document not added
004-HR1|persistenceInsertionError|History: insertion
004-HR2|persistenceInsertionChangesetError|History: insertion change
004-HR3|persistenceInsertionDataError|History: insertion data
004-RE1|persistenceOrgError|Storage: organization
004-RE2|persistenceOuError|Storage: unit
090|authenticationError|Credentials refused
100|dataNotFound|Identifier without data
110|userNotFound|User not found
100-BU1|businessUnitNotFound|Unit not found
100-NE1|nonExistingDocumentError|Nothing to void
100-NE2|notPossibleCreationError|Nothing to make a note to
100-EI1|invoiceNotFound|Invoice not found
100-EC1|creditNoteNotFound|Credit note not found
100-EC2|cantCreateCreditNote|Credit note to an unknown invoice
100-ED1|debitNoteNotFound|Debit note not found
100-ED2|cantCreateDebitNote|Debit note to an unknown invoice
100-AS1|supportDocumentNotFound|Support document not found
200|dataAlreadyUsed|Value already used
200-EI1|invoiceConsecutiveAlreadyUsed|Invoice number already used
200-EC1|creditNoteConsecutiveAlreadyUsed|Credit note number already used
200-ED1|debitNoteConsecutiveAlreadyUsed|Debit note number already used
200-AS1|supportDocumentConsecutiveAlreadyUsed|Support document number already used
"""

CODES: dict[str, tuple[str, str]] = {
    code: (subtype, title)
    for code, subtype, title in (row.split("|") for row in _TABLE.split("\n") if row)
}
"""Code -> (subtype, title)."""

VOID_REFUSED = ("notPossibleVoidInvoice", "Invoice cannot be voided")
"""Subtype and title of 001-EI2 in its second meaning."""

TYPES = {
    "000": "requestError",
    "001": "validationError",
    "002": "dianError",
    "003": "paginationError",
    "004": "internalError",
    "090": "authenticationError",
    "100": "dataNotFoundError",
    "110": "dataNotFoundError",
    "200": "dataAlreadyUsedError",
}
"""First three digits -> error type."""

HELP = {
    "requestError": "Look at the operation and its arguments.",
    "validationError": "Correct the named field and send the document again under the same number.",
    "dianError": "Read the rules DIAN names; try again later if DIAN was not available.",
    "paginationError": "Ask for a page and a page size that exist.",
    "internalError": "Look whether the document exists before sending it again.",
    "authenticationError": "Send a valid token as Authorization: Bearer.",
    "dataNotFoundError": "Look at the identifier and at who owns it.",
    "dataAlreadyUsedError": "Look for the document that has the number before taking another.",
}
"""Error type -> what to do."""

PARENTS = {
    "001-LA2": "001-LA1",
    "001-LA3": "001-LA1",
    "001-PC1": "001-PM1",
    "001-TD2": "001-TD1",
    "001-TD3": "001-TD1",
    "001-TD4": "001-TD1",
    "001-TS1": "001-TD1",
    "001-TS2": "001-TD1",
    "001-TS3": "001-TD1",
    "001-TS4": "001-TD1",
    "001-TS5": "001-TD1",
    "001-DW4": "001-DW3",
    "001-DW5": "001-DW3",
    "001-DW6": "001-DW3",
    "001-DW7": "001-DW3",
    "001-DW8": "001-DW3",
    "001-DW9": "001-DW3",
    "001-DW10": "001-DW3",
    "001-DW11": "001-DW3",
    "001-T2": "001-T7",
    "001-T3": "001-T7",
    "001-T8": "001-T7",
    "001-T5": "001-T4",
    "001-T6": "001-T4",
    "001-T4": "001-T1",
    "001-T7": "001-TW1",
    "001-DW2": "001-DW1",
    "001-DW1": "001-TW1",
    "001-LT1": "001-LT2",
    "001-DS3": "001-DS2",
    "001-DS4": "001-DS2",
    "001-DS5": "001-DS2",
    "001-AIU2": "001-AIU1",
    "001-AL1": "001-AIU1",
    "001-AT1": "001-AIU1",
    "001-ALM1": "001-AIU1",
    "001-ALM2": "001-AIU1",
}
"""Detailed code -> the general code the provider reports with it."""
