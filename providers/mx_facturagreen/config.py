"""What an issuer profile tells this provider: `provider_config`, all texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from documents.sat.taxpayer import REGIMENES_FISCALES
from documents.values import Fault, Severity
from providers.base import Account, ErrorKind, ProviderError
from providers.http import LIMITS, Limits
from providers.mx_facturagreen.assumptions import FIELDS, SWITCHES

NO_ACCOUNT: Final = "0000"
TIMEOUTS: Final = ("connect_timeout", "read_timeout")
SECONDS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
SHAPES: Final = {
    "business_uuid": re.compile(r"[0-9A-Za-z-]{1,80}"),
    "account_uuid": re.compile(r"[0-9A-Za-z-]{1,80}"),
    "lugar_expedicion": re.compile(r"[0-9]{5}"),
    "issuer_regimen_fiscal": re.compile("|".join(entry.key for entry in REGIMENES_FISCALES)),
    "webhook_secret_arn": re.compile(r"(arn|env|file):\S{1,500}"),
    "csd_valid_to": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    **dict.fromkeys(FIELDS, re.compile(r"[A-Za-z][0-9A-Za-z_-]{0,39}|")),
    **dict.fromkeys(SWITCHES, re.compile("yes|no")),
}
MEANINGS: Final = {
    "business_uuid": "the id of the business at the provider",
    "account_uuid": "the id of the account at the provider",
    "lugar_expedicion": "the five digits of a postal code",
    "issuer_regimen_fiscal": "a key of c_RegimenFiscal, such as 601",
    "webhook_secret_arn": "a reference to where the webhook's secret is kept",
    "csd_valid_to": "the last day of the issuer's seal certificate, such as 2027-03-31",
    **dict.fromkeys(FIELDS, "the name of a field, or empty where there is none"),
    **dict.fromkeys(SWITCHES, "yes or no"),
}


@dataclass(frozen=True, slots=True)
class Headers:
    """Who asks, and for which issuer."""

    key: str = field(repr=False)
    business: str
    account: str

    def as_sent(self) -> Mapping[str, str]:
        """The three headers FacturaGreen wants."""
        return {
            "x-application-key": self.key,
            "x-application-business-uuid": self.business,
            "x-application-account-uuid": self.account,
        }


def headers_of(account: Account) -> Headers:
    """The account's headers. Raises ProviderError CONFIG `business_missing`."""
    business = account.config.get("business_uuid") or account.external_ref
    if not business:
        message = "The issuer profile names no business at the provider."
        raise ProviderError(ErrorKind.CONFIG, "business_missing", message)
    return Headers(account.secret, business, account.config.get("account_uuid") or NO_ACCOUNT)


def address_of(account: Account, key: str = "base_url") -> str:
    """A configured address without a slash at its end: the provider's, or with `consulta_url`
    SAT's. Raises ProviderError CONFIG `endpoint_missing` or `endpoint_invalid`."""
    address = account.config.get(key, "").rstrip("/")
    if not address:
        raise ProviderError(ErrorKind.CONFIG, "endpoint_missing", f"No {key} is configured.")
    if not is_endpoint(address):
        message = f"The {key} must be an https URL."
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
    return (*_malformed(config), *_unknown(config), *_absent(config))


def _malformed(config: Mapping[str, str]) -> tuple[Fault, ...]:
    wrong = [key for key in SHAPES if key in config and not _well_formed(key, config[key])]
    return tuple(
        Fault("config_malformed", (key,), f"{key} must be {MEANINGS[key]}.") for key in wrong
    )


def _well_formed(key: str, text: str) -> bool:
    if not SHAPES[key].fullmatch(text):
        return False
    return key != "csd_valid_to" or _is_day(text)


def _unknown(config: Mapping[str, str]) -> tuple[Fault, ...]:
    return tuple(
        Fault("config_key_unknown", (key,), f"{key} is not used.", severity=Severity.WARNING)
        for key in sorted(config.keys() - SHAPES.keys())
    )


def _absent(config: Mapping[str, str]) -> tuple[Fault, ...]:
    hints = {
        "business_uuid": "Without business_uuid the profile's external_ref is used.",
        "lugar_expedicion": "Without lugar_expedicion each document must give its own.",
        "issuer_regimen_fiscal": "Without issuer_regimen_fiscal each document must give its own.",
    }
    faults = [_absence(key, text) for key, text in hints.items() if key not in config]
    if config.get("assume_list") == "no":
        message = "With assume_list no, an unclear outcome always waits for a person."
        faults.append(_absence("assume_list", message))
    return tuple(faults)


def _absence(key: str, message: str) -> Fault:
    return Fault("config_absent", (key,), message, severity=Severity.WARNING)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
