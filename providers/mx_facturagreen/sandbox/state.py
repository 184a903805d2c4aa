"""Everything the Mexican sandbox remembers, behind one lock, with a journal to come back from."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.keys import Keys, make_keys, read_keys
from providers.mx_facturagreen.sandbox.parties import Customer, Product
from providers.mx_facturagreen.sandbox.seed import SEED
from providers.mx_facturagreen.sandbox.shelf import Shelf
from providers.mx_facturagreen.sandbox.taxpayers import LISTED, Taxpayer, order_taxpayer
from providers.mx_facturagreen.sandbox.units import Unit
from providers.sandbox.clock import Clock
from providers.sandbox.scenarios import Armory
from providers.sandbox.store import Journal, RequestLog

WORD = "mx_facturagreen."


class State:
    """Keys, issuers, their registry, documents, armed scenarios and received requests."""

    def __init__(self, journal: Journal, step_seconds: float) -> None:
        self.clock = Clock()
        self.armory = Armory()
        self.requests = RequestLog()
        self.default_step = step_seconds
        self.lock = threading.RLock()
        self._first_step = step_seconds
        self._journal = journal
        self._clear()
        kept = self._kept_keys()
        self.keys = kept or make_keys()
        if kept is None:
            self._write("keys", self.keys.as_json())
        self._seed()
        self._replay()

    def reset(self) -> None:
        """Back to the seed, also on disk. The keys stay: who trusts them goes on trusting."""
        with self.lock:
            self._journal.clear()
            self._clear()
            self.armory.clear()
            self.requests.clear()
            self.clock.reset()
            self.default_step = self._first_step
            self._write("keys", self.keys.as_json())
            self._seed()

    def add_unit(self, unit: Unit) -> Unit:
        """Remember an issuer, or its new form, with a CSD."""
        with self.lock:
            known = self._units.get(unit.uid)
            if known is None or (known.rfc, known.name) != (unit.rfc, unit.name):
                unit = replace(unit, certificate=self._csd(unit))
            self._units[unit.uid] = unit
            self._write("unit", unit.as_json())
        return unit

    def units(self) -> list[Unit]:
        """All issuers, in order of creation."""
        with self.lock:
            return list(self._units.values())

    def unit(self, uid: str) -> Unit | None:
        """An issuer by its id."""
        return self._units.get(uid)

    def step_of(self, unit: Unit) -> float:
        """Seconds SAT and receivers take for a step."""
        return self.default_step if unit.step_seconds is None else unit.step_seconds

    def put_customer(self, customer: Customer) -> Customer:
        """Remember a customer, or its new form."""
        with self.lock:
            self._customers[customer.uuid] = customer
            self._write("customer", as_fields(customer))
        return customer

    def delete_customer(self, uuid: str) -> None:
        """Forget a customer."""
        with self.lock:
            del self._customers[uuid]
            self._write("customer_deleted", {"uuid": uuid})

    def customers(self, unit: str) -> list[Customer]:
        """An issuer's customers, in order of creation."""
        with self.lock:
            return [each for each in self._customers.values() if each.unit == unit]

    def customer(self, uuid: str, unit: str) -> Customer | None:
        """An issuer's customer."""
        found = self._customers.get(uuid)
        return found if found and found.unit == unit else None

    def put_product(self, product: Product) -> Product:
        """Remember a product, or its new form."""
        with self.lock:
            self._products[product.uuid] = product
            self._write("product", as_fields(product))
        return product

    def products(self, unit: str) -> list[Product]:
        """An issuer's products, in order of creation."""
        with self.lock:
            return [each for each in self._products.values() if each.unit == unit]

    def product(self, uuid: str, unit: str) -> Product | None:
        """An issuer's product."""
        found = self._products.get(uuid)
        return found if found and found.unit == unit else None

    def put_taxpayer(self, taxpayer: Taxpayer) -> Taxpayer:
        """Put a taxpayer in SAT's list."""
        with self.lock:
            self._taxpayers[taxpayer.rfc] = taxpayer
            self._write("taxpayer", taxpayer.as_json())
        return taxpayer

    def taxpayer(self, rfc: str) -> Taxpayer | None:
        """A taxpayer in SAT's list."""
        return self._taxpayers.get(rfc)

    def next_folio(self, unit: str) -> int:
        """The PAC's next number for an issuer, used up by asking."""
        with self.lock:
            self._folios[unit] = self._folios.get(unit, 0) + 1
            return self._folios[unit]

    def first_try(self, unit: str, number: str) -> bool:
        """Whether this number of this issuer is asked for the first time; the next time it is
        not."""
        with self.lock:
            fresh = (unit, number) not in self._tries
            self._tries.add((unit, number))
            return fresh

    def keep(self, document: Document) -> Document:
        """Keep a document, or what has become of it."""
        with self.lock:
            self._keep(document)
            self._write("document", document.as_json())
        return document

    def _clear(self) -> None:
        self._units: dict[str, Unit] = {}
        self._customers: dict[str, Customer] = {}
        self._products: dict[str, Product] = {}
        self._taxpayers: dict[str, Taxpayer] = {}
        self.documents = Shelf()
        self._folios: dict[str, int] = {}
        self._tries: set[tuple[str, str]] = set()

    def _csd(self, unit: Unit) -> str:
        return self.keys.csd_of(unit.rfc, unit.name, len(self._units) + 1)

    def _keep(self, document: Document) -> None:
        self.documents.put(document)
        last = self._folios.get(document.unit, 0)
        self._folios[document.unit] = max(last, int(document.folio))

    def _seed(self) -> None:
        self._units[SEED.uid] = replace(SEED, certificate=self._csd(SEED))
        self._taxpayers.update({each.rfc: each for each in LISTED})

    def _write(self, kind: str, content: dict[str, Any]) -> None:
        self._journal.append(WORD + kind, content=content)

    def _kept_keys(self) -> Keys | None:
        kept = [e["content"] for e in self._journal.replay() if e["kind"] == f"{WORD}keys"]
        return read_keys(kept[-1]) if kept else None

    def _replay(self) -> None:
        for event in self._journal.replay():
            again = self._returns.get(event["kind"].removeprefix(WORD))
            if again and event["kind"].startswith(WORD):
                again(self, event["content"])

    def _unit_again(self, kept: dict[str, Any]) -> None:
        self._units[kept["uid"]] = Unit(**kept)

    def _customer_again(self, kept: dict[str, Any]) -> None:
        self._customers[kept["uuid"]] = Customer(**kept)

    def _customer_gone(self, kept: dict[str, Any]) -> None:
        self._customers.pop(kept["uuid"], None)

    def _product_again(self, kept: dict[str, Any]) -> None:
        self._products[kept["uuid"]] = Product(**kept)

    def _taxpayer_again(self, kept: dict[str, Any]) -> None:
        self._taxpayers[kept["rfc"]] = order_taxpayer(kept)

    def _document_again(self, kept: dict[str, Any]) -> None:
        self._keep(Document.from_json(kept))

    _returns: ClassVar[dict[str, Callable[["State", dict[str, Any]], None]]] = {
        "unit": _unit_again,
        "customer": _customer_again,
        "customer_deleted": _customer_gone,
        "product": _product_again,
        "taxpayer": _taxpayer_again,
        "document": _document_again,
    }


def as_fields(kept: Customer | Product) -> dict[str, Any]:
    """The fields of an entry of the registry."""
    return {name: getattr(kept, name) for name in kept.__slots__}
