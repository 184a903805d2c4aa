"""How one answer is judged: HTTP, top-level errors, the operation's errors, the document."""

import json

import pytest

from providers.base import ErrorKind, ProviderError
from providers.co_yabico.client import YabicoClient
from providers.co_yabico.kinds import DOCUMENTS
from tests.providers.recorders import MemoryRecorder
from tests.providers.wire_server import answer, unused_url, wire_server

TOKEN = "tok-f00d"
INVOICE = DOCUMENTS["INVOICE"]
DOCUMENT = {"uid": "uid-1", "documentStatus": {"code": "YABICO_CREATED"}}


def error(code: str, message: str = "said") -> dict:
    return {"id": code, "message": message, "title": "title"}


def client(url: str, token: str = TOKEN) -> YabicoClient:
    return YabicoClient(url, token, MemoryRecorder())


def create(body: object, status: str = "200 OK"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with wire_server(answer(status, content)) as server:
        return client(server.url).send(INVOICE, {"document": {}})


def refused(body: object, status: str = "200 OK") -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        create(body, status)
    return caught.value


def output(**fields) -> dict:
    return {"data": {"createInvoice": fields}}


def verdict(body: object, status: str = "200 OK") -> tuple[ErrorKind, str]:
    found = refused(body, status)
    return found.kind, found.code


def test_a_document_without_errors_is_created_and_remarks_are_only_news():
    made = create(
        output(
            document=DOCUMENT,
            errors=[],
            warnings=[error("001-V8", "rate")],
            notifications=[error("002", "slow")],
        )
    )
    assert made.document == DOCUMENT
    assert [(n.law, n.message, n.severity) for n in made.notices] == [
        ("001-V8", "rate", "warning"),
        ("002", "slow", "warning"),
    ]


def test_a_validation_error_is_a_refusal_with_every_fault():
    found = refused(output(document=None, errors=[error("001-TD4", "a"), error("001-N1", "b")]))
    assert (found.kind, found.code) == (ErrorKind.REJECT, "tax_mismatch")
    assert [(f.law, f.message) for f in found.faults] == [("001-TD4", "a"), ("001-N1", "b")]
    assert found.answer["errors"]


def test_the_gravest_error_decides():
    errors = [error("001-TD4"), error("001-OU1"), error("004-DB1"), error("001-N1")]
    assert verdict(output(errors=errors)) == (ErrorKind.IN_DOUBT, "provider_internal_error")
    assert verdict(output(errors=errors[:2])) == (ErrorKind.CONFIG, "issuer_not_enabled")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Regla: FAK24, Rechazo: DV", (ErrorKind.REJECT, "authority_rejection")),
        (
            "Regla: 90, Rechazo: Documento procesado anteriormente",
            (ErrorKind.IN_DOUBT, "authority_request_failed"),
        ),
        ("Regla: FAJ43b, Notificación: nombre", (ErrorKind.IN_DOUBT, "authority_request_failed")),
        ("DIAN does not answer", (ErrorKind.IN_DOUBT, "authority_request_failed")),
    ],
)
def test_an_error_of_dians_is_a_refusal_only_when_it_names_a_broken_rule(message, expected):
    assert verdict(output(errors=[error("002", message)])) == expected


def test_errors_beside_a_document_are_in_doubt():
    kind, code = verdict(output(document=DOCUMENT, errors=[error("001-N1")]))
    assert (kind, code) == (ErrorKind.IN_DOUBT, "receiver_name_invalid")


