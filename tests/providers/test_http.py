"""The one door to providers' sockets: limits, evidence, and what a failure means."""

import socket
import time
from urllib.parse import urlsplit

import pytest
import requests

from providers.base import ErrorKind
from providers.http import AnswerTooLarge, Limits, failure, open_session, refusal, retry_after
from tests.providers.recorders import MemoryRecorder
from tests.providers.wire_server import answer, hang, reset, unused_url, wire_server

QUICK = Limits(connect=1.0, read=0.3, total=1.0, body=100_000)


@pytest.fixture
def recorder() -> MemoryRecorder:
    return MemoryRecorder()


def post(recorder, url, *, limits=QUICK, **kwargs):
    with open_session(recorder, "createInvoice", limits) as session:
        return session.post(url, **({"data": b'{"a":1}'} | kwargs))


def error_of(recorder, url, *, limits=QUICK, **kwargs) -> requests.exceptions.RequestException:
    with pytest.raises(requests.exceptions.RequestException) as caught:
        post(recorder, url, limits=limits, **kwargs)
    return caught.value


def kinds(exc) -> tuple[ErrorKind, ErrorKind]:
    """What it means for an operation with an effect, and for one without."""
    return failure(exc, effect=True).kind, failure(exc, effect=False).kind


def test_the_recorder_has_the_exact_bytes_of_both_directions(recorder):
    with wire_server(answer("201 Created", b'{"ok":true}', "X-Their: 1")) as server:
        response = post(recorder, server.url)
    assert response.json() == {"ok": True}
    request, reply = recorder.requests[0], recorder.answers[0]
    assert server.received[0].endswith(b"\r\n\r\n" + request.body)
    assert (request.operation, request.method, request.url) == ("createInvoice", "POST", server.url)
    assert (reply.status, reply.body, reply.error) == (201, b'{"ok":true}', "")
    assert reply.headers["X-Their"] == "1"
    assert reply.milliseconds >= 0


def test_sent_is_told_before_the_socket_opens(recorder):
    told_when_received = []

    def look(peer: socket.socket) -> None:
        told_when_received.append([kind for kind, _, _ in recorder.told])
        answer()(peer)

    with wire_server(look) as server:
        post(recorder, server.url)
    assert told_when_received == [["sent"]]


def test_nothing_is_sent_when_the_evidence_cannot_be_stored():
    class Broken(MemoryRecorder):
        def sent(self, request):
            raise RuntimeError("database gone")

    with wire_server(answer()) as server:
        with pytest.raises(RuntimeError, match="database gone"):
            post(Broken(), server.url)
        assert server.received == []


def test_credentials_go_on_the_wire_and_never_into_evidence(recorder):
    headers = {"X-Api-Key": "s3cret", "Cookie": "sid=s3cret", "X-Auth-Token": "s3cret"}
    with wire_server(answer("200 OK", b"{}", "Set-Cookie: sid=s3cret")) as server:
        post(recorder, server.url.replace("//", "//user:s3cret@") + "?key=s3cret", headers=headers)
    assert b"X-Api-Key: s3cret" in server.received[0]
    assert recorder.requests[0].headers["Authorization"] == "[removed]"
    assert "s3cret" not in repr(recorder.told)


def test_no_header_of_our_own_requests_is_passed_on(recorder):
    with wire_server(answer()) as server:
        post(recorder, server.url)
    assert b"x-flow-id" not in server.received[0].lower()


def test_a_redirect_is_the_answer_and_is_not_followed(recorder):
    with wire_server(answer()) as target:
        moved = answer("302 Found", b"", f"Location: {target.url}")
        with wire_server(moved) as server:
            response = post(recorder, server.url)
        assert target.received == []
    error = refusal(response, effect=True)
    assert error is not None
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "endpoint_wrong")


def test_environment_proxies_are_not_used(recorder, monkeypatch):
    monkeypatch.setenv("http_proxy", unused_url())
    monkeypatch.setenv("no_proxy", "")
    with wire_server(answer()) as server:
        assert post(recorder, server.url).status_code == 200


