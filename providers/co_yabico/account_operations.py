"""The GraphQL documents that read the account: whose it is, ranges, plan, exchanges with DIAN.

`{extra}` as in `operations`.
"""

from collections.abc import Mapping
from typing import Final

STATUS: Final = "transactionStatus { title message warningsAndErrors }"

TRANSACTION: Final = f"""
  transactionId
  transactionType
  transactionStage
  requestedAt
  respondedAt
  insertedAt
  {STATUS}
"""

RANGES: Final = """
  id
  billingRanges {
    billingRangeId organizationUnitId prefixDescription resolutionNumber billingRangeDataJ
  }
"""

EXTRA_UNIT: Final = (
    "organizationalUnitId",
    "organizationUnitId",
    "unitName",
    "organizationUnitName",
    "unitNit",
    "organizationUnitNit",
    "unitSettings",
    "organizationUnitSettings",
    "unitState",
    "organizationUnitState",
)
"""A unit's fields in either dialect: `organizationUnit...` printed, `unit...` seen live."""


TRANSACTIONS: Final = f"""
query transactions($query: TransactionsQueryInput, $first: Int) {{
  transactions(query: $query, first: $first) {{ edges {{ node {{ {TRANSACTION} }} }} }}
}}
"""

TRANSACTION_ONE: Final = f"""
query transaction($id: UID!) {{ transaction(id: $id) {{ {TRANSACTION} }} }}
"""

BILLING_RESOLUTIONS: Final = f"""
query billingResolutions($first: Int) {{
  billingResolutions(first: $first) {{ edges {{ node {{ {RANGES} }} }} }}
}}
"""

BILLING_RESOLUTION: Final = f"""
query billingResolution($id: UID!) {{ billingResolution(id: $id) {{ {RANGES} }} }}
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

ORGANIZATION_UNIT: Final = """
query organizationUnit($id: UID!) { organizationUnit(id: $id) { {extra} } }
"""

PLAN_SUMMARY: Final = """
query planSummary {
  planSummary {
    totalDocuments issuedDocuments availableDocuments validFrom validTo
    issuedDocumentsDescription { invoices creditNotes debitNotes }
  }
}
"""

ELECTRONIC_INVOICER: Final = """
query electronicInvoicer($id: String) {
  electronicInvoicer(id: $id) { identifier email startDate lastDianConsult }
}
"""

ACCOUNT: Final[Mapping[str, str]] = {
    "billingResolution": BILLING_RESOLUTION,
    "billingResolutions": BILLING_RESOLUTIONS,
    "electronicInvoicer": ELECTRONIC_INVOICER,
    "organization": ORGANIZATION,
    "organizationUnit": ORGANIZATION_UNIT,
    "organizationUnits": ORGANIZATION_UNITS,
    "planSummary": PLAN_SUMMARY,
    "transaction": TRANSACTION_ONE,
}
"""By operation name; `transactions` is needed for invoices too."""
