"""Reading what clients send: nested JSON with catalogue values wrapped as `{"k": ...}`."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from providers.mx_facturagreen.sandbox.envelope import Refused

Json = dict[str, Any]


def parse(raw: bytes) -> Json:
    """The JSON object, its numbers exact. Raises Refused."""
    try:
        found = json.loads(raw, parse_float=Decimal) if raw.strip() else {}
    except ValueError as error:
        raise Refused("the body is not JSON") from error
    if not isinstance(found, dict):
        raise Refused("the body is not an object")
    return found


def at(body: Json, path: str) -> Any:
    """The value at a dotted path, None where a step is missing or is not an object."""
    found: Any = body
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def text(body: Json, path: str) -> str:
    """The text at a path, stripped; a number as it is written; empty when absent."""
    found = at(body, path)
    if found is None:
        return ""
    if isinstance(found, bool | dict | list):
        raise Refused(f"{path} is not a text")
    return str(found).strip()


def needed(body: Json, path: str) -> str:
    """The text at a path. Raises Refused when it is absent or empty."""
    found = text(body, path)
    if not found:
        raise Refused(f"{path} is required", nested=True)
    return found


def number(body: Json, path: str) -> Decimal | None:
    """The decimal at a path, None when absent. Raises Refused for what is no finite number."""
    found = text(body, path)
    if not found:
        return None
    try:
        value = Decimal(found)
    except InvalidOperation as error:
        raise Refused(f"{path} is not a number") from error
    if not value.is_finite():
        raise Refused(f"{path} is not a number")
    return value


def amount(body: Json, path: str) -> Decimal:
    """The decimal at a path. Raises Refused when it is absent."""
    found = number(body, path)
    if found is None:
        raise Refused(f"{path} is required", nested=True)
    return found


def objects(body: Json, path: str) -> list[Json]:
    """The list of objects at a path, empty when absent."""
    found = at(body, path)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refused(f"{path} is not a list of objects")
    return found


def texts(body: Json, path: str) -> tuple[str, ...]:
    """The list of texts at a path, empty when absent."""
    found = at(body, path)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise Refused(f"{path} is not a list")
    return tuple(str(each) for each in found)
