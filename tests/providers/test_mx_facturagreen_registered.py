"""What is registered once is found again: kept for a while, looked up before it is added."""

import threading

import pytest

from providers.base import ErrorKind, ProviderError
from providers.mx_facturagreen.mapping.registered import Entry, customer_key, product_key
from providers.mx_facturagreen.registered import Registry

WHOSE = ("address", "0000", "business")


def product(key: str) -> Entry:
    return Entry(key, {"sku": key, "sat_class": {"k": "1"}, "sat_unit": {"k": "E48"}})


class Books:
    """A provider's registry, in memory, as slow as the test wants."""

    def __init__(self, meet: threading.Barrier | None = None) -> None:
        self.kept = []
        self.lists = 0
        self.meet = meet

    def products(self):
        self.lists += 1
        listed = list(self.kept)
        if self.meet:
            self.meet.wait(5)
        return listed

    def add_product(self, body):
        uuid = f"product-{len(self.kept)}"
        self.kept.append({"uuid": uuid, "sku": body["sku"], "s": "1", "u": "E48"})
        return uuid

    def customers(self):
        return [{"uuid": "customer-1", "taxid": "X", "name": "N"}]

    def add_customer(self, body):
        return ""


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_many_products_are_looked_up_at_once_and_added_once():
    books, registry = Books(), Registry()
    wanted = [product("a"), product("b"), product("a")]
    ids = registry.products(WHOSE, books, wanted)
    assert ids == ("product-0", "product-1", "product-0")
    assert registry.products(WHOSE, books, wanted) == ids
    assert (books.lists, len(books.kept)) == (1, 2)


def test_what_is_kept_is_looked_up_again_after_a_while():
    books, clock = Books(), Clock()
    registry = Registry(seconds=10, clock=clock)
    registry.products(WHOSE, books, [product("a")])
    clock.now = 10
    registry.products(WHOSE, books, [product("a")])
    assert (books.lists, len(books.kept)) == (2, 1)


def test_another_account_has_books_of_its_own():
    books, registry = Books(), Registry()
    registry.products(WHOSE, books, [product("a")])
    others = Books()
    assert registry.products(("address", "0000", "other"), others, [product("a")])
    assert len(others.kept) == 1


def test_what_is_forgotten_is_looked_up_again():
    books, registry = Books(), Registry()
    registry.products(WHOSE, books, [product("a")])
    registry.forget(WHOSE)
    registry.products(WHOSE, books, [product("a")])
    assert books.lists == 2


def test_a_product_somebody_changed_is_not_used():
    books, registry = Books(), Registry()
    books.kept = [{"uuid": "changed", "sku": "a", "s": "9", "u": "E48"}]
    assert registry.products(WHOSE, books, [product("a")]) == ("product-1",)


def test_two_who_add_the_same_at_once_both_have_one_and_the_third_finds_the_first():
    books = Books(meet=threading.Barrier(2))
    results = []
    workers = [
        threading.Thread(
            target=lambda: results.append(Registry().products(WHOSE, books, [product("a")]))
        )
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(5)
    assert {uuid for ids in results for uuid in ids} <= {"product-0", "product-1"}
    books.meet = None
    assert Registry().products(WHOSE, books, [product("a")]) == ("product-0",)
    assert len(books.kept) == 2


def test_an_addition_whose_id_is_not_told_is_tried_again():
    with pytest.raises(ProviderError) as caught:
        Registry().customer(WHOSE, Books(), Entry("unknown", {}))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "registration_unclear")


def test_a_customer_that_is_there_is_not_added():
    [listed] = Books().customers()
    wanted = Entry(customer_key(listed), {})
    assert Registry().customer(WHOSE, Books(), wanted) == "customer-1"


def test_a_product_without_our_key_is_nobodys():
    assert product_key({"id": "123"}) == ""
