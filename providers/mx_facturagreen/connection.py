"""What every verb starts with: a client of somebody's account, and what is assumed of it."""

from dataclasses import dataclass

from providers.base import Account, Recorder
from providers.mx_facturagreen.assumptions import Assumptions, assumptions_of
from providers.mx_facturagreen.client import FacturaGreenClient
from providers.mx_facturagreen.config import Headers, address_of, headers_of, limits_of


@dataclass(frozen=True, slots=True)
class Connection:
    """An account's client and assumptions. `whose` tells accounts apart."""

    client: FacturaGreenClient
    assumed: Assumptions
    whose: tuple[str, str, str]


def connect(account: Account, recorder: Recorder) -> Connection:
    """Nothing goes over the wire yet. Raises ProviderError CONFIG without address or business."""
    address, headers = address_of(account), headers_of(account)
    client = FacturaGreenClient(address, headers, recorder, limits_of(account))
    return Connection(client, assumptions_of(account.config), _whose(address, headers))


def _whose(address: str, headers: Headers) -> tuple[str, str, str]:
    return address, headers.account, headers.business
