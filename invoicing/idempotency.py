"""The same key, the same answer: from any process, also after a crash.

The row stands in the transaction of the effect it answers for, so there is no state in between:
either both are committed or neither is. A second caller blocks on the unique index until the
first is done.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from django.conf import settings
from django.db import OperationalError, connection, transaction

from invoicing.errors import Refusal
from invoicing.models import IdempotentRequest
from parties.models import Tenant

TABLE = IdempotentRequest._meta.db_table

WAITING = """
waiting AS MATERIALIZED (
    SELECT current_setting('lock_timeout') AS before, set_config('lock_timeout', %s, true) AS now
)
"""
"""SQL: from here on a statement waits `wait_milliseconds` for a lock; `before` is to be set again
after it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer to be stored: `body` as rendered, `headers` those that belong to it (ETag)."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    document_id: UUID | None = None
    replayed: bool = False


class KeyReused(Refusal):
    """The key was used before, with another request."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "idempotency_key_reuse",
            "This Idempotency-Key was already used with a different request.",
        )


class InFlight(Refusal):
    """The first request with this key is still being worked on."""

    retry_after = 1

    def __init__(self) -> None:
        super().__init__(
            "idempotency_key_in_flight", "The first request with this key is still in progress."
        )


def fingerprint(method: str, path: str, body: bytes) -> str:
    """SHA-256 (hex) of what a key stands for: method, path and body bytes."""
    return hashlib.sha256(b"\n".join([method.encode(), path.encode(), body])).hexdigest()


def run_once(
    tenant: Tenant, key: UUID, request_fingerprint: str, work: Callable[[], Answer]
) -> Answer:
    """Do the work and store its answer, or give the stored answer.

    `work` runs inside the transaction; when it raises, nothing is stored and the key stays free.
    Raises KeyReused, or InFlight after IDEMPOTENCY_WAIT_SECONDS.
    """
    with transaction.atomic(durable=True):
        if _reserve(tenant, key, request_fingerprint):
            answer = work()
            _store(tenant, key, answer)
            return answer
    return replay(tenant, key, request_fingerprint)


def in_flight(error: OperationalError) -> bool:
    """Whether a statement gave up waiting for another's lock (PostgreSQL 55P03)."""
    return getattr(error.__cause__, "sqlstate", "") == "55P03"


def wait_milliseconds() -> str:
    """How long a second caller with a key waits for the first, as `lock_timeout` takes it."""
    return f"{settings.IDEMPOTENCY_WAIT_SECONDS * 1000:.0f}"


def _reserve(tenant: Tenant, key: UUID, request_fingerprint: str) -> bool:
    """Whether the key is ours now. Both statements are one round trip; after a conflict the
    transaction ends, and its lock_timeout with it."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(_RESERVE, [wait_milliseconds(), tenant.id, key, request_fingerprint])
            return bool(cursor.rowcount == 1)
        except OperationalError as error:
            if in_flight(error):
                raise InFlight from error
            raise


_RESERVE = f"""
WITH {WAITING}
INSERT INTO {TABLE} (tenant_id, key, fingerprint, response_headers, created_at)
SELECT %s, %s, %s, '{{}}', now() FROM waiting WHERE now <> ''
ON CONFLICT (tenant_id, key) DO NOTHING
RETURNING (SELECT set_config('lock_timeout', before, true) FROM waiting)
"""


def _store(tenant: Tenant, key: UUID, answer: Answer) -> None:
    headers = orjson.dumps(answer.headers).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE, [answer.status, headers, answer.body, answer.document_id, tenant.id, key]
        )


_STORE = f"""
UPDATE {TABLE} SET response_status = %s, response_headers = %s, response_body = %s,
    document_id = %s
WHERE tenant_id = %s AND key = %s
"""


def replay(tenant: Tenant, key: UUID, request_fingerprint: str) -> Answer:
    """The answer stored for a key. Raises KeyReused where it was given for another request, and
    IdempotentRequest.DoesNotExist where there is none."""
    row = IdempotentRequest.objects.get(tenant=tenant, key=key)
    if row.fingerprint != request_fingerprint:
        raise KeyReused
    assert row.response_status is not None
    assert row.response_body is not None
    return Answer(
        row.response_status,
        bytes(row.response_body),
        dict(row.response_headers),
        row.document_id,
        replayed=True,
    )
