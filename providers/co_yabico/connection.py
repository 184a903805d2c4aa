"""What every verb starts with: a client of somebody's account, and the dialect spoken there."""

from collections.abc import Iterable
from dataclasses import dataclass

from providers.base import Account, Recorder
from providers.co_yabico.client import YabicoClient
from providers.co_yabico.config import address_of, limits_of, unit_of
from providers.co_yabico.dialect import Dialect, DialectCache
from providers.co_yabico.operations import EXTRA_DOCUMENT


@dataclass(frozen=True, slots=True)
class Connection:
    """An account's client, whose account it is, and the schemas read so far."""

    client: YabicoClient
    account: Account
    dialects: DialectCache

    @property
    def unit(self) -> str:
        """The organizational unit's uid. Raises ProviderError CONFIG `unit_missing`."""
        return unit_of(self.account)

    @property
    def dialect(self) -> Dialect:
        """The dialect at the account's address, read once an hour."""
        return self.dialects.get(address_of(self.account), self.client.schema)

    def extra(self, type_name: str, names: Iterable[str] = EXTRA_DOCUMENT) -> str:
        """The selection of those of `names` that the type has in this dialect."""
        return self.dialect.present(type_name, names)


class Connections:
    """Opens connections; keeps nothing but the schemas it read, so that one serves all accounts."""

    def __init__(self) -> None:
        self._dialects = DialectCache()

    def connect(self, account: Account, recorder: Recorder) -> Connection:
        """Nothing goes over the wire yet. Raises ProviderError CONFIG without an address."""
        address = address_of(account)
        client = YabicoClient(address, account.secret, recorder, limits_of(account))
        return Connection(client, account, self._dialects)
