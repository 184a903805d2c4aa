"""A received document as plain data: what GET answers."""

from decimal import Decimal
from typing import Any

from documents.files import received_addresses
from documents.models import ReceivedDocument

CENTS = Decimal("0.01")


def document(row: ReceivedDocument, file_kinds: list[str]) -> dict[str, Any]:
    """A received document's public fields; money as decimal text, absent values null. The
    addresses of its files need the API key."""
    return {
        "id": row.id,
        "tenant_id": row.tenant_id,
        "country": row.country,
        "document_type": row.document_type,
        "fiscal_id": row.fiscal_id,
        "status": row.status,
        "acceptance_status": row.acceptance_status or None,
        "issuer_profile_id": row.issuer_profile_id,
        "number": row.number or None,
        "issuer": row.issuer,
        "receiver": row.receiver,
        "currency": row.currency or None,
        "total": None if row.total is None else money(row.total),
        "totals": row.totals,
        "payment_form": row.payment_form or None,
        "line_items": row.lines,
        "issued_at": row.issued_at,
        "provider_operation_id": row.provider_operation_id,
        "provider_status": row.provider_status or None,
        "file_urls": received_addresses(row, file_kinds),
        "failure": row.failure,
        "warnings": row.warnings,
        "metadata": row.metadata,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def money(amount: Decimal) -> str:
    """An amount as text with the decimals it needs, two at least."""
    in_cents = amount.quantize(CENTS)
    return f"{in_cents if in_cents == amount else amount.normalize():f}"
