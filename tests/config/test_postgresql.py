"""A kept connection is looked at before it is used: silently while it is good, and replaced when
the server has ended it."""

import pytest
from django.db import connection, connections

pytestmark = pytest.mark.django_db(transaction=True)


def ended_by_the_server() -> None:
    """End this connection's session from another one, and wait until the socket shows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
        assert cursor.fetchone() == (True,)
    other.close()


def statements(work) -> list[str]:
    """What is sent to the server while `work` is done."""
    sent: list[str] = []
    pgconn_cursor = connection.connection.cursor

    def watching(*arguments, **options):
        sent.append("cursor")
        return pgconn_cursor(*arguments, **options)

    connection.connection.cursor = watching
    try:
        work()
    finally:
        del connection.connection.cursor
    return sent


def test_a_good_connection_is_not_asked():
    connection.ensure_connection()
    assert statements(lambda: connection.is_usable()) == []
    assert connection.is_usable()


def test_a_connection_with_an_error_is_asked():
    connection.ensure_connection()
    connection.errors_occurred = True
    assert statements(lambda: connection.is_usable()) == ["cursor"]
    connection.errors_occurred = False


def test_a_connection_the_server_ended_is_not_usable():
    ended_by_the_server()
    assert not connection.is_usable()
    connection.close()


def test_the_next_request_after_a_restart_does_not_fail(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    connection.close()
    connection.connect()
    ended_by_the_server()
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_connection_closed_on_our_side_is_not_usable():
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
