"""The GraphQL documents sent to the provider. Each selects only what is read here.

`{extra}` stands where fields that one dialect of the schema has and another lacks are added, after
the live schema was asked (`dialect.Dialect.present`).
"""

from typing import Final

REPORT: Final = "{ id type subType title message helpText }"

DOCUMENT: Final = """
  uid
  id
  organizationalUnitId
  documentUid
  documentQr
  documentStatus { code description }
  generalInformation { issueDateTime currency { code } }
  documentTotals { payableAmount }
  documentParties { accountingCustomerParty { identification { identifier } } }
  {extra}
"""

CREATE_INVOICE: Final = f"""
mutation createInvoice($document: InvoiceInput!) {{
  createInvoice(document: $document) {{
    document {{ {DOCUMENT} }}
    errors {REPORT}
    warnings {REPORT}
    notifications {REPORT}
  }}
}}
"""

INVOICE: Final = f"""
query invoice($uid: UID!) {{
  invoice(uid: $uid) {{
    {DOCUMENT}
    transactions {{ transactionStatus {{ title message warningsAndErrors }} }}
  }}
}}
"""

INVOICES: Final = """
query invoices($query: InvoiceDocumentQueryInput, $first: Int) {
  invoices(query: $query, first: $first) {
    ... on InvoiceConnection { edges { node { uid id organizationalUnitId } } }
  }
}
"""

INVOICE_FILES: Final = """
query invoiceFiles($uid: UID!) {
  invoice(uid: $uid) {
    id
    files {
      attachedDocument { data filename }
      graphicalRepresentationPdf { data filename }
    }
  }
}
"""

TRANSACTIONS: Final = """
query transactions($query: TransactionsQueryInput, $first: Int) {
  transactions(query: $query, first: $first) {
    edges { node { transactionStatus { title message warningsAndErrors } } }
  }
}
"""

BILLING_RESOLUTIONS: Final = """
query billingResolutions($first: Int) {
  billingResolutions(first: $first) {
    edges {
      node { id billingRanges { prefixDescription resolutionNumber billingRangeDataJ } }
    }
  }
}
"""

ORGANIZATION: Final = """
query organization {
  organization { organizationId organizationName organizationNit }
}
"""

ORGANIZATION_UNITS: Final = """
query organizationUnits($first: Int) {
  organizationUnits(first: $first) { edges { node { {extra} } } }
}
"""

PLAN_SUMMARY: Final = """
query planSummary {
  planSummary { totalDocuments issuedDocuments availableDocuments validFrom validTo }
}
"""

EXTRA_DOCUMENT: Final = ("assessmentState", "dianState")
"""Fields of a document seen live that the printed reference lacks."""

EXTRA_UNIT: Final = (
    "organizationalUnitId",
    "organizationUnitId",
    "unitName",
    "organizationUnitName",
    "unitNit",
    "organizationUnitNit",
    "unitSettings",
    "unitState",
)
"""A unit's fields in either dialect: `organizationUnit...` printed, `unit...` seen live."""

NEEDED: Final = {
    "createInvoice": CREATE_INVOICE,
    "invoice": INVOICE,
    "invoices": INVOICES,
    "invoiceFiles": INVOICE_FILES,
    "transactions": TRANSACTIONS,
}
"""Operations without which no invoice can be issued."""

HELPFUL: Final = {
    "billingResolutions": BILLING_RESOLUTIONS,
    "organization": ORGANIZATION,
    "organizationUnits": ORGANIZATION_UNITS,
    "planSummary": PLAN_SUMMARY,
}
"""Operations that only `check_provider` uses."""


def with_extra(document: str, fields: str) -> str:
    """The document with `fields` (a selection, may be empty) where it has room for a dialect's."""
    return document.replace("{extra}", fields)
