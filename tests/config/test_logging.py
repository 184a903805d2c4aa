"""Logs are JSON, and say nothing secret or personal."""

import io
import json
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
import structlog

from config.access_log import JsonLogger
from config.logging import configure, formatter
from config.redaction import REMOVED, clean, redact


@pytest.fixture
def lines():
    """What is logged during the test, one parsed object per line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    configure({"level": "INFO"})
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.mark.parametrize(
    "key",
    [
        *("Authorization", "token", "access_token", "client_secret", "password", "X-Api-Key"),
        *("email", "tax_id", "name", "first_surname", "SECRET_KEY", "cookie", "payload"),
        *("technical_key", "software_pin"),
    ],
)
def test_secret_and_personal_keys_are_removed_at_any_depth(key):
    event = redact(None, "info", {"event": "x", key: "v-123", "deep": [{"in": {key: "v-123"}}]})
    assert "v-123" not in json.dumps(event)
    assert event[key] == REMOVED


@pytest.mark.parametrize(
    "key", ["event", "document_id", "status", "filename", "hostname", "tokens_ms"]
)
def test_harmless_keys_are_kept(key):
    assert redact(None, "info", {key: "v-123"}) == {key: "v-123"}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Authorization: Bearer abc.def-123456", "abc.def-123456"),
        ("key whsec_MfKQ9r8GKYqrTwjU", "MfKQ9r8GKYqrTwjU"),
        ("POST /v1/provider-webhooks/facturagreen/zkU3-x_9 404", "zkU3-x_9"),
        ("postgresql://app:hunter2@db/x refused", "hunter2"),
        ("mail to ana.perez@example.com.co failed", "ana.perez"),
        ("duplicate key\nDETAIL:  Key (tax_id)=(900123456) already exists.", "900123456"),
    ],
)
def test_secrets_are_removed_from_texts_by_their_shape(text, gone):
    assert gone not in clean(text)
    assert REMOVED in clean(text)


def test_structlog_and_the_standard_library_write_the_same_json(lines):
    with structlog.contextvars.bound_contextvars(flow_id="f-1"):
        structlog.get_logger("ours").info("document_issued", document_id="d-1")
        logging.getLogger("theirs").warning("lost %s", "connection")
    ours, theirs = lines()
    assert (ours["event"], ours["document_id"], ours["logger"]) == (
        "document_issued",
        "d-1",
        "ours",
    )
    assert (theirs["event"], theirs["level"]) == ("lost connection", "warning")
    assert ours["flow_id"] == theirs["flow_id"] == "f-1"
    assert ours["at"].endswith("Z")


def test_an_exception_is_one_line_and_its_text_is_cleaned(lines):
    try:
        raise ValueError("Bearer abcdefgh12345678 refused")
    except ValueError:
        structlog.get_logger("ours").exception("call_failed")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "abcdefgh12345678" not in line["exception"]


def test_an_argument_of_any_type_is_cleaned_as_well(lines):
    structlog.get_logger("ours").info("failed", error=ValueError("Bearer abcdefgh12345678"))
    assert "abcdefgh12345678" not in json.dumps(lines())


def test_the_access_line_has_no_query_string(lines):
    answer = SimpleNamespace(status="201 Created", sent=12, headers=[("X-Flow-Id", "f-9")])
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/documents",
        "QUERY_STRING": "signature=abc",
        "RAW_URI": "/v1/documents?signature=abc",
    }
    JsonLogger.access(None, answer, None, environ, timedelta(milliseconds=41.26))
    (line,) = lines()
    assert line["method"] == "POST"
    assert line["path"] == "/v1/documents"
    assert (line["status"], line["ms"], line["flow_id"]) == (201, 41.3, "f-9")
    assert "signature" not in json.dumps(line)
