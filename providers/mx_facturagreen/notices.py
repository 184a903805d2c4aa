"""FacturaGreen's notices: the body of the API's contract (A9)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from providers.notices import BadNotice, Notice

KNOWN: Final = frozenset(
    {"cfdi.stamped", "cfdi.cancel_requested", "cfdi.cancelled", "cfdi.cancel_rejected"}
)
LONGEST: Final = 200


def read_notice(body: bytes) -> Notice:
    """The notice in a body `{event: {type, uuid}, data: {business_uuid, customer_uuid, cfdi: {uuid,
    scope, folio, serie}}}`. Raises BadNotice without an event's id and type."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise BadNotice("the body is not JSON") from error
    event, data = _object(found, "event"), _object(found, "data")
    cfdi = _object(data, "cfdi")
    event_id, kind = _text(event, "uuid"), _text(event, "type")
    if not event_id or not kind:
        raise BadNotice("the body has no event with type and uuid")
    uuid = _text(cfdi, "uuid")
    return Notice(
        event_id=event_id,
        type=kind,
        known=kind in KNOWN,
        ids=(uuid,) if uuid else (),
        business=_text(data, "business_uuid"),
        scope=_text(cfdi, "scope"),
        number=(_text(cfdi, "serie"), _text(cfdi, "folio")),
    )


def _object(body: Any, name: str) -> Mapping[str, Any]:
    found = body.get(name) if isinstance(body, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(body: Mapping[str, Any], name: str) -> str:
    """A text or number; one longer than any id is none."""
    found = body.get(name)
    text = str(found).strip() if isinstance(found, str | int) else ""
    return text if len(text) <= LONGEST else ""
