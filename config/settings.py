"""Every setting, typed. Values come from the environment, then from the file ENV_FILE (.env).

docs/running.md lists them; config/checks.py refuses a production set-up that is missing one.
"""

import base64
import hashlib
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import environ

from config import api_settings

BASE_DIR: Final = Path(__file__).resolve().parent.parent

env = environ.Env()
ENV_FILE: Path = BASE_DIR / env.str("ENV_FILE", default=".env")
if ENV_FILE.is_file():
    env.read_env(str(ENV_FILE))

DEBUG: bool = env.bool("DEBUG", default=False)
LOG_LEVEL: str = env.str("LOG_LEVEL", default="INFO").upper()
LOCAL_DIR: Path = Path(env.str("LOCAL_DIR", default=str(BASE_DIR / ".local")))

# --- who we are, who may call ------------------------------------------------------------------

INSECURE_SECRET_KEY: Final = "insecure-key-for-development-only"
SECRET_KEY: str = env.str("SECRET_KEY", default="") or INSECURE_SECRET_KEY
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

WEB_PORT: int = env.int("WEB_PORT", default=8000)
PUBLIC_BASE_URL: str = env.str("PUBLIC_BASE_URL", default=f"http://127.0.0.1:{WEB_PORT}")

# Fernet keys, the first encrypts, all decrypt. Development has one made from a public text.
DEVELOPMENT_FIELD_KEY: Final = base64.urlsafe_b64encode(
    hashlib.sha256(INSECURE_SECRET_KEY.encode()).digest()
).decode()
FIELD_ENCRYPTION_KEYS: list[str] = env.list(
    "FIELD_ENCRYPTION_KEYS", default=[DEVELOPMENT_FIELD_KEY] if DEBUG else []
)

# --- database and Redis ------------------------------------------------------------------------

DATABASE_URL: str = env.str("DATABASE_URL", default="")
REDIS_URL: str = env.str("REDIS_URL", default="")


# Parameters travel beside the statement, and a statement seen five times on a connection is parsed
# and planned no more. A pooler between us and the server must know prepared statements.
PREPARED: Final[dict[str, Any]] = {"server_side_binding": True, "prepare_threshold": 5}


def _database(url: str) -> dict[str, Any]:
    """Django's settings for a libpq URL; a socket folder is its percent-encoded host.

    Connections are kept: a web thread and a worker process each hold one of their own, so a pool
    would hold as many. A kept one is tried before use, so a restarted server costs no request.
    """
    found: dict[str, Any] = environ.Env.db_url_config(url or "postgresql:///invoicing")
    found["ENGINE"] = "config.postgresql"
    found["HOST"] = unquote(found["HOST"])
    found["OPTIONS"] = {**PREPARED, "connect_timeout": 5, **found.get("OPTIONS", {})}
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES: dict[str, dict[str, Any]] = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery (config/celery.py reads CELERY_*) --------------------------------------------------


def _broker(url: str) -> str:
    """Celery's address for a redis-py URL: only the unix socket's form differs."""
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL", default="") or _broker(REDIS_URL)
CELERY_WORKER_CONCURRENCY: int = env.int("CELERY_WORKER_CONCURRENCY", default=4)

# --- providers ---------------------------------------------------------------------------------

SANDBOX_PORT: int = env.int("SANDBOX_PORT", default=8010)
SANDBOX_URL: str = env.str(
    "SANDBOX_URL", default=f"http://127.0.0.1:{SANDBOX_PORT}" if DEBUG else ""
)
# Where a sandbox is named, providers are reached there unless they are named themselves.
CO_YABICO_URL: str = env.str("CO_YABICO_URL", default="") or (
    f"{SANDBOX_URL}/co/einvoices/v2/" if SANDBOX_URL else ""
)

MX_FACTURAGREEN_URL: str = env.str("MX_FACTURAGREEN_URL", default="") or SANDBOX_URL
# SAT's public service that tells whether a CFDI is valid and how its cancellation stands.
MX_SAT_CONSULTA_URL: str = env.str("MX_SAT_CONSULTA_URL", default="") or (
    f"{SANDBOX_URL}/ConsultaCFDIService.svc"
    if SANDBOX_URL
    else "https://consultaqr.facturaelectronica.sat.gob.mx/ConsultaCFDIService.svc"
)
# A folder, or a file, of SAT's certificates that stamps are verified with.
MX_SAT_CERTIFICATES: str = env.str("MX_SAT_CERTIFICATES", default="")

