"""Evidence: bytes as sent and received, append-only, chained by SHA-256 per tenant.

Each piece is committed in a transaction of its own, before the effect it proves is applied.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from documents.models import Evidence, EvidenceChain
from parties.models import Tenant

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to keep. `phase` is `sent` or `answered`; response parts are None while unknown."""

    tenant_id: UUID
    document_id: UUID | None
    exchange_id: UUID
    phase: str
    provider: str
    operation: str
    attempt: int
    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: bytes
    response_status: int | None = None
    response_headers: Mapping[str, str] | None = None
    response_body: bytes | None = None
    error: str = ""
    milliseconds: int | None = None
    flow_id: str = ""
    received_document_id: UUID | None = None


def keep(piece: Piece) -> Evidence:
    """Append a piece to its tenant's chain and commit. Must not be called inside a transaction:
    what it proves must survive the rollback of what follows.
    """
    with transaction.atomic(durable=True):
        EvidenceChain.objects.get_or_create(tenant_id=piece.tenant_id)
        head = EvidenceChain.objects.select_for_update().get(tenant_id=piece.tenant_id)
        row = Evidence(
            tenant_id=piece.tenant_id,
            document_id=piece.document_id,
            received_document_id=piece.received_document_id,
            seq=head.seq + 1,
            exchange_id=piece.exchange_id,
            phase=piece.phase,
            provider=piece.provider,
            operation=piece.operation,
            attempt=piece.attempt,
            method=piece.method,
            url=piece.url,
            request_headers=dict(piece.request_headers),
            request_body=piece.request_body,
            response_status=piece.response_status,
            response_headers=dict(piece.response_headers or {}),
            response_body=piece.response_body,
            error=piece.error,
            milliseconds=piece.milliseconds,
            flow_id=piece.flow_id,
            stored_at=datetime.now(UTC),
            previous_digest=head.digest or GENESIS,
        )
        row.digest = digest_of(row)
        row.save(force_insert=True)
        head.seq, head.digest = row.seq, row.digest
        head.save(update_fields=["seq", "digest"])
    return row


def digest_of(row: Evidence) -> str:
    """SHA-256 (hex) over every column of a row but its own digest, previous digest first. The
    received document comes last and only where there is one: chains begun before there were any
    still verify.
    """
    body = hashlib.sha256(bytes(row.request_body)).hexdigest()
    answer = (
        None if row.response_body is None else hashlib.sha256(bytes(row.response_body)).hexdigest()
    )
    fields = [
        row.previous_digest,
        str(row.id),
        str(row.tenant_id),
        str(row.document_id),
        row.seq,
        str(row.exchange_id),
        row.phase,
        row.provider,
        row.operation,
        row.attempt,
        row.method,
        row.url,
        row.request_headers,
        body,
        row.response_status,
        row.response_headers,
        answer,
        row.error,
        row.milliseconds,
        row.flow_id,
        row.stored_at.astimezone(UTC).isoformat(),
    ]
    if row.received_document_id is not None:
        fields.append(str(row.received_document_id))
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a chain at position `seq`."""

    tenant_id: UUID
    seq: int
    problem: str


def verify(tenant: Tenant) -> Iterator[Finding]:
    """Walk a tenant's chain and yield every changed, removed or inserted row."""
    expected_seq, previous = 1, GENESIS
    for row in Evidence.objects.filter(tenant=tenant).order_by("seq").iterator(chunk_size=200):
        if row.seq != expected_seq:
            yield Finding(
                tenant.id, expected_seq, f"rows {expected_seq} to {row.seq - 1} are missing"
            )
        if row.previous_digest != previous:
            yield Finding(tenant.id, row.seq, "does not follow the row before it")
        if digest_of(row) != row.digest:
            yield Finding(tenant.id, row.seq, "its content does not match its digest")
        expected_seq, previous = row.seq + 1, row.digest
    yield from _verify_head(tenant, expected_seq - 1, previous)


def _verify_head(tenant: Tenant, last_seq: int, digest: str) -> Iterator[Finding]:
    head = EvidenceChain.objects.filter(tenant=tenant).first()
    seq, head_digest = (head.seq, head.digest or GENESIS) if head else (0, GENESIS)
    if seq > last_seq:
        yield Finding(tenant.id, seq, f"rows {last_seq + 1} to {seq} are missing at the end")
    elif seq < last_seq:
        yield Finding(tenant.id, last_seq, "rows stand behind the recorded end of the chain")
    elif head_digest != digest:
        yield Finding(tenant.id, last_seq, "the recorded end of the chain has another digest")
