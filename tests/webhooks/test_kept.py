"""Connections are shared by threads, one at a time, for a while."""

import threading

from tests.faults.victim import end, start
from webhooks import kept
from webhooks.kept import Kept


class Thing:
    def __init__(self, checked_at=0.0):
        self.checked_at = checked_at
        self.closed = False

    def close(self):
        self.closed = True


def test_what_was_given_last_is_taken_first_and_only_once():
    store, first, second = Kept(), Thing(), Thing()
    store.give("a", first)
    store.give("a", second)
    assert store.take("b", 0.0) is None
    assert [store.take("a", 0.0) for _ in range(3)] == [second, first, None]


def test_one_whose_check_is_too_old_is_closed():
    store, old, new = Kept(), Thing(0.0), Thing(1.0)
    store.give("a", new)
    store.give("a", old)
    assert store.take("a", kept.CHECK_LASTS + 1) is new
    assert (old.closed, new.closed) == (True, False)
    store.give("a", new)
    assert store.take("a", kept.CHECK_LASTS + 1.1) is None
    assert new.closed


def test_of_too_many_one_of_the_key_used_longest_ago_is_closed(monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    store, things = Kept(), [Thing() for _ in range(3)]
    for key, thing in zip("aba", things, strict=True):
        store.give(key, thing)
    assert [thing.closed for thing in things] == [False, True, False]
    assert store.take("b", 0.0) is None


def test_closing_closes_them_all_and_it_can_be_used_again():
    store, thing = Kept(), Thing()
    store.give("a", thing)
    store.close()
    assert thing.closed
    assert store.take("a", 0.0) is None
    store.give("a", Thing())
    assert store.take("a", 0.0) is not None


def test_no_two_threads_have_the_same(monkeypatch):
    store, twice = Kept(), []
    for _ in range(4):
        store.give("a", Thing())

    def use():
        for _ in range(2000):
            thing = store.take("a", 0.0)
            if thing is None:
                continue
            if thing.closed:
                twice.append(thing)
            thing.closed = True
            thing.closed = False
            store.give("a", thing)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert twice == []
    assert sum(store.take("a", 0.0) is not None for _ in range(9)) == 4


def test_a_fork_has_none_of_its_parents():
    store, thing = Kept(), Thing()
    store.give("a", thing)
    store._lock.acquire()

    def child():
        assert store.take("a", 0.0) is None

    assert end(start(child)) == 0
    store._lock.release()
    assert store.take("a", 0.0) is thing
