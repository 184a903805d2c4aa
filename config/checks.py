"""A missing or half-set production setting is an error that names its fix.

`manage.py check` reports them; the web, worker and beat processes refuse to start with one
(`refuse_half_set`). With DEBUG on nothing is required.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from config.settings import DEVELOPMENT_FIELD_KEY, INSECURE_SECRET_KEY

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SECRET_KEY_LENGTH = 50


@register()
def production_settings(
    app_configs: Sequence[AppConfig] | None = None, **_: Any
) -> list[CheckMessage]:
    """Every production setting that is missing or half set; nothing with DEBUG on."""
    if settings.DEBUG:
        return []
    return [error for rule in RULES for error in rule()]


def refuse_half_set() -> None:
    """Raise ImproperlyConfigured with every finding, so that no process serves half set up."""
    findings = production_settings()
    if findings:
        raise ImproperlyConfigured("\n".join(f"{f.id}: {f.msg} {f.hint}" for f in findings))


def secret_key() -> Iterator[Error]:
    """SECRET_KEY signs sessions and links: set, long, nobody else's."""
    key = settings.SECRET_KEY
    if key == INSECURE_SECRET_KEY or key.startswith("django-insecure"):
        yield Error(
            "SECRET_KEY is not set.",
            hint="Set SECRET_KEY to 50 or more random characters, known to nobody else.",
            id="invoicing.E001",
        )
    elif len(key) < SECRET_KEY_LENGTH:
        yield Error(
            f"SECRET_KEY has {len(key)} characters.",
            hint="Set SECRET_KEY to 50 or more random characters.",
            id="invoicing.E001",
        )


def allowed_hosts() -> Iterator[Error]:
    """ALLOWED_HOSTS: without it every request is refused."""
    if not settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is empty: every request would be refused.",
            hint="Set ALLOWED_HOSTS to the host names callers use, separated by commas.",
            id="invoicing.E002",
        )


def field_encryption_keys() -> Iterator[Error]:
    """FIELD_ENCRYPTION_KEYS encrypt what is stored: one Fernet key or more, none public."""
    if not settings.FIELD_ENCRYPTION_KEYS:
        yield Error(
            "FIELD_ENCRYPTION_KEYS is empty: secrets could not be stored.",
            hint=_FERNET_HINT,
            id="invoicing.E003",
        )
    for position, key in enumerate(settings.FIELD_ENCRYPTION_KEYS, 1):
        if key == DEVELOPMENT_FIELD_KEY or not _is_fernet_key(key):
            yield Error(
                f"FIELD_ENCRYPTION_KEYS: key {position} is not a Fernet key of your own.",
                hint=_FERNET_HINT,
                id="invoicing.E003",
            )


_FERNET_HINT = (
    "Set FIELD_ENCRYPTION_KEYS to Fernet keys (32 random bytes, URL-safe base64), newest first."
)


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def provider_urls() -> Iterator[Error]:
    """Each provider's base URL is set and https (http to this machine only, with HTTPS off)."""
    for name, url in settings.PROVIDER_URLS.items():
        setting = f"{name.upper()}_URL"
        if not url:
            yield Error(
                f"{setting} is empty: documents for {name} could not be sent.",
                hint=f"Set {setting} to the provider's base URL.",
                id="invoicing.E004",
            )
        elif not _is_safe(url):
            yield Error(
                f"{setting} is not an https URL: credentials would travel in clear.",
                hint=f"Set {setting} to the provider's https base URL.",
                id="invoicing.E004",
            )


def database() -> Iterator[Error]:
    """DATABASE_URL names the PostgreSQL database."""
    if not settings.DATABASE_URL.startswith(("postgres://", "postgresql://")):
        yield Error(
            "DATABASE_URL names no PostgreSQL database.",
            hint="Set DATABASE_URL to postgresql://user:password@host:5432/name.",
            id="invoicing.E005",
        )


def redis() -> Iterator[Error]:
    """REDIS_URL names the Redis server that carries nudges."""
    if not settings.REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
        yield Error(
            "REDIS_URL names no Redis server.",
            hint="Set REDIS_URL to redis://host:6379/0 (rediss:// with TLS).",
            id="invoicing.E006",
        )


def public_base_url() -> Iterator[Error]:
    """PUBLIC_BASE_URL stands in the links to files that callers get."""
    if not _is_safe(settings.PUBLIC_BASE_URL):
        yield Error(
            "PUBLIC_BASE_URL is not the https address callers use.",
            hint="Set PUBLIC_BASE_URL to the gateway's address, e.g. https://invoicing.example.com.",
            id="invoicing.E007",
        )


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and not settings.HTTPS and parts.hostname in LOOPBACK


def secret_reference_prefixes() -> Iterator[Error]:
    """A tenant can name its own credentials only: each prefix holds the tenant's id."""
    prefixes = settings.SECRET_REFERENCE_PREFIXES
    if not prefixes or any("{tenant}" not in prefix for prefix in prefixes):
        yield Error(
            "SECRET_REFERENCE_PREFIXES lets a tenant name another tenant's credential, or none.",
            hint="Set SECRET_REFERENCE_PREFIXES to where each tenant's secrets are kept, such as"
            " arn:aws:secretsmanager:REGION:ACCOUNT:secret:invoicing/{tenant}/.",
            id="invoicing.E008",
        )


RULES: tuple[Callable[[], Iterator[Error]], ...] = (
    secret_key,
    allowed_hosts,
    field_encryption_keys,
    provider_urls,
    database,
    redis,
    public_base_url,
    secret_reference_prefixes,
)
