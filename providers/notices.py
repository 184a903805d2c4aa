"""Notices: what a provider tells of its own accord. Nothing in one is believed: it is a reason to
look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


class BadNotice(ValueError):
    """A body that is no notice of this provider."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`event_id` names it once and for all; `type` is the provider's word, `known` whether it means
    anything to us. `ids` are those the document may go by (the provider's or the authority's), and
    `business` whose it is. `number` is the provider's own serie and folio, where told."""

    event_id: str
    type: str
    known: bool
    ids: tuple[str, ...]
    business: str
    scope: str = ""
    number: tuple[str, str] = ("", "")


@runtime_checkable
class NoticeReader(Protocol):
    """A provider that sends notices."""

    def read_notice(self, body: bytes) -> Notice:
        """The notice in a request's body. Raises BadNotice."""

    def notice_secret_header(self, config: Mapping[str, str]) -> str:
        """The name, in lower case, of the header an account's shared secret comes in."""
