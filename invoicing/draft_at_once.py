"""A draft, its event and the answer to its key in one statement: one round trip, one commit.

What `idempotency.run_once` does with `issue.create` around it, for the most frequent request there
is: nothing is read that the statement cannot look at itself, so nothing has to be asked before.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, OperationalError, connection

from documents import store
from documents.draft import Draft
from documents.models import Document
from documents.values import DocumentType
from invoicing import announce, check, document_json, events, idempotency, profiles
from invoicing.actor import Actor
from invoicing.errors import Unprocessable
from invoicing.idempotency import Answer, InFlight
from invoicing.models import IdempotentRequest
from parties.models import Tenant

CREATED = 201
POSITION_TAKEN = "document_position"

Headers = Callable[[Document], dict[str, str]]


def is_simple(draft: Draft) -> bool:
    """Whether the draft is a row of its own: it refers to no other document, as a CANCELLATION
    should, and names no profile that would have to be looked at first."""
    refers = bool(draft.references) or draft.document_type == DocumentType.CANCELLATION
    return not refers and draft.issuer_profile_id is None


def create(
    tenant: Tenant, key: UUID, fingerprint: str, draft: Draft, actor: Actor, headers_of: Headers
) -> Answer:
    """Store a simple draft and the answer to its key, or give the answer stored for the key.

    Raises Unprocessable (nothing is stored, the key stays free), KeyReused, InFlight. `headers_of`
    gives the answer's headers; it is told the document as it will be, but for its times.
    """
    totals = check.add_up_draft(draft)
    document = store.new_row(tenant.id, draft, totals, [])
    text = document_json.without_times(document)
    headers = headers_of(document)
    parameters = [
        idempotency.wait_milliseconds(),
        text,
        *profiles.deactivated(tenant, draft),
        *(tenant.id, key, fingerprint, document.id, CREATED, orjson.dumps(headers).decode()),
        *store.values(document),
        *events.created(actor, {"status": document.status}),
        document_json.is_frozen(text),
    ]
    times, deactivated = _execute(parameters)
    if times is not None:
        announce.on_commit()
        return Answer(CREATED, (text + times).encode(), headers, document.id)
    try:
        return idempotency.replay(tenant, key, fingerprint)
    except IdempotentRequest.DoesNotExist:
        raise Unprocessable(tuple(profiles.deactivated_faults(draft, deactivated))) from None


def _execute(parameters: list[Any]) -> tuple[str | None, list[str]]:
    """What completes the document's text, None where nothing was written, and the deactivated tax
    ids."""
    for _ in range(store.TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute(_CREATE, parameters)
                times, deactivated, _ = cursor.fetchone()
                return times, deactivated
        except IntegrityError as error:
            if POSITION_TAKEN not in str(error):
                raise
        except OperationalError as error:
            if idempotency.in_flight(error):
                raise InFlight from error
            raise
    raise store.ClockStandsStill


_CREATE = f"""
WITH {idempotency.WAITING},
clock AS MATERIALIZED (SELECT {store.CLOCK} AS now FROM waiting WHERE now <> ''),
told AS MATERIALIZED (
    SELECT times, %s::text || times AS body
    FROM clock, LATERAL (SELECT {events.TIMES_SQL.format(at="clock.now")} AS times) AS timed
),
deactivated AS MATERIALIZED ({profiles.DEACTIVATED}),
answered AS (
    INSERT INTO {idempotency.TABLE}
        (tenant_id, key, fingerprint, document_id, response_status, response_headers,
         response_body, created_at)
    SELECT %s, %s, %s, %s, %s, %s, convert_to(told.body, 'UTF8'), clock.now FROM clock, told
    WHERE NOT EXISTS (SELECT FROM deactivated)
    ON CONFLICT (tenant_id, key) DO NOTHING
    RETURNING document_id
),
document AS ({store.ROW} clock, answered RETURNING id, tenant_id, created_at),
event AS ({events.CREATED_ROW} CASE WHEN %s THEN told.body END FROM document, told)
SELECT (SELECT times FROM told, answered), ARRAY(SELECT tax_id FROM deactivated),
    (SELECT set_config('lock_timeout', before, true) FROM waiting)
"""