@pytest.mark.parametrize(
    "body", [{"data": {"createInvoice": None}}, output(document={"uid": None})]
)
def test_no_error_and_no_document_is_in_doubt(body):
    assert verdict(body) == (ErrorKind.IN_DOUBT, "document_missing")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (error("090"), (ErrorKind.CONFIG, "credential_refused")),
        (
            {"message": "x", "extensions": error("200-EI1")},
            (ErrorKind.IN_DOUBT, "number_already_used"),
        ),
        ({"message": "x", "code": "001-OU2"}, (ErrorKind.CONFIG, "issuer_not_enabled")),
        ({"message": "001-DE1 in use"}, (ErrorKind.IN_DOUBT, "number_already_used")),
        (
            {"message": "Unknown field", "locations": [{"line": 1, "column": 1}]},
            (ErrorKind.CONFIG, "schema_mismatch"),
        ),
        (
            {"message": "boom", "locations": [{"line": 1, "column": 1}], "path": ["createInvoice"]},
            (ErrorKind.IN_DOUBT, "provider_error_unknown"),
        ),
        ({"message": "Internal server error"}, (ErrorKind.IN_DOUBT, "provider_error_unknown")),
        ("just text", (ErrorKind.IN_DOUBT, "provider_error_unknown")),
    ],
)
def test_top_level_errors(entry, expected):
    assert verdict({"data": None, "errors": [entry]}) == expected


def test_top_level_errors_come_before_the_operations_own():
    body = {**output(document=DOCUMENT, errors=[]), "errors": [{"message": "partial"}]}
    assert verdict(body) == (ErrorKind.IN_DOUBT, "provider_error_unknown")


def test_a_refused_document_explains_itself_under_http_400():
    body = {"errors": [{"message": "bad", "locations": [{"line": 1, "column": 2}]}]}
    assert verdict(body, "400 Bad Request") == (ErrorKind.CONFIG, "schema_mismatch")


def test_http_comes_first():
    body = output(document=DOCUMENT)
    assert verdict(body, "500 Internal Server Error")[0] is ErrorKind.IN_DOUBT
    assert verdict(body, "401 Unauthorized") == (ErrorKind.CONFIG, "credential_refused")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"data": 1}', b"\xff\xfe", b"null"]
)
def test_garbage_is_in_doubt(body):
    assert verdict(body) == (ErrorKind.IN_DOUBT, "answer_unreadable")


def read(body: object, status: str = "200 OK"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with wire_server(answer(status, content)) as server:
        return client(server.url).document(INVOICE.family, "SETP1")


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"invoice": None}},
        {"data": {"invoice": None}, "errors": [{"message": "x", "extensions": error("100-EI1")}]},
        {"data": None, "errors": [{"message": "100-EI1 Invoice Not Found"}]},
    ],
)
def test_three_ways_to_say_not_found(body):
    assert read(body) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>", "200 OK"),
        ({"data": None, "errors": [{"message": "boom"}]}, "200 OK"),
        ({"data": None, "errors": [error("004-DB1")]}, "200 OK"),
        ({}, "503 Service Unavailable"),
    ],
)
def test_reading_is_never_in_doubt(body, status):
    with pytest.raises(ProviderError) as caught:
        read(body, status)
    assert caught.value.kind is ErrorKind.RETRY


def test_nobody_there():
    with pytest.raises(ProviderError) as caught:
        client(unused_url()).send(INVOICE, {"document": {}})
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "provider_unreachable")


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ñandú"])
def test_a_credential_no_header_can_carry_is_refused_without_being_shown(token):
    with wire_server(answer()) as server:
        with pytest.raises(ProviderError) as caught:
            client(server.url, token).send(INVOICE, {"document": {}})
        assert server.received == []
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "credential_malformed")
    assert not token or token not in f"{caught.value!r}"


def test_the_request_is_a_graphql_request_with_the_bearer_token():
    body = json.dumps(output(document=DOCUMENT)).encode()
    with wire_server(answer(body=body)) as server:
        client(server.url).send(INVOICE, {"document": {"a": "1.00"}})
    head, _, sent = server.received[0].partition(b"\r\n\r\n")
    assert b"Authorization: Bearer tok-f00d" in head
    assert b"Content-Type: application/json" in head
    request = json.loads(sent)
    assert request["operationName"] == "createInvoice"
    assert request["variables"] == {"document": {"a": "1.00"}}
    assert "mutation createInvoice" in request["query"]
