"""A document as plain data: what GET answers, and what an event keeps of it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson

from documents import files
from documents.models import Document
from invoicing import balance, payments, referring
from invoicing import waiting as waits
from invoicing.faults_json import fault_json
from invoicing.referring import Referrer
from invoicing.tax_id_faults import tax_id_faults
from invoicing.waiting import Waiting

JSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS

MOST_FROZEN_BYTES = 20_000
TIMES = ("created_at", "updated_at")


def document(
    row: Document,
    file_urls: dict[str, str],
    referrers: Sequence[Referrer] = (),
    waiting: Waiting | None = None,
) -> dict[str, Any]:
    """A document's public fields; `file_urls` are the links to its files, by kind, `referrers` the
    documents that refer to it, `waiting` why it does not get through.
    """
    return {
        "id": row.id,
        "tenant_id": row.tenant_id,
        "country": row.country,
        "document_type": row.document_type,
        "status": row.status,
        "fiscal_status": row.fiscal_status,
        "lifecycle_status": row.lifecycle_status,
        "acceptance_status": row.acceptance_status or None,
        "issuer": row.issuer,
        "receiver": row.receiver,
        "line_items": [_line(line) for line in row.line_items],
        "references": row.references,
        "referenced_by": [_referrer(one) for one in referrers],
        "balance": balance.as_json(row, referrers),
        "country_specific": row.country_specific,
        "payment": row.payment,
        "fiscal_id": row.fiscal_id,
        "fiscal_document_urls": {**row.external_urls, **file_urls},
        "superseded_by": row.superseded_by_id,
        "emission_date": row.emission_date,
        "cancellation_reason": row.cancellation_reason,
        "cancellation": row.cancellation,
        "failure_reason": row.failure_reason,
        "failure": row.failure,
        "waiting": waits.as_json(waiting),
        "provider_operation_id": row.provider_operation_id,
        "provider_number": row.provider_number or None,
        "due_on": payments.due_on(row),
        "metadata": row.metadata,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "number": row.number_text,
        "totals": row.totals,
        "issuer_profile_id": row.issuer_profile_id,
        "warnings": _warnings(row),
        "issued_at": row.issued_at,
        "qr": row.qr or None,
    }


def frozen(row: Document) -> str | None:
    """The document as JSON text, to be kept with an event; None where it has more than
    MOST_FROZEN_BYTES. Its links to files need the API key: signed ones would have run out."""
    referrers = referring.to([row]).get(row.id, [])
    shown = document(row, files.addresses(row), referrers)
    return _bounded(orjson.dumps(shown, option=JSON_OPTIONS))


def without_times(row: Document) -> str:
    """A row that is about to be inserted as JSON text, up to where `created_at` and `updated_at`
    have yet to be appended, and the closing brace."""
    body = document(row, {})
    for name in TIMES:
        del body[name]
    return orjson.dumps(body, option=JSON_OPTIONS).decode().removesuffix("}")


def is_frozen(text: str) -> bool:
    """Whether a document of this text is kept with an event: it has at most MOST_FROZEN_BYTES."""
    return len(text.encode()) <= MOST_FROZEN_BYTES


def _bounded(body: bytes) -> str | None:
    return None if len(body) > MOST_FROZEN_BYTES else body.decode()


def _referrer(one: Referrer) -> dict[str, Any]:
    return {
        "document_id": one.document_id,
        "document_type": one.document_type,
        "relation": one.relation,
        "status": one.status,
        "number": one.number,
        "paid": None if one.paid is None else str(one.paid),
        "instalment": one.instalment,
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "quantity": _number(line["quantity"])}


def _number(text: str) -> int | float:
    """At most 15 significant digits, so a float shows exactly what was stored."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def _warnings(row: Document) -> list[dict[str, Any]]:
    parts = {"issuer": row.issuer, "receiver": row.receiver}
    found = {(w["code"], tuple(w.get("loc", ()))): w for w in row.warnings}
    for fault in tax_id_faults(row.country, parts):
        found.setdefault((fault.code, fault.path), fault_json(fault))
    return list(found.values())
