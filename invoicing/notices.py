"""Taking in what a provider tells of its own accord.

A notice is stored as it came, before anything is made of it, and answered at once: no provider, no
broker and no document is waited for. What it means is found out by the sweep
(`invoicing.notice_matching`), and even then it is believed no more than this: it is time to look.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from invoicing import notice_profiles
from invoicing.models import ProviderNotice
from parties.models import IssuerProfile, Tenant
from providers import secrets
from providers.base import ErrorKind, Provider, ProviderError
from providers.notices import BadNotice, Notice, NoticeReader

RECEIVED, MATCHED, UNMATCHED = "received", "matched", "unmatched"
IGNORED, MALFORMED, REFUSED = "ignored", "malformed", "refused"
MOST_HEADER_CHARACTERS: Final = 500
KEPT_HEADERS: Final = ("content-type", "user-agent", "content-length", "x-forwarded-for")
NONE: Final = Notice("", "", False, (), "")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request to a provider's webhook. `headers` have names in lower case; `tenant` is whose
    address it came to, None where the address is everybody's."""

    provider: Provider
    body: bytes
    headers: Mapping[str, str]
    flow_id: str
    tenant: Tenant | None = None


class Refused(Exception):
    """The shared secret is not the one the issuer's profile names; the notice is stored as
    such."""


class SecretUnavailable(Exception):
    """The shared secret cannot be read just now; the notice is stored, and to be sent again."""


def receive(arrival: Arrival) -> str:
    """Store a request and give the notice's state; one that is stored already, by the event's id,
    changes nothing. Raises BadNotice, Refused, SecretUnavailable, each after storing it."""
    notice, malformed = _read(arrival)
    business = _storable(notice.business)
    profiles = notice_profiles.of(arrival.provider, business, arrival.tenant)
    try:
        allowed = _has_secret(arrival, profiles)
    except ProviderError as error:
        _store(arrival, notice, profiles, REFUSED)
        raise SecretUnavailable from error
    if not allowed:
        _store(arrival, notice, profiles, REFUSED)
        raise Refused
    if malformed is not None:
        _store(arrival, notice, profiles, MALFORMED)
        raise malformed
    state = RECEIVED if notice.known else IGNORED
    _store(arrival, notice, profiles, state)
    return state


def _read(arrival: Arrival) -> tuple[Notice, BadNotice | None]:
    reader = arrival.provider
    assert isinstance(reader, NoticeReader)
    try:
        return reader.read_notice(arrival.body), None
    except BadNotice as error:
        return NONE, error


def _has_secret(arrival: Arrival, profiles: list[IssuerProfile]) -> bool:
    """Whether it carries a secret that one of the profiles names, or none of them names any. All
    are compared, each in constant time."""
    reader = arrival.provider
    assert isinstance(reader, NoticeReader)
    wanted = [one for one in profiles if one.provider_config.get("webhook_secret_arn")]
    matches = [_matches(arrival.headers, reader, one) for one in wanted]
    return not wanted or any(matches)


def _matches(headers: Mapping[str, str], reader: NoticeReader, profile: IssuerProfile) -> bool:
    given = headers.get(reader.notice_secret_header(profile.provider_config), "")
    expected = secrets.resolve(profile.provider_config["webhook_secret_arn"])
    if not expected:
        raise ProviderError(ErrorKind.CONFIG, "credential_missing", "The webhook has no secret.")
    return hmac.compare_digest(given.encode(), expected.encode())


def _store(arrival: Arrival, notice: Notice, profiles: list[IssuerProfile], state: str) -> None:
    now = timezone.now()
    tenant_id = arrival.tenant.id if arrival.tenant else notice_profiles.tenant_of(profiles)
    ProviderNotice.objects.bulk_create(
        [
            ProviderNotice(
                tenant_id=tenant_id,
                provider=arrival.provider.name,
                state=state,
                event_id=_storable(notice.event_id),
                type=_storable(notice.type),
                business=_storable(notice.business),
                ids=[_storable(one) for one in notice.ids],
                number=_storable("".join(notice.number)),
                headers=_kept(arrival.headers),
                body=arrival.body,
                due_at=now if state == RECEIVED else None,
                received_at=now,
                flow_id=arrival.flow_id,
            )
        ],
        ignore_conflicts=True,
    )


def _storable(text: str) -> str:
    """JSON can say what the database does not take: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that say where it came from; no other is kept, for any may be a secret."""
    return {
        name: _storable(headers[name][:MOST_HEADER_CHARACTERS])
        for name in KEPT_HEADERS
        if name in headers
    }