def test_a_netrc_of_the_machine_is_not_used(recorder, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with wire_server(answer()) as server:
        post(recorder, server.url)
    assert b"authorization" not in server.received[0].lower()


def test_a_refused_connection_was_surely_not_processed(recorder):
    exc = error_of(recorder, unused_url())
    assert kinds(exc) == (ErrorKind.RETRY, ErrorKind.RETRY)
    assert [kind for kind, _, _ in recorder.told] == ["sent", "answered"]
    assert recorder.answers[0].status is None
    assert "refused" in recorder.answers[0].error


def test_an_unknown_host_was_surely_not_processed(recorder):
    exc = error_of(recorder, "http://no-such-host.invalid/")
    assert kinds(exc) == (ErrorKind.RETRY, ErrorKind.RETRY)


def test_a_connect_time_out_was_surely_not_processed(recorder):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(8)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        limits = Limits(connect=0.2, read=5, total=5)
        exc = error_of(recorder, f"http://127.0.0.1:{address[1]}/", limits=limits)
        for filler in fillers:
            filler.close()
    assert isinstance(exc, requests.exceptions.ConnectTimeout)
    assert kinds(exc) == (ErrorKind.RETRY, ErrorKind.RETRY)


def test_no_answer_in_time_is_in_doubt(recorder):
    with wire_server(hang) as server:
        exc = error_of(recorder, server.url)
    assert kinds(exc) == (ErrorKind.IN_DOUBT, ErrorKind.RETRY)
    assert recorder.answers[0].status is None
    assert "timed out" in recorder.answers[0].error


def test_a_reset_after_sending_is_in_doubt(recorder):
    with wire_server(reset) as server:
        exc = error_of(recorder, server.url)
        assert server.received
    assert kinds(exc) == (ErrorKind.IN_DOUBT, ErrorKind.RETRY)


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(body=b'{"da', length=500),
        lambda peer: peer.sendall(
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"da\r\n'
        ),
    ],
    ids=["content-length", "chunked"],
)
def test_a_truncated_answer_is_in_doubt_and_its_part_is_kept(recorder, behaviour):
    with wire_server(behaviour) as server:
        exc = error_of(recorder, server.url)
    assert kinds(exc) == (ErrorKind.IN_DOUBT, ErrorKind.RETRY)
    assert recorder.answers[0].body == b'{"da'
    assert recorder.answers[0].status is None


def test_an_answer_over_the_cap_is_not_read_to_its_end(recorder):
    with wire_server(answer(body=b"x" * 300_000)) as server:
        exc = error_of(recorder, server.url)
    assert isinstance(exc, AnswerTooLarge)
    assert kinds(exc) == (ErrorKind.IN_DOUBT, ErrorKind.RETRY)
    assert len(recorder.answers[0].body) < 300_000


def test_an_answer_that_only_drips_ends_at_the_total_limit(recorder):
    def drip(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        peer.settimeout(0.05)
        while True:
            try:
                peer.sendall(b"x")
                if not peer.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    started = time.monotonic()
    with wire_server(drip) as server:
        exc = error_of(recorder, server.url, limits=Limits(1, 5, total=0.4))
    assert time.monotonic() - started < 4
    assert failure(exc, effect=True).kind is ErrorKind.IN_DOUBT


def test_what_staff_are_told_names_no_host_and_no_port(recorder):
    with wire_server(hang) as server:
        lost = error_of(recorder, server.url, limits=Limits(1, 0.2))
        address = urlsplit(server.url)
    gone = error_of(recorder, server.url)
    for exc, said in ((lost, "No complete answer came"), (gone, "could not be reached")):
        message = failure(exc, effect=True).message
        assert said in message
        assert type(exc).__name__ in message
        assert str(address.port) not in message
        assert str(address.hostname) not in message


def test_an_address_that_is_none_is_a_matter_of_configuration(recorder):
    assert kinds(error_of(recorder, "ftp//nowhere")) == (ErrorKind.CONFIG, ErrorKind.CONFIG)
    assert recorder.told == []


def test_a_callers_own_time_out_does_not_replace_the_limits(recorder):
    with wire_server(hang) as server:
        exc = error_of(recorder, server.url, timeout=None)
    assert isinstance(exc, requests.exceptions.ReadTimeout)


def reply(status: int, **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@pytest.mark.parametrize(
    ("status", "with_effect", "without"),
    [
        (500, ErrorKind.IN_DOUBT, ErrorKind.RETRY),
        (502, ErrorKind.IN_DOUBT, ErrorKind.RETRY),
        (503, ErrorKind.IN_DOUBT, ErrorKind.RETRY),
        (504, ErrorKind.IN_DOUBT, ErrorKind.RETRY),
        (408, ErrorKind.IN_DOUBT, ErrorKind.RETRY),
        (429, ErrorKind.RETRY, ErrorKind.RETRY),
        (401, ErrorKind.CONFIG, ErrorKind.CONFIG),
        (403, ErrorKind.CONFIG, ErrorKind.CONFIG),
        (404, ErrorKind.CONFIG, ErrorKind.CONFIG),
        (301, ErrorKind.CONFIG, ErrorKind.CONFIG),
        (400, ErrorKind.REJECT, ErrorKind.REJECT),
        (413, ErrorKind.REJECT, ErrorKind.REJECT),
    ],
)
def test_a_status_means_a_kind(status, with_effect, without):
    effect, none = refusal(reply(status), effect=True), refusal(reply(status), effect=False)
    assert effect is not None
    assert none is not None
    assert (effect.kind, none.kind) == (with_effect, without)


def test_success_is_no_refusal():
    assert refusal(reply(200), effect=True) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0", 1.0),
        ("999999", 3600.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("Fri, 20 Nov 2026 10:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 09:00:00 GMT", 1.0),
    ],
)
def test_retry_after_is_bounded(value, seconds):
    response = reply(429, Retry_After=value, Date="Fri, 20 Nov 2026 10:00:00 GMT")
    assert retry_after(response) == seconds
    error = refusal(response, effect=True)
    assert error is not None
    assert error.retry_after == seconds


def test_retry_after_as_a_date_needs_the_answers_own_date():
    assert retry_after(reply(429, Retry_After="Fri, 20 Nov 2026 10:00:30 GMT")) is None
