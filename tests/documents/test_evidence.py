"""Evidence cannot be changed, and when it is all the same, it shows."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from documents import evidence
from documents.models import Evidence
from parties.models import Tenant


def keep(tenant, body=b'{"a": 1}', **more):
    return evidence.keep(
        evidence.Piece(
            **{
                "tenant_id": tenant.id,
                "document_id": None,
                "exchange_id": uuid.uuid4(),
                "phase": "answered",
                "provider": "co_yabico",
                "operation": "createInvoice",
                "attempt": 1,
                "method": "POST",
                "url": "https://provider.example/",
                "request_headers": {"Content-Type": "application/json"},
                "request_body": body,
                "response_status": 200,
                "response_headers": {},
                "response_body": b"\xff\x00raw",
                "milliseconds": 12,
                "flow_id": "flow-1",
                **more,
            }
        )
    )


@pytest.fixture
def tenant(db):
    return Tenant.objects.create(name="Ana's")


def tamper(sql, *parameters):
    """What somebody with the database's own rights could do behind the trigger's back."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, parameters)
        cursor.execute("SET session_replication_role = DEFAULT")


def problems(tenant):
    return [(finding.seq, finding.problem) for finding in evidence.verify(tenant)]


def test_bytes_are_kept_as_they_were(tenant):
    row = Evidence.objects.get(id=keep(tenant).id)
    assert bytes(row.request_body) == b'{"a": 1}'
    assert bytes(row.response_body) == b"\xff\x00raw"


def test_an_untouched_chain_verifies(tenant):
    for _ in range(3):
        keep(tenant)
    assert problems(tenant) == []


def test_tenants_have_chains_of_their_own(tenant):
    other = Tenant.objects.create(name="Bea's")
    assert [keep(tenant).seq, keep(other).seq, keep(tenant).seq] == [1, 1, 2]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents_evidence SET error = 'x'",
        "DELETE FROM documents_evidence",
        "TRUNCATE documents_evidence CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_remove(tenant, sql):
    keep(tenant)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(sql)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    "assignment",
    [
        "request_body = 'x'",
        "response_body = NULL",
        "response_status = 201",
        "request_headers = '{}'",
        "stored_at = stored_at + interval '1 microsecond'",
        "operation = 'other'",
        "error = 'x'",
        "document_id = NULL, flow_id = ''",
    ],
)
def test_a_changed_row_is_found(tenant, assignment):
    for _ in range(3):
        keep(tenant)
    tamper(f"UPDATE documents_evidence SET {assignment} WHERE seq = 2")
    assert problems(tenant) == [(2, "its content does not match its digest")]


def test_a_changed_row_with_a_new_digest_is_found(tenant):
    for _ in range(3):
        keep(tenant)
    row = Evidence.objects.get(seq=2)
    row.error = "x"
    tamper(
        "UPDATE documents_evidence SET error = 'x', digest = %s WHERE seq = 2",
        evidence.digest_of(row),
    )
    assert problems(tenant) == [(3, "does not follow the row before it")]


def test_a_removed_row_is_found(tenant):
    for _ in range(3):
        keep(tenant)
    tamper("DELETE FROM documents_evidence WHERE seq = 2")
    assert problems(tenant)[0] == (2, "rows 2 to 2 are missing")


def test_rows_removed_at_the_end_are_found(tenant):
    for _ in range(3):
        keep(tenant)
    tamper("DELETE FROM documents_evidence WHERE seq > 1")
    assert problems(tenant) == [(3, "rows 2 to 3 are missing at the end")]


def test_an_inserted_row_is_found(tenant):
    for _ in range(2):
        keep(tenant)
    Evidence.objects.bulk_create(
        [
            Evidence(
                tenant=tenant,
                seq=3,
                exchange_id=uuid.uuid4(),
                phase="answered",
                provider="co_yabico",
                operation="createInvoice",
                method="POST",
                url="https://provider.example/",
                request_body=b"forged",
                stored_at="2026-01-01T00:00:00Z",
                previous_digest="0" * 64,
                digest="0" * 64,
            )
        ]
    )
    assert len(problems(tenant)) >= 2


def test_the_command_says_what_is_wrong_and_fails(tenant, capsys):
    keep(tenant)
    keep(tenant)
    call_command("verify_evidence")
    assert "2 rows of evidence of 1 tenants verified" in capsys.readouterr().out
    tamper("UPDATE documents_evidence SET error = 'x' WHERE seq = 1")
    with pytest.raises(CommandError):
        call_command("verify_evidence")
    assert (
        f"tenant {tenant.id} row 1: its content does not match its digest"
        in capsys.readouterr().out
    )


def test_chains_begun_before_there_were_received_documents_still_verify():
    row = Evidence(
        id=uuid.UUID(int=1),
        tenant_id=uuid.UUID(int=2),
        document_id=uuid.UUID(int=3),
        seq=7,
        exchange_id=uuid.UUID(int=4),
        phase="answered",
        provider="co_yabico",
        operation="createInvoice",
        attempt=1,
        method="POST",
        url="https://provider.example/",
        request_headers={"Content-Type": "application/json"},
        request_body=b'{"a": 1}',
        response_status=200,
        response_headers={},
        response_body=b"ok",
        milliseconds=12,
        flow_id="flow-1",
        stored_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
        previous_digest="0" * 64,
    )
    before = "707a3a5af8681d30808651e0de3df6aa9de50acc11c3e1bab245085da69e826a"
    assert evidence.digest_of(row) == before
    row.received_document_id = uuid.UUID(int=5)
    assert evidence.digest_of(row) != before
