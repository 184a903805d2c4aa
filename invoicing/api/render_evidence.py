"""Evidence as the API shows it: bodies as JSON where they are, else as text or base64."""

import base64
from typing import Any

import orjson

from documents.models import Evidence


def evidence(row: Any) -> dict[str, Any]:
    """An entry of `documents.evidence_list`. Digests are those of the whole bodies."""
    return {
        "id": row.id,
        "provider": row.provider,
        "operation": row.operation,
        "request_payload": _shown(row.request_shown, row.request_length),
        "response_status": row.response_status,
        "response_body": _shown(row.response_shown, row.response_length),
        "stored_at": row.stored_at,
        "seq": row.seq,
        "phase": row.phase,
        "attempt": row.attempt,
        "flow_id": row.flow_id,
        "method": row.method,
        "url": row.url,
        "milliseconds": row.milliseconds,
        "error": row.error or None,
        "request_headers": row.request_headers,
        "response_headers": row.response_headers,
        "request_sha256": _hex(row.request_sha256),
        "response_sha256": _hex(row.response_sha256),
        "digest": row.digest,
    }


def raw(row: Evidence, side: str) -> bytes | None:
    """The bytes of one side of an exchange as they were on the wire; None where there are none."""
    body = row.request_body if side == "request" else row.response_body
    return None if body is None else bytes(body)


def _shown(body: memoryview | bytes | None, length: int | None) -> dict[str, Any]:
    if body is None or length is None or length == 0:
        return {}
    content = bytes(body)
    if length > len(content):
        return {**_text(content), "truncated": True, "length": length}
    return _json_object(content) or _text(content)


def _json_object(content: bytes) -> dict[str, Any] | None:
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _text(content: bytes) -> dict[str, Any]:
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _hex(digest: memoryview | bytes | None) -> str | None:
    return None if digest is None else bytes(digest).hex()
