"""Liveness and readiness."""

import json

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

DEAD_REDIS = "redis://127.0.0.1:1/0"


def test_alive_without_any_database(client):
    """No database mark: a query would fail this test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_offered(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_ready_when_every_part_answers(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.content
    parts = answer.json()["parts"]
    assert {name: part["status"] for name, part in parts.items()} == dict.fromkeys(
        ("database", "migrations", "redis", "work"), "ok"
    )
    assert parts["work"]["oldest_due_seconds"] is None


@pytest.mark.django_db
def test_not_ready_without_redis_and_the_others_are_still_told(client, settings):
    settings.REDIS_URL = DEAD_REDIS
    answer = client.get("/readyz")
    assert answer.status_code == 503
    body = answer.json()
    assert body["status"] == "failed"
    assert body["parts"]["redis"] == {"status": "failed", "reason": "ConnectionError"}
    assert body["parts"]["database"]["status"] == "ok"


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("sessions", "0001_initial")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["migrations"] == {
        "status": "failed",
        "reason": "1 migrations are not applied",
    }


@pytest.mark.django_db
def test_not_ready_without_the_database_and_its_address_is_not_told(client, monkeypatch):
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise connection.Database.OperationalError("host=secret.internal refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"]["reason"] == "OperationalError"
    assert "secret.internal" not in json.dumps(answer.json())
