"""Answers as plain data: a row in, a dictionary out. orjson writes date-times with a Z."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpResponse

from documents.files import kinds, urls
from documents.models import Document
from documents.taxes import TaxCode
from documents.values import Fault, Severity
from invoicing import document_json, referring, waiting
from invoicing.api.invalid import fault_problem
from invoicing.api.provider_config import config_faults
from invoicing.document_json import JSON_OPTIONS
from invoicing.faults_json import fault_json
from invoicing.issue import Preview
from invoicing.models import Event
from parties import tax_ids
from parties.models import IssuerProfile, Party
from parties.shown_config import shown_config


def dumps(data: object) -> bytes:
    """Data as JSON bytes."""
    return orjson.dumps(data, option=JSON_OPTIONS)


def json_response(
    data: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Data as an HTTP answer."""
    return HttpResponse(
        dumps(data), status=status, content_type="application/json", headers=dict(headers or {})
    )


def etag(document: Document) -> str:
    """The strong ETag of a document: its version, quoted."""
    return f'"{document.version}"'


def document(row: Document) -> dict[str, Any]:
    """A document as it is after something was done to it."""
    return document_json.document(row, urls(row), referring.to([row]).get(row.id, []))


def documents(rows: list[Document]) -> list[dict[str, Any]]:
    """Documents as they are read: with one query for the files of them all, one for what refers to
    them, one for what keeps them waiting."""
    files, referrers, waits = kinds(rows), referring.to(rows), waiting.of(rows)
    return [
        document_json.document(
            row,
            urls(row, files.get(str(row.id), [])),
            referrers.get(row.id, []),
            waits.get(row.id),
        )
        for row in rows
    ]


def preview(result: Preview, further: tuple[Fault, ...] = ()) -> dict[str, Any]:
    """What would become of a document; `further` faults come after those of the rules."""
    return {
        "totals": result.totals,
        "faults": [
            fault_problem(fault) | {"severity": fault.severity.value}
            for fault in (*result.faults, *further)
        ],
        "issuer_profile_id": result.issuer_profile_id,
        "due_on": result.due_on,
    }


def event(row: Event) -> dict[str, Any]:
    """An event. `offset` is its place among all of the tenant's, null until it has one."""
    return {
        "id": row.id,
        "type": row.type,
        "occurred_at": row.occurred_at,
        "data": row.data,
        "offset": row.offset,
        "actor": row.actor,
        "flow_id": row.flow_id,
    }


def party(row: Party) -> dict[str, Any]:
    """A registered party, with what is doubtful about its tax id."""
    findings = tax_ids.check(row.country, row.tax_id_type, row.tax_id)
    return {
        "id": row.id,
        "tenant_id": row.tenant_id,
        "kind": row.kind,
        "tax_id": row.tax_id,
        "tax_id_type": row.tax_id_type,
        "name": row.name,
        "country": row.country,
        "email": row.email,
        "address": row.address,
        "country_specific": row.country_specific,
        "metadata": row.metadata,
        "deactivated_at": row.deactivated_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "warnings": [fault_json(Fault(f.code, ("tax_id",), f.message)) for f in findings],
    }


def issuer_profile(row: IssuerProfile) -> dict[str, Any]:
    """An issuer profile, without the place of its credential."""
    faults = config_faults(row.country, row.provider_config)
    return {
        "id": row.id,
        "tenant_id": row.tenant_id,
        "party_id": row.party_id,
        "country": row.country,
        "issuer_series": row.issuer_series,
        "document_types": row.document_types,
        "external_ref": row.external_ref,
        "provider_config": shown_config(row.provider_config),
        "numerator_prefix": row.numerator_prefix,
        "numerator_range_min": row.numerator_range_min,
        "numerator_range_max": row.numerator_range_max,
        "numerator_current": row.numerator_current,
        "deactivated_at": row.deactivated_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "warnings": [fault_json(f) for f in faults if f.severity is Severity.WARNING],
    }


def tax_code(row: TaxCode) -> dict[str, Any]:
    """A tax code; `rate` is percent or money per unit, null where the caller gives it."""
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind.value,
        "tribute": row.tribute,
        "rate": None if row.rate is None else str(row.rate),
        "per_unit": row.per_unit,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