# Base URL per provider name, as providers/registry.py names them.
PROVIDER_URLS: dict[str, str] = {
    "co_yabico": CO_YABICO_URL,
    "mx_facturagreen": MX_FACTURAGREEN_URL,
}
# What else the operator tells a provider; it goes before what an issuer profile says.
PROVIDER_SETTINGS: dict[str, dict[str, str]] = {
    "mx_facturagreen": {
        "consulta_url": MX_SAT_CONSULTA_URL,
        "sat_certificates": MX_SAT_CERTIFICATES,
    }
}

# Where a tenant may say its credential is kept; {tenant} stands for the tenant's id.
SECRET_REFERENCE_PREFIXES: list[str] = env.list(
    "SECRET_REFERENCE_PREFIXES",
    default=["arn:aws:secretsmanager:", "env:"] if DEBUG else [],
)

PROVIDER_CONNECT_TIMEOUT: float = env.float("PROVIDER_CONNECT_TIMEOUT", default=5.0)
PROVIDER_READ_TIMEOUT: float = env.float("PROVIDER_READ_TIMEOUT", default=30.0)

# --- webhooks ----------------------------------------------------------------------------------

# Special networks (loopback, private, ...) are out of reach unless they are named here.
WEBHOOK_ALLOWED_NETWORKS: list[str] = [
    str(ip_network(network))
    for network in env.list(
        "WEBHOOK_ALLOWED_NETWORKS", default=["127.0.0.0/8", "::1/128"] if DEBUG else []
    )
]
WEBHOOK_ALLOWED_PORTS: list[str] = env.list(
    "WEBHOOK_ALLOWED_PORTS", default=["*"] if DEBUG else ["443", "80", "8443"]
)
WEBHOOK_ALLOW_HTTP: bool = env.bool("WEBHOOK_ALLOW_HTTP", default=DEBUG)
WEBHOOK_CA_FILE: str = env.str("WEBHOOK_CA_FILE", default="")
WEBHOOK_CONNECT_TIMEOUT: float = env.float("WEBHOOK_CONNECT_TIMEOUT", default=5.0)
WEBHOOK_TOTAL_TIMEOUT: float = env.float("WEBHOOK_TOTAL_TIMEOUT", default=15.0)
WEBHOOK_ANSWER_BYTES: int = env.int("WEBHOOK_ANSWER_BYTES", default=1024)
# How long a worker may hold a subscription without a sign of life.
WEBHOOK_LEASE_SECONDS: int = env.int("WEBHOOK_LEASE_SECONDS", default=60)
# How long deliveries that are over are kept on file, with their attempts; 0 for ever.
WEBHOOK_RETENTION_DAYS: int = env.int("WEBHOOK_RETENTION_DAYS", default=90)

# --- waiting times (seconds) and limits --------------------------------------------------------

WORK_LEASE_SECONDS: int = env.int("WORK_LEASE_SECONDS", default=300)
SCHEDULE_SCALE: float = env.float("SCHEDULE_SCALE", default=1.0)
IDEMPOTENCY_WAIT_SECONDS: float = env.float("IDEMPOTENCY_WAIT_SECONDS", default=2.0)
MAX_BODY_BYTES: int = env.int("MAX_BODY_BYTES", default=5 * 1024 * 1024)
MAX_LINES: int = env.int("MAX_LINES", default=10_000)
DATA_UPLOAD_MAX_MEMORY_SIZE: int = MAX_BODY_BYTES

# --- Django ------------------------------------------------------------------------------------

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS: list[str] = [
    "config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "parties",
    "documents",
    "providers",
    "invoicing",
    "webhooks",
]

MIDDLEWARE: list[str] = [
    "config.flow.FlowMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Static files (admin, API reference) come out of the packages as they are: no collectstatic.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

REST_FRAMEWORK: dict[str, Any] = api_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS: dict[str, Any] = api_settings.SPECTACULAR_SETTINGS

# --- transport security outside development ----------------------------------------------------

HTTPS: bool = env.bool("HTTPS", default=not DEBUG)
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if env.bool("TRUST_FORWARDED_PROTO", default=False)
    else None
)
SECURE_SSL_REDIRECT: bool = HTTPS
SECURE_REDIRECT_EXEMPT: list[str] = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS: int = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS: bool = HTTPS
SECURE_HSTS_PRELOAD: bool = HTTPS
SESSION_COOKIE_SECURE: bool = HTTPS
CSRF_COOKIE_SECURE: bool = HTTPS

# --- logging -----------------------------------------------------------------------------------

LOGGING_CONFIG = "config.logging.configure"
LOGGING: dict[str, Any] = {"level": LOG_LEVEL}
