"""Customers and products at the provider: found there by their content, or added.

What was found is kept per account for a while. Two who add the same at once leave two of it there;
either is right.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from providers.base import ErrorKind, ProviderError
from providers.mx_facturagreen.client import FacturaGreenClient
from providers.mx_facturagreen.mapping.registered import (
    Entry,
    customer_key,
    product_key,
    same_product,
)

KEPT_SECONDS: Final = 600.0
MOST_KEPT: Final = 50_000

Listed = Mapping[str, Any]
AccountKey = tuple[str, ...]


class Registry:
    """The ids of what is registered, by account and content, for `seconds` of `clock`."""

    def __init__(
        self, seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._guard = threading.Lock()
        self._kept: dict[tuple[AccountKey, str], tuple[float, str]] = {}

    def customer(self, account: AccountKey, client: FacturaGreenClient, wanted: Entry) -> str:
        """A customer's id. Raises ProviderError, never IN_DOUBT: no document was sent."""
        return self._ids(
            (*account, "customer"),
            (wanted,),
            lambda: _customers(client.customers()),
            client.add_customer,
        )[wanted.key]

    def products(
        self, account: AccountKey, client: FacturaGreenClient, wanted: Sequence[Entry]
    ) -> tuple[str, ...]:
        """The products' ids, in order. Raises as `customer`."""
        ids = self._ids(
            (*account, "product"),
            wanted,
            lambda: _products(client.products(), {entry.key: entry for entry in wanted}),
            client.add_product,
        )
        return tuple(ids[entry.key] for entry in wanted)

    def forget(self, account: AccountKey) -> None:
        """Look everything of an account up again: the provider did not know an id."""
        with self._guard:
            for key in [key for key in self._kept if key[0][: len(account)] == account]:
                del self._kept[key]

    def _ids(
        self,
        account: AccountKey,
        wanted: Sequence[Entry],
        there: Callable[[], Mapping[str, str]],
        add: Callable[[Mapping[str, Any]], str],
    ) -> Mapping[str, str]:
        """1. Kept. 2. There already. 3. Added, one by one, and kept at once."""
        ids = {entry.key: self._known(account, entry.key) for entry in wanted}
        if all(ids.values()):
            return ids
        found = there()
        self._keep(account, found)
        for entry in wanted:
            if not ids[entry.key]:
                ids[entry.key] = found.get(entry.key) or _added(add(entry.body))
                self._keep(account, {entry.key: ids[entry.key]})
        return ids

    def _known(self, account: AccountKey, key: str) -> str:
        with self._guard:
            until, uuid = self._kept.get((account, key), (0.0, ""))
            return uuid if self._clock() < until else ""

    def _keep(self, account: AccountKey, found: Mapping[str, str]) -> None:
        until = self._clock() + self._seconds
        with self._guard:
            if len(self._kept) + len(found) > MOST_KEPT:
                self._kept.clear()
            self._kept.update({(account, key): (until, uuid) for key, uuid in found.items()})


def _added(uuid: str) -> str:
    if not uuid:
        # It may be there: the next look finds it.
        message = "The provider took a registration without telling its id."
        raise ProviderError(ErrorKind.RETRY, "registration_unclear", message)
    return uuid


def _customers(listed: Iterable[Listed]) -> dict[str, str]:
    return _first((customer_key(each), str(each.get("uuid") or "")) for each in listed)


def _products(listed: Iterable[Listed], wanted: Mapping[str, Entry]) -> dict[str, str]:
    """Those of ours that are wanted and still what we registered."""
    return _first(
        (key, str(each.get("uuid") or ""))
        for each in listed
        if (key := product_key(each)) in wanted and same_product(wanted[key], each)
    )


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, uuid in pairs:
        if uuid:
            found.setdefault(key, uuid)
    return found
