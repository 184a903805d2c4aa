"""Events: written in the transaction of what they tell, numbered later by the sequencer."""

from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils import timezone

from documents.models import Document, ReceivedDocument
from documents.store import Along
from invoicing import announce, document_json
from invoicing.actor import Actor
from invoicing.models import Event, EventOffset
from parties.models import IssuerProfile

CREATED = "document.created"
UPDATED = "document.updated"
SUBMITTED = "document.submitted"
OUTCOME_UNKNOWN = "document.outcome_unknown"
ISSUED = "document.issued"
REJECTED = "document.rejected"
FAILED = "document.failed"
RETRIED = "document.retried"
CANCELLATION_REQUESTED = "document.cancellation_requested"
CANCELLATION_REJECTED = "document.cancellation_rejected"
CANCELLED = "document.cancelled"
VOIDED = "document.voided"
SUPERSEDED = "document.superseded"
ACCEPTANCE_EVENT = "document.acceptance_event"
TACIT_ACCEPTANCE_DUE = "document.tacit_acceptance_due"
RECEIVED_ADDING = "received_document.adding"
RECEIVED = "received_document.received"
RECEIVED_UPDATED = "received_document.updated"
RECEIVED_FAILED = "received_document.failed"
RECEIVED_ACCEPTANCE_EVENT = "received_document.acceptance_event"
CANCELLATION_LIMIT = "document.cancellation_limit"
CONTINGENCY_DUE = "document.contingency_due"
PAYMENT_COMPLEMENT_DUE = "document.payment_complement_due"
RANGE_LOW = "issuer_profile.range_low"
RANGE_EXHAUSTED = "issuer_profile.range_exhausted"
PLAN_LOW = "issuer_profile.plan_low"
RESOLUTION_ENDING = "issuer_profile.resolution_ending"
CERTIFICATE_EXPIRING = "issuer_profile.certificate_expiring"
SUBSCRIPTION_DISABLED = "webhook_subscription.disabled"
DELIVERY_DEAD = "webhook_delivery.dead"

TYPES = (
    CREATED,
    UPDATED,
    SUBMITTED,
    OUTCOME_UNKNOWN,
    ISSUED,
    REJECTED,
    FAILED,
    RETRIED,
    CANCELLATION_REQUESTED,
    CANCELLATION_REJECTED,
    CANCELLED,
    VOIDED,
    SUPERSEDED,
    ACCEPTANCE_EVENT,
    TACIT_ACCEPTANCE_DUE,
    CANCELLATION_LIMIT,
    CONTINGENCY_DUE,
    PAYMENT_COMPLEMENT_DUE,
    RECEIVED_ADDING,
    RECEIVED,
    RECEIVED_UPDATED,
    RECEIVED_FAILED,
    RECEIVED_ACCEPTANCE_EVENT,
    RANGE_LOW,
    RANGE_EXHAUSTED,
    PLAN_LOW,
    RESOLUTION_ENDING,
    CERTIFICATE_EXPIRING,
    SUBSCRIPTION_DISABLED,
    DELIVERY_DEAD,
)

SEQUENCER_LOCK = 0x1A70_0001


def of_new_document(actor: Actor, data: dict[str, Any], document: Document) -> Along:
    """The event `document.created`, to be inserted along with its document, at the same instant."""
    text = document_json.without_times(document)
    kept = text if document_json.is_frozen(text) else None
    return Along(_CREATED, (*created(actor, data), kept))


def created(actor: Actor, data: dict[str, Any]) -> tuple[Any, ...]:
    """The parameters of CREATED_ROW."""
    return CREATED, orjson.dumps(data).decode(), actor.name, actor.flow_id


TIMES_SQL = """
format(',"created_at":"%%1$s","updated_at":"%%1$s"}}',
    to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
"""
"""SQL: what is missing of `document_json.without_times`, for a row inserted at `{at}`."""

CREATED_ROW = f"""
INSERT INTO {Event._meta.db_table}
    (tenant_id, document_id, occurred_at, type, data, actor, flow_id, document_json)
SELECT tenant_id, id, created_at, %s, %s, %s, %s,
"""
"""SQL: the event `document.created` of a row of `document`; its `document_json` and FROM are to
follow."""

_CREATED = f"{CREATED_ROW} %s::text || {TIMES_SQL.format(at='created_at')} FROM document"


def of_document(document: Document, type: str, actor: Actor, data: dict[str, Any]) -> Event:
    """Write an event of a document. The caller's transaction commits it."""
    return _written(
        tenant_id=document.tenant_id,
        document=document,
        type=type,
        data=data,
        document_json=document_json.frozen(document),
        actor=actor.name,
        flow_id=actor.flow_id,
    )


def of_received(document: ReceivedDocument, type: str, actor: Actor, data: dict[str, Any]) -> Event:
    """Write an event of a received document, which names it. The caller's transaction commits
    it."""
    named = {
        "received_document_id": str(document.id),
        "fiscal_id": document.fiscal_id,
        "status": document.status,
    }
    return _written(
        tenant_id=document.tenant_id,
        received_document=document,
        type=type,
        data={**named, **data},
        actor=actor.name,
        flow_id=actor.flow_id,
    )


def of_tenant(tenant_id: UUID, type: str, actor: Actor, data: dict[str, Any]) -> Event:
    """Write an event of the tenant itself. The caller's transaction commits it."""
    return _written(
        tenant_id=tenant_id,
        type=type,
        data=data,
        actor=actor.name,
        flow_id=actor.flow_id,
    )


def of_profile(profile: IssuerProfile, type: str, actor: Actor, data: dict[str, Any]) -> Event:
    """Write an event of an issuer profile. The caller's transaction commits it."""
    return _written(
        tenant_id=profile.tenant_id,
        issuer_profile=profile,
        type=type,
        data=data,
        actor=actor.name,
        flow_id=actor.flow_id,
    )


def _written(**fields: Any) -> Event:
    event = Event.objects.create(occurred_at=timezone.now(), **fields)
    announce.on_commit()
    return event


def sequence(limit: int = 5000) -> int:
    """Give committed events their offsets, dense per tenant; returns how many got one.

    1. One sequencer at a time: an advisory lock, released with the transaction.
    2. Only committed events are seen. An event that commits later gets a later offset, whatever its
    id.
    3. Events of one document are written under that document's row lock, so their ids are in order.
    4. Counters and offsets move in the same transaction: killed in between, nothing moved.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_SEQUENCE, [limit])
        return int(cursor.fetchone()[0])


_SEQUENCE = f"""
WITH fresh AS (
    SELECT id, tenant_id FROM {Event._meta.db_table} WHERE "offset" IS NULL ORDER BY id LIMIT %s
), placed AS (
    SELECT f.id, f.tenant_id,
           coalesce(o."offset", 0)
               + row_number() OVER (PARTITION BY f.tenant_id ORDER BY f.id) AS place
    FROM fresh f LEFT JOIN {EventOffset._meta.db_table} o USING (tenant_id)
), numbered AS (
    UPDATE {Event._meta.db_table} e SET "offset" = p.place FROM placed p WHERE e.id = p.id
    RETURNING e.id
), moved AS (
    INSERT INTO {EventOffset._meta.db_table} (tenant_id, "offset")
    SELECT tenant_id, max(place) FROM placed GROUP BY tenant_id
    ON CONFLICT (tenant_id) DO UPDATE SET "offset" = excluded."offset"
)
SELECT count(*) FROM numbered
"""
