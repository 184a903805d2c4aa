"""Businesses: the issuers of an account, as FacturaGreen keeps them."""

import secrets
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

NOTICE_IDS = ("fg", "sat")


def new_id(kind: str, digits: int | None = None) -> str:
    """An id as FacturaGreen makes them: kind, digits and a UUID."""
    number = secrets.randbelow(9000) + 1000 if digits is None else digits
    return f"e-{kind}-{number}-{uuid.uuid4()}"


@dataclass(frozen=True, slots=True)
class Unit:
    """An issuer. `certificate` is its CSD (Base64 of the DER), "" before there is one.
    `notice_ids`: which id of a document its notices carry. `step_seconds` overrides the pace."""

    uid: str
    key: str
    account: str = "0000"
    rfc: str = "EKU9003173C9"
    name: str = "ESCUELA KEMPER URGATE"
    regime: str = "601"
    zip: str = "42501"
    serie: str = "FG"
    active: bool = True
    webhook_url: str = ""
    webhook_secret: str = ""
    notice_ids: str = "fg"
    step_seconds: float | None = None
    certificate: str = ""

    def as_json(self) -> dict[str, Any]:
        """How the journal keeps it."""
        return asdict(self)


WORDS = {
    "uid": "uid",
    "key": "key",
    "account": "account",
    "rfc": "rfc",
    "name": "name",
    "regime": "regime",
    "zip": "zip",
    "serie": "serie",
    "active": "active",
    "webhookUrl": "webhook_url",
    "webhookSecret": "webhook_secret",
    "noticeIds": "notice_ids",
    "stepSeconds": "step_seconds",
}


def order_unit(wish: dict[str, Any]) -> Unit:
    """A new unit from a control request; everything has a default. Raises ValueError on an unknown
    word."""
    fresh = Unit(uid=new_id("business"), key=f"sandbox-{secrets.token_hex(12)}")
    return changed(fresh, wish)


def changed(unit: Unit, wish: dict[str, Any]) -> Unit:
    """The unit with what a control request says of it. Raises ValueError on an unknown word."""
    if strange := sorted(set(wish) - set(WORDS)):
        raise ValueError(f"unknown: {', '.join(strange)}")
    if wish.get("noticeIds", "fg") not in NOTICE_IDS:
        raise ValueError(f"noticeIds is one of {', '.join(NOTICE_IDS)}")
    return replace(unit, **{WORDS[theirs]: value for theirs, value in wish.items()})


def show_unit(unit: Unit) -> dict[str, Any]:
    """The unit in the words of the control endpoint."""
    return {theirs: getattr(unit, ours) for theirs, ours in WORDS.items()}
