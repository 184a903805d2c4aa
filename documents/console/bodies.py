"""Bytes of the wire as text for people: indented, shortened, never interpreted as HTML."""

import json
from typing import Any, Final

from lxml import etree

LONGEST_WORD: Final = 600
LONGEST_SHOWN: Final = 60_000
INDENT: Final = "  "


def readable(body: bytes) -> str:
    """JSON and XML indented, other text as it is, anything else described. Plain text: whoever puts
    it into a page escapes it.

    Long texts without a blank inside JSON (files in base64) are shortened, and so is what is too
    long as a whole; the raw bytes have everything.
    """
    for form in (_json, _xml, _text):
        shown = form(body)
        if shown is not None:
            return _shortened(shown)
    return f"{len(body):,} bytes that are not text"


def pretty(data: Any) -> str:
    """JSON values as indented text, long words shortened."""
    return _indented(data, "")


class _Digits(str):
    """A number as it was written: 10.00 stays 10.00."""


def _json(body: bytes) -> str | None:
    try:
        return pretty(json.loads(body, parse_float=_Digits, parse_int=_Digits))
    except (ValueError, RecursionError):
        return None


def _indented(data: Any, margin: str) -> str:
    inner = margin + INDENT
    if isinstance(data, dict) and data:
        lines = [
            f"{inner}{_scalar(name)}: {_indented(value, inner)}" for name, value in data.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if isinstance(data, list) and data:
        lines = [f"{inner}{_indented(value, inner)}" for value in data]
        return "[\n" + ",\n".join(lines) + f"\n{margin}]"
    return _scalar(data)


def _scalar(data: Any) -> str:
    if isinstance(data, _Digits):
        return str(data)
    if isinstance(data, str) and len(data) > LONGEST_WORD and not any(map(str.isspace, data)):
        data = f"{data[:80]}... ({len(data):,} characters)"
    return json.dumps(data, ensure_ascii=False, default=str)


def _xml(body: bytes) -> str | None:
    """Entities stay unresolved and nothing is fetched: the bytes come from outside."""
    if not body.lstrip().startswith(b"<"):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return etree.tostring(root, pretty_print=True, encoding="unicode")


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if "\x00" not in text else None


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[:LONGEST_SHOWN]}\n... ({len(text):,} characters; the rest is in the raw bytes)"
