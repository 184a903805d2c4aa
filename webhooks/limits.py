"""What the operator's settings allow deliveries: where they may go, how long, how much."""

from dataclasses import dataclass
from ipaddress import ip_network

from django.conf import settings

from webhooks.ssrf import Policy


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to look up, and to connect (TLS included); seconds for a whole exchange; bytes of an
    answer's body; the file of certificate authorities, empty for those of the package certifi."""

    connect: float
    total: float
    answer: int
    authorities: str


def limits() -> Limits:
    """The limits as set."""
    return Limits(
        settings.WEBHOOK_CONNECT_TIMEOUT,
        settings.WEBHOOK_TOTAL_TIMEOUT,
        settings.WEBHOOK_ANSWER_BYTES,
        settings.WEBHOOK_CA_FILE,
    )


def policy() -> Policy:
    """The addresses and ports as set."""
    return Policy(
        allow_http=settings.WEBHOOK_ALLOW_HTTP,
        networks=tuple(ip_network(network) for network in settings.WEBHOOK_ALLOWED_NETWORKS),
        ports=frozenset(str(port) for port in settings.WEBHOOK_ALLOWED_PORTS),
    )
