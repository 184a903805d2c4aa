"""From the provider's acceptance events to ours: pure."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from lxml import etree

from providers.acceptance import RemoteEvent
from providers.base import FoundFacts, Outcome, OutcomeStatus
from providers.co_yabico.mapping.draft import BOGOTA
from providers.co_yabico.reading import at, instant, without_check_digit

Json = Mapping[str, Any]

CODES: Final[Mapping[str, str]] = {
    "RECEIPT_ACK": "030",
    "REJECTION": "031",
    "PRODUCTS_RECEPTION": "032",
    "EXPRESS_ACCEPTANCE": "033",
    "TACIT_ACCEPTANCE": "034",
}
"""The provider's words for DIAN's events; its own (PRODUCTS_DELIVERY, MAIL_RECEPTION_ACK) stay."""

HASH: Final = re.compile(r"[0-9a-f]{96}")
UBL: Final = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
LARGEST: Final = 10 * 1024 * 1024


def code_of(event: Json) -> str:
    """DIAN's code of an event, or the provider's own word where DIAN has none."""
    word = "".join(str(event.get("eventType") or "").split()).upper()
    return CODES.get(word, word)


def remote_event(event: Json) -> RemoteEvent:
    """An event of theirs as ours."""
    sender = event.get("senderParty") or event.get("issuerParty") or {}
    return RemoteEvent(
        code=code_of(event),
        uid=str(event.get("id") or ""),
        occurred_at=instant(event.get("issueDate")),
        received_at=instant(event.get("receptionDate")),
        description=str(event.get("eventDescription") or ""),
        reason=str(event.get("reason") or ""),
        concept=_concept(event),
        sender_id=_identifier(sender),
        sender_name=person_name(sender.get("partyName") or {}),
        fiscal_id=cude_of(event),
    )


def remote_events(events: Iterable[Json | None]) -> tuple[RemoteEvent, ...]:
    """All of them, oldest first; those without an instant keep their place."""
    read = [remote_event(event) for event in events if event]
    return tuple(sorted(read, key=lambda e: e.occurred_at.timestamp() if e.occurred_at else 0.0))


def event_outcome(event: Json, sent: FoundFacts, number: str) -> Outcome:
    """What an event the provider holds means: it exists, so it is valid.

    `sent` is what we know of ours, of which the provider tells receiver and day alone: an event has
    no money. Its fiscal id is the CUDE, or the provider's id for an event of its own. `facts` are
    None where its number is told and is not ours: somebody else made it, or we under another one.
    """
    read, its_number = remote_event(event), number_of(event)
    told = _identifier(event.get("receiverParty") or {})
    day = read.occurred_at.astimezone(BOGOTA).date() if read.occurred_at else None
    facts = replace(sent, buyer_id=told or sent.buyer_id, issued_on=day)
    return Outcome(
        status=OutcomeStatus.ISSUED,
        operation_id=read.uid,
        fiscal_id=read.fiscal_id or read.uid,
        raw_status=read.code,
        issued_at=read.occurred_at,
        facts=facts if its_number in (None, number) else None,
        answer=dict(event),
    )


def cude_of(event: Json) -> str | None:
    """An event's CUDE: told as its document's id, else the UUID of its ApplicationResponse."""
    told = str(event.get("documentId") or "").strip().lower()
    if HASH.fullmatch(told):
        return told
    return _of_response(event, "UUID")


def number_of(event: Json) -> str | None:
    """The number an event was given, as its ApplicationResponse has it; None where it is not
    told."""
    return _of_response(event, "ID")


def response_of(event: Json) -> bytes | None:
    """The event's ApplicationResponse, plain or base64; None where there is none."""
    given = str(event.get("applicationResponse") or "").strip()
    if not given or len(given) > LARGEST:
        return None
    if given.startswith("<"):
        return given.encode()
    try:
        return base64.b64decode("".join(given.split()), validate=True)
    except binascii.Error:
        return None


def person_name(name: Json) -> str:
    """The corporate name, or a person's names in order."""
    parts = ("firstName", "secondName", "firstSurname", "secondSurname")
    whole = " ".join(str(name[p]) for p in parts if name.get(p))
    return str(name.get("corporateName") or whole)


def _of_response(event: Json, field: str) -> str | None:
    root = _root(event)
    return None if root is None else root.findtext(f"{UBL}{field}")


def _root(event: Json) -> Any:
    content = response_of(event)
    if content is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _identifier(party: Json) -> str:
    return without_check_digit(str(at(party, "partyIdentification", "identifier") or ""))


def _concept(event: Json) -> str:
    """A claim's concept (annex RADIAN, table of claim concepts), which only the ApplicationResponse
    tells: `listID` of its ResponseCode."""
    root = _root(event) if code_of(event) == "031" else None
    found = None if root is None else root.find(f".//{UBL}ResponseCode")
    return "" if found is None else str(found.get("listID") or "")
