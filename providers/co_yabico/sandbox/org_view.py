"""Organization, units, numbering authorisations and plan as the provider shows them.

A unit's dictionary has the field names of both dialects; the schema in use picks its own.
"""

import uuid
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox import parties, seed, view
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.units import DIAN_TYPES, Range, Unit

Out = dict[str, Any]
SINCE = "2026-01-01T00:00:00-05:00"
UNTIL = "2030-12-31T23:59:59-05:00"


def organization(call: Call) -> Out:
    """The Organization of the token, named after its first unit."""
    first = call.units[0]
    return {
        "organizationId": call.organization,
        "organizationName": first.name,
        "organizationNit": first.nit,
        "organizationType": {"code": "LEGAL_ENTITY", "description": "LEGAL_ENTITY"},
        "organizationBusinessData": _business(),
        "organizationContactData": _contact(first),
        "organizationFiscalData": _fiscal(),
        "organizationSettings": {"composite": False, "testSetId": None, "valueTitleIssuer": False},
        "organizationState": {"key": "active", "values": "true"},
        "organizationMiscData": None,
        "organizationalUnits": [unit(call, u) for u in call.units],
        "insertedAt": SINCE,
        "updatedAt": SINCE,
    }


def unit(call: Call, given: Unit) -> Out:
    """The OrganizationUnit of either dialect."""
    printed = {
        "organizationUnitId": given.uid,
        "organizationUnitName": given.name,
        "organizationUnitNit": given.nit,
        "organizationUnitSettings": {"key": "environment", "values": given.environment},
        "organizationUnitState": {"key": "active", "values": str(given.active).lower()},
    }
    live = {
        "organizationalUnitId": given.uid,
        "unitName": given.name,
        "unitNit": given.nit,
        "unitSettings": {"environment": given.environment},
        "unitState": {"active": given.active},
    }
    return {
        **printed,
        **live,
        "organizationId": given.organization,
        "organizationUnitBusinessData": _business(),
        "organizationUnitContactData": _contact(given),
        "organizationUnitFiscalData": _fiscal(),
        "organizationUnitMiscData": None,
        "organizationUnitUpdateDataJ": None,
        "documents": lambda info: _documents(call, given),
        "insertedAt": SINCE,
        "updatedAt": SINCE,
    }


def resolution(call: Call, owner: Unit, given: Range) -> Out:
    """The BillingResolution of a range. It does not tell the technical key. `current` is the last
    number used, null when none is."""
    used = last_used(call, owner, given)
    data = {
        "prefix": given.prefix,
        "from": given.first,
        "to": given.last,
        "startDate": given.valid_from,
        "endDate": given.valid_to,
        "documentType": given.document_type,
        "current": used,
    }
    shown = {
        "billingRangeDataJ": data,
        "billingRangeId": given.id,
        "insertedAt": SINCE,
        "organizationId": owner.organization,
        "organizationUnitId": owner.uid,
        "prefixDescription": given.prefix,
        "resolutionNumber": given.resolution,
        "updatedAt": SINCE,
    }
    return {"id": resolution_id(given), "billingRanges": [shown]}


def last_used(call: Call, owner: Unit, given: Range) -> int | None:
    """The largest number of a range that a document has."""
    documents = call.state.documents(unit=owner.uid, kinds=DIAN_TYPES)
    fitting = (d for d in documents if owner.range_of(d.prefix, d.kind) == given)
    return max((d.number for d in fitting), default=None)


def resolution_id(given: Range) -> str:
    """The id of a range's resolution."""
    return str(uuid.uuid5(uuid.UUID(given.id), "resolution"))


def plan(call: Call) -> Out:
    """The PlanSummary: the first unit's plan, used up by all documents the organization issues.
    Support documents and their notes count, but the description has no place for them."""
    total, issued = call.units[0].plan_documents, call.state.count(call.organization)
    return {
        "totalDocuments": total,
        "issuedDocuments": issued,
        "availableDocuments": max(0, total - issued),
        "issuedDocumentsDescription": {
            "invoices": call.state.count(call.organization, Kind.INVOICE),
            "creditNotes": call.state.count(call.organization, Kind.CREDIT_NOTE),
            "debitNotes": call.state.count(call.organization, Kind.DEBIT_NOTE),
        },
        "validFrom": SINCE,
        "validTo": UNTIL,
    }


def invoicer(nit: str, now: datetime) -> Out:
    """The ElectronicInvoicer of a NIT."""
    return {
        "identifier": nit,
        "email": seed.ISSUER_EMAIL,
        "lastDianConsult": now.isoformat(),
        "startDate": "2019-01-19",
    }


def _documents(call: Call, given: Unit) -> list[Out]:
    kept = call.state.documents(unit=given.uid)
    return [view.show(call.state, d, call.now) for d in kept if d.visible(call.now)]


def _business() -> Out:
    return {"address": parties.issuer_location(), "email": seed.ISSUER_EMAIL, "phone": None}


def _contact(given: Unit) -> Out:
    return {
        "address": parties.issuer_location(),
        "contactId": {"idType": {"code": "NIT", "description": "NIT"}, "identifier": given.nit},
        "email": seed.ISSUER_EMAIL,
        "name": {"corporateName": given.name},
    }


def _fiscal() -> Out:
    return {"fiscalAddress": parties.issuer_location(), "responsibilities": ["R_99_PN"]}
