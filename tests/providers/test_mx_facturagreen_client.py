"""How FacturaGreen's answers are judged, over a socket that says what the test wants."""

import json

import pytest

from providers.base import ErrorKind, ProviderError
from providers.mx_facturagreen.client import EMIT, FacturaGreenClient
from providers.mx_facturagreen.codes import code_in, faults_of
from providers.mx_facturagreen.config import Headers
from tests.providers.recorders import MemoryRecorder
from tests.providers.wire_server import answer, wire_server

HEADERS = Headers("secret-key", "e-business-1", "0000")
RETRY, REJECT, CONFIG, IN_DOUBT = (
    ErrorKind.RETRY,
    ErrorKind.REJECT,
    ErrorKind.CONFIG,
    ErrorKind.IN_DOUBT,
)


def envelope(response="error", **more):
    return json.dumps({"response": response, **more})


ANSWERS = {
    "refused": (400, envelope(message="CFDI40145: el nombre"), REJECT, REJECT),
    "refused nested": (400, envelope(error={"message": "no customer"}), REJECT, REJECT),
    "refused with 200": (200, envelope(message="CRP20222: x"), REJECT, REJECT),
    "a proxy's 400": (400, "<html>Bad Request</html>", IN_DOUBT, RETRY),
    "400 without a word": (400, "{}", IN_DOUBT, RETRY),
    "no response word": (200, envelope("pending"), IN_DOUBT, RETRY),
    "a list": (200, "[]", IN_DOUBT, RETRY),
    "no json": (200, "OK", IN_DOUBT, RETRY),
    "sat is down": (400, envelope(message="708: SAT no responde"), RETRY, RETRY),
    "key refused": (401, envelope(message="bad key"), CONFIG, CONFIG),
    "business refused": (403, "", CONFIG, CONFIG),
    "nothing there": (404, "", CONFIG, CONFIG),
    "moved": (302, "", CONFIG, CONFIG),
    "too many": (429, "", RETRY, RETRY),
    "conflict": (409, envelope(message="busy"), IN_DOUBT, REJECT),
    "gateway": (502, "", IN_DOUBT, RETRY),
    "time": (408, "", IN_DOUBT, RETRY),
}


@pytest.fixture
def recorder():
    return MemoryRecorder()


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_answer_has_its_kind(recorder, name: str):
    status, body, emitting, reading = ANSWERS[name]
    with wire_server(answer(f"{status} Whatever", body.encode())) as server:
        client = client_of(server, recorder)
        with pytest.raises(ProviderError) as emitted:
            client.emit(EMIT, b"{}")
        with pytest.raises(ProviderError) as read:
            client.emitted({"reference": "1"})
    assert (emitted.value.kind, read.value.kind) == (emitting, reading)


def client_of(server, recorder):
    return FacturaGreenClient(server.url.rstrip("/"), HEADERS, recorder)


def test_the_three_headers_are_sent_and_the_key_is_not_told(recorder):
    with wire_server(answer(body=envelope("success").encode())) as server:
        client_of(server, recorder).emit(EMIT, b'{"cfdi":{}}')
    head, _, body = server.received[0].partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert lines[0].startswith("post /interop/cfdi/emmit ")
    assert "x-application-key: secret-key" in lines
    assert "x-application-business-uuid: e-business-1" in lines
    assert "x-application-account-uuid: 0000" in lines
    assert "content-type: application/json" in lines
    assert body == b'{"cfdi":{}}'
    assert "secret-key" not in repr(recorder.told)


def test_the_whole_envelope_is_kept_with_the_id_support_asks_for(recorder):
    body = envelope("success", data={"uuid": "x"}, telemetry={"call-uuid": "call-1"})
    with wire_server(answer(body=body.encode())) as server:
        made = client_of(server, recorder).emit(EMIT, b"{}")
    assert made["data"] == {"uuid": "x"}
    assert made["telemetry"] == {"call-uuid": "call-1"}


@pytest.mark.parametrize("data", [{}, {"cfdis": None}, {"cfdis": {}}, {"cfdis": ["x"]}, None])
def test_a_list_that_is_none_proves_nothing(recorder, data):
    body = envelope("success", data=data).encode()
    with wire_server(answer(body=body)) as server, pytest.raises(ProviderError) as caught:
        client_of(server, recorder).emitted({"reference": "1"})
    assert caught.value.kind is RETRY


def test_a_file_is_asked_for_by_an_id_that_cannot_lead_elsewhere(recorder):
    with wire_server(answer(body=b"<x/>")) as server:
        assert client_of(server, recorder).xml("../customer/all?a=1") == b"<x/>"
    assert b"GET /interop/cfdi/..%2Fcustomer%2Fall%3Fa%3D1/xml " in server.received[0]


def test_a_file_that_is_not_there_is_none(recorder):
    with wire_server(answer("404 Not Found", b"")) as server:
        assert client_of(server, recorder).pdf("x") is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CFDI40145: el nombre; CFDI40157: el régimen", ["CFDI40145", "CFDI40157"]),
        ("Error al timbrar: CRP20222 - el saldo; no cuadra", ["CRP20222"]),
        ("307: timbrado previo", ["307"]),
        ("no_cancelable: tiene relacionados", ["no_cancelable"]),
        ("Pedido 307 de 500", [""]),
        ("", [""]),
    ],
)
def test_a_refusal_names_its_codes_and_keeps_its_text(text: str, codes):
    faults = faults_of(text)
    assert [fault.law for fault in faults] == codes
    assert all(fault.message for fault in faults)
    assert "; ".join(f.message for f in faults) == (text or faults[0].message)


def test_an_unknown_code_is_a_refusal_of_the_provider():
    [fault] = faults_of("999: otra cosa")
    assert (fault.code, fault.law) == ("provider_refusal", "999")
    assert code_in("nothing") == ""
