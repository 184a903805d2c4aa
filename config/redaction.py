"""What a log line may not say: secrets and personal data, by key and by shape."""

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

REMOVED = "[removed]"

_SECRET_KEYS = re.compile(
    r"(^|_)(authorization|cookie|token|secret|password|passwd|api_?key|secret_?key|credentials?"
    r"|private_?key|technical_?key|pin|signature|dsn)s?$"
)
_PERSONAL_KEYS = frozenset(
    (
        *("name", "names", "first_name", "second_name", "first_surname", "second_surname"),
        *(
            "surname",
            "legal_name",
            "email",
            "emails",
            "tax_id",
            "phone",
            "address",
            "line1",
            "line2",
        ),
        *("receiver", "issuer", "party", "body", "payload", "request_body", "response_body"),
    )
)
_SHAPES = (
    (re.compile(r"(?i)\b(bearer|basic|token)\s+[\w.~+/=-]{8,}"), r"\1 " + REMOVED),
    (re.compile(r"(?i)\bwhsec_[\w+/=-]+"), REMOVED),
    (re.compile(r"(?i)(?<=provider-webhooks/facturagreen/)[^\s/?]+"), REMOVED),
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"), REMOVED),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w"), REMOVED),
    # PostgreSQL repeats a row's values in the detail of a broken constraint.
    (re.compile(r"(?m)^(\s*DETAIL:).*$"), r"\1 " + REMOVED),
)


# Where none of these stands in a text, casefolded, no shape fits it: almost every text there is.
_SIGNS = ("bearer", "basic", "token", "whsec_", "provider-webhooks/", "://", "@", "detail:")


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: the event with secrets and personal data taken out, at any depth."""
    return {key: _value(key, value) for key, value in event.items()}


def clean(text: str) -> str:
    """The text without bearer tokens, webhook secrets, URL passwords, e-mail and row values."""
    folded = text.casefold()
    for sign in _SIGNS:
        if sign in folded:
            return _shapes_removed(text)
    return text


def _shapes_removed(text: str) -> str:
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return text


def _value(key: object, value: Any) -> Any:
    if isinstance(key, str) and _forbidden(key):
        return REMOVED
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {inner: _value(inner, item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(None, item) for item in value]
    return value if isinstance(value, int | float | bool | None) else clean(str(value))


@lru_cache(maxsize=4096)
def _forbidden(key: str) -> bool:
    plain = key.lower().replace("-", "_")
    return plain in _PERSONAL_KEYS or _SECRET_KEYS.search(plain) is not None
