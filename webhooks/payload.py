"""What is sent of an event. The document in it is as it was when the event was written."""

from typing import Any

import orjson
from django.conf import settings

from invoicing.document_json import JSON_OPTIONS
from invoicing.models import Event
from webhooks.models import Delivery

MOST_BYTES = 20_000
SAMPLE = "webhook_subscription.test"


def message_id(delivery: Delivery | None, event: Event | None) -> str:
    """The webhook-id: the same for every attempt, also after a crash or a replay."""
    if event is not None:
        return f"evt_{event.id}"
    assert delivery is not None
    return f"test_{delivery.id}"


def of_event(event: Event) -> bytes:
    """An event as JSON: {id, type, occurred_at, offset, tenant_id, data}, the same bytes each time.

    `data` is `{document, document_url, issuer_profile_id, changes}`. What would make it larger than
    MOST_BYTES is null: the document first (its address is there), then the changes.
    """
    url = _document_url(event)
    body = _body(event, url, event.document_json, event.data)
    if len(body) > MOST_BYTES:
        body = _body(event, url, None, event.data)
    if len(body) > MOST_BYTES:
        body = _body(event, url, None, None)
    return body


def of_sample(delivery: Delivery) -> bytes:
    """A made-up message with the shape of a real one."""
    return orjson.dumps(
        {
            "id": 0,
            "type": SAMPLE,
            "occurred_at": delivery.created_at,
            "offset": 0,
            "tenant_id": delivery.tenant_id,
            "data": _data(None, None, None, {"message": "This is a test."}),
        },
        option=JSON_OPTIONS,
    )


def _body(event: Event, url: str | None, document_json: str | None, changes: Any) -> bytes:
    document = None if document_json is None else orjson.Fragment(document_json)
    return orjson.dumps(
        {
            "id": event.id,
            "type": event.type,
            "occurred_at": event.occurred_at,
            "offset": event.offset,
            "tenant_id": event.tenant_id,
            "data": _data(document, url, event.issuer_profile_id, changes),
        },
        option=JSON_OPTIONS,
    )


def _data(document: Any, url: str | None, issuer_profile_id: Any, changes: Any) -> dict[str, Any]:
    return {
        "document": document,
        "document_url": url,
        "issuer_profile_id": issuer_profile_id,
        "changes": changes,
    }


def _document_url(event: Event) -> str | None:
    if event.document_id is None:
        return None
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/v1/documents/{event.document_id}"
