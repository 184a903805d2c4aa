"""The GraphQL documents sent to the provider. Each selects only what is read here.

`{extra}` stands where fields that one dialect of the schema has and another lacks are added, after
the live schema was asked (`dialect.Dialect.present`).
"""

from collections.abc import Mapping
from typing import Final

from providers.co_yabico import kinds
from providers.co_yabico.account_operations import ACCOUNT, STATUS, TRANSACTIONS
from providers.co_yabico.kinds import Added, Family, Kind

REPORT: Final = "{ id type subType title message helpText }"
REPORTS: Final = f"errors {REPORT} warnings {REPORT} notifications {REPORT}"

NAME: Final = "{ corporateName firstName secondName firstSurname secondSurname }"
IDENTITY: Final = "{ identifier idType { code } }"

EVENT_PARTY: Final = f"{{ partyIdentification {IDENTITY} partyName {NAME} }}"
EVENT: Final = f"""
  id
  eventType
  eventDescription
  documentId
  applicationResponse
  issueDate
  receptionDate
  reason
  eventNotes
  senderParty {EVENT_PARTY}
  issuerParty {EVENT_PARTY}
  receiverParty {EVENT_PARTY}
"""

PARTY: Final = f"""
  identification {IDENTITY}
  name {NAME}
  physicalLocation {{ address cityName cityCode countryCode countrySubentity postalCode }}
"""

PURCHASE: Final = f"""
  uid
  id
  organizationalUnitId
  documentUid
  documentStatus {{ code description }}
  generalInformation {{ issueDateTime currency {{ code }} }}
  documentTotals {{
    lineExtensionAmount taxExclusiveAmount taxInclusiveAmount allowanceTotalAmount
    chargeTotalAmount prePaidAmount payableAmount
  }}
  documentParties {{
    accountingSupplierParty {{ {PARTY} }}
    accountingCustomerParty {{ email {PARTY} }}
  }}
  paymentDescription {{ paymentMeans {{ paymentMeanId {{ code }} paymentDueDate }} }}
  documentLines {{
    description {{ text }}
    quantity
    unitCode {{ code }}
    price {{ priceAmount }}
    lineExtensionAmount
  }}
  events {{ {EVENT} }}
"""

EXTRA_DOCUMENT: Final = ("assessmentState", "dianState")
"""Fields of a document seen live that the printed reference lacks."""


def document(family: Family) -> str:
    """The selection of a document we issued."""
    parties = f"documentParties {{ {family.other_party} {{ identification {{ identifier }} }} }}"
    return f"""
      uid
      id
      organizationalUnitId
      documentUid
      documentQr
      documentStatus {{ code description }}
      generalInformation {{ issueDateTime currency {{ code }} }}
      documentTotals {{ payableAmount }}
      {parties}
      {{extra}}
    """


def send(kind: Kind) -> str:
    """The mutation that makes a document."""
    return _mutation(kind.mutation, "document", kind.input_type, document(kind.family))


def send_event(kind: Kind) -> str:
    """The mutation that makes an event."""
    return _mutation(kind.mutation, "data", kind.input_type, EVENT, "event")


def add(added: Added) -> str:
    """The mutation that takes a purchase in."""
    return _mutation(added.mutation, "document", added.input_type, PURCHASE)


def _mutation(
    name: str, argument: str, input_type: str, selection: str, made: str = "document"
) -> str:
    return f"""
      mutation {name}(${argument}: {input_type}!) {{
        {name}({argument}: ${argument}) {{ {made} {{ {selection} }} {REPORTS} }}
      }}
    """


def one(family: Family) -> str:
    """The query of one document we issued, with what DIAN said of it."""
    return _one(family.one, family.one, f"{document(family)} transactions {{ {STATUS} }}")


def files(family: Family) -> str:
    """The query of one document's files."""
    wanted = "attachedDocument { data filename } graphicalRepresentationPdf { data filename }"
    return _one(f"{family.one}Files", family.one, f"id files {{ {wanted} }}")


def events(family: Family) -> str:
    """The query of one document's acceptance events."""
    return _one(f"{family.one}Events", family.one, f"uid documentUid events {{ {EVENT} }}")


def purchase(family: Family) -> str:
    """The query of one purchase."""
    return _one(family.one, family.one, PURCHASE)


def _one(operation: str, field: str, selection: str) -> str:
    return f"query {operation}($uid: UID!) {{ {field}(uid: $uid) {{ {selection} }} }}"


def many(family: Family) -> str:
    """The query of many documents we issued: which they are, no more."""
    return _many(family, "uid id organizationalUnitId")


def purchases(family: Family) -> str:
    """The query of many purchases, whole."""
    return _many(family, PURCHASE)


def _many(family: Family, selection: str) -> str:
    page = "pageInfo { hasNextPage endCursor }"
    return f"""
      query {family.many}($query: {family.query_type}, $first: Int, $after: String) {{
        {family.many}(query: $query, first: $first, after: $after) {{
          ... on {family.connection} {{ edges {{ node {{ {selection} }} }} {page} }}
        }}
      }}
    """


NEEDED: Final[Mapping[str, str]] = {
    "createInvoice": send(kinds.DOCUMENTS["INVOICE"]),
    "invoice": one(kinds.INVOICE),
    "invoices": many(kinds.INVOICE),
    "invoiceFiles": files(kinds.INVOICE),
    "transactions": TRANSACTIONS,
}
"""Operations without which no invoice can be issued."""

FURTHER: Final[Mapping[str, str]] = {
    **{kind.mutation: send(kind) for kind in kinds.DOCUMENTS.values()},
    **{kind.mutation: send_event(kind) for kind in kinds.EVENTS.values()},
    **{added.mutation: add(added) for added in kinds.PURCHASES.values()},
    **{family.one: one(family) for family in kinds.SOLD},
    **{family.many: many(family) for family in kinds.SOLD},
    **{f"{family.one}Files": files(family) for family in kinds.SOLD},
    **{added.family.one: purchase(added.family) for added in kinds.PURCHASES.values()},
    **{added.family.many: purchases(added.family) for added in kinds.PURCHASES.values()},
    **{f"{added.family.one}Files": files(added.family) for added in kinds.PURCHASES.values()},
    "invoiceEvents": events(kinds.INVOICE),
    "purchaseInvoiceEvents": events(kinds.PURCHASE_INVOICE),
    **ACCOUNT,
}
"""All other operations: without one of them, what it is for cannot be done."""


def with_extra(document: str, fields: str) -> str:
    """The document with `fields` (a selection, may be empty) where it has room for a dialect's."""
    return document.replace("{extra}", fields)
