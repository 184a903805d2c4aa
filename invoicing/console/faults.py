"""Failures, faults and warnings in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from documents.console.bodies import pretty
from documents.models import Document

CLASSIFICATIONS = {
    "fatal": "It will be refused again as it is: correct it and submit it again, or void it.",
    "configuration": "Our own set-up keeps it from being sent: correct that, then retry.",
    "transient": "It may work later.",
}
KNOWN = ("code", "message", "loc", "law", "severity")


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault or warning for a page. `where` is the field in words, `more` what else it carries."""

    message: str
    where: str
    code: str
    law: str
    more: str


@dataclass(frozen=True, slots=True)
class ShownFailure:
    """Why a document failed and what can be done."""

    message: str
    advice: str
    code: str
    faults: list[ShownFault]
    provider_response: str


def failure_of(document: Document) -> ShownFailure | None:
    """The document's failure; None where it has none."""
    failure = document.failure
    if not failure:
        return None
    answer = failure.get("provider_response")
    return ShownFailure(
        message=document.failure_reason or failure.get("message", ""),
        advice=CLASSIFICATIONS.get(failure.get("classification", ""), ""),
        code=failure.get("code", ""),
        faults=shown(failure.get("faults") or []),
        provider_response=pretty(answer) if answer else "",
    )


def shown(faults: Sequence[dict[str, Any]]) -> list[ShownFault]:
    """Stored faults, as `faults_json` writes them, for a page."""
    return [_shown(fault) for fault in faults]


def _shown(fault: dict[str, Any]) -> ShownFault:
    more = {name: value for name, value in fault.items() if name not in KNOWN}
    return ShownFault(
        message=str(fault.get("message", "")),
        where=path_in_words(fault.get("loc") or ()),
        code=str(fault.get("code", "")),
        law=str(fault.get("law", "")),
        more=pretty(more) if more else "",
    )


def path_in_words(path: Sequence[str | int]) -> str:
    """A field's path for a clerk: `line_items, 0, unit_price` is `Line 1 > unit price`."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int) and words and words[-1].lower() == "line items":
            words[-1] = f"Line {part + 1}"
        elif isinstance(part, int):
            words.append(f"no. {part + 1}")
        else:
            words.append(part.replace("_", " "))
    text = " > ".join(words)
    return text[:1].upper() + text[1:]
