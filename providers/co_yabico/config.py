"""What an issuer profile tells this provider: `provider_config`, all texts."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from documents.values import Fault, Severity
from providers.base import Account, ErrorKind, ProviderError
from providers.http import LIMITS, Limits

DATES: Final = ("resolution_valid_from", "resolution_valid_to")
TIMEOUTS: Final = ("connect_timeout", "read_timeout")
SECONDS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
SHAPES: Final = {
    "organizational_unit_id": re.compile(r"[0-9A-Za-z-]{1,64}"),
    "environment": re.compile(r"[12]"),
    "technical_key": re.compile(r"[0-9a-fA-F]{40,64}"),
    "resolution_number": re.compile(r"[0-9]{1,20}"),
    "software_pin": re.compile(r"[0-9A-Za-z]{1,64}"),
    "tacit_acceptance": re.compile(r"propose|send"),
    "subtype": re.compile(r"SALES|CONTINGENCY"),
    "contingency_profile_id": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}
MEANINGS: Final = {
    "organizational_unit_id": "the uid of the organizational unit at the provider",
    "environment": "1 (production) or 2 (test)",
    "technical_key": "the 40 to 64 hexadecimal digits of DIAN's GetNumberingRange",
    "resolution_number": "the number of DIAN's numbering authorisation",
    "software_pin": "the letters and digits of the software's PIN at DIAN",
    "tacit_acceptance": "propose or send",
    "subtype": "SALES, or CONTINGENCY for the series of the issuer's own contingency",
    "contingency_profile_id": "the id of the issuer profile with the contingency series",
}
KEYS: Final = frozenset({*SHAPES, *DATES})


def unit_of(account: Account) -> str:
    """The organizational unit's uid: of the config, else the profile's `external_ref`.

    Raises ProviderError CONFIG `unit_missing`.
    """
    unit = account.config.get("organizational_unit_id") or account.external_ref
    if not unit:
        message = "The issuer profile names no organizational unit."
        raise ProviderError(ErrorKind.CONFIG, "unit_missing", message)
    return unit


def address_of(account: Account) -> str:
    """The endpoint's URL. Raises ProviderError CONFIG `endpoint_missing` or `endpoint_invalid`."""
    address = account.config.get("base_url", "")
    if not address:
        message = "No address is configured for this provider."
        raise ProviderError(ErrorKind.CONFIG, "endpoint_missing", message)
    if not is_endpoint(address):
        message = "The provider's address must be an https URL."
        raise ProviderError(ErrorKind.CONFIG, "endpoint_invalid", message)
    return address


def limits_of(account: Account) -> Limits:
    """The default limits with the account's `connect_timeout` and `read_timeout` (seconds)."""
    connect, read = (account.config.get(key, "") for key in TIMEOUTS)
    return replace(
        LIMITS,
        connect=float(connect) if SECONDS.fullmatch(connect) else LIMITS.connect,
        read=float(read) if SECONDS.fullmatch(read) else LIMITS.read,
    )


def is_endpoint(address: str) -> bool:
    """Whether it is https, or http to a host of this network: loopback or a name without a dot."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    near = host in ("127.0.0.1", "::1") or "." not in host
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and near))


def config_faults(config: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is malformed (errors) or likely forgotten (warnings). Paths are the config's keys."""
    return (*_shape_faults(config), *_date_faults(config), *_hints(config))


def _shape_faults(config: Mapping[str, str]) -> tuple[Fault, ...]:
    wrong = [k for k, shape in SHAPES.items() if k in config and not shape.fullmatch(config[k])]
    faults = [_fault("config_malformed", key, f"{key} must be {MEANINGS[key]}.") for key in wrong]
    return tuple(faults)


def _date_faults(config: Mapping[str, str]) -> tuple[Fault, ...]:
    days = {key: _day(config[key]) for key in DATES if key in config}
    wrong = [
        _fault("config_malformed", k, f"{k} must be a date.") for k, d in days.items() if not d
    ]
    first, last = (days.get(key) for key in DATES)
    if first and last and last < first:
        message = "resolution_valid_to lies before resolution_valid_from."
        wrong.append(_fault("config_dates_reversed", DATES[1], message))
    return tuple(wrong)


def _hints(config: Mapping[str, str]) -> tuple[Fault, ...]:
    hints = [
        _fault("config_key_unknown", key, f"{key} is not used.", Severity.WARNING)
        for key in sorted(config.keys() - KEYS)
    ]
    if "organizational_unit_id" not in config:
        message = "Without organizational_unit_id the profile's external_ref is used."
        hints.append(_fault("config_absent", "organizational_unit_id", message, Severity.WARNING))
    if ("technical_key" in config) != ("environment" in config) and "software_pin" not in config:
        message = "The CUFE is checked only with both technical_key and environment."
        hints.append(_fault("config_absent", "technical_key", message, Severity.WARNING))
    return tuple(hints)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fault(code: str, key: str, message: str, severity: Severity = Severity.ERROR) -> Fault:
    return Fault(code, (key,), message, severity=severity)
