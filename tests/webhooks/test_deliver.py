import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.waiting import wait_until
from tests.webhooks.authority import DAY, Authority
from tests.webhooks.receiver import HANGING, OK, Answer, receiver
from webhooks import deliver, kept, sockets
from webhooks.deliver import send
from webhooks.headers import head, retry_after
from webhooks.limits import policy
from webhooks.signing import signed_headers
from webhooks.ssrf import Blocked, target
from webhooks.subscribe import new_secret

HEADERS = {"webhook-id": "evt_1", "content-type": "application/json"}
BODY = b'{"type":"document.issued"}'
HOST = "hooks.example.com"
HEAD = b"HTTP/1.1 200 OK\r\n"
NEVER = 30.0


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings):
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_ALLOWED_PORTS = ["*"]
    settings.WEBHOOK_CONNECT_TIMEOUT = 5.0
    settings.WEBHOOK_TOTAL_TIMEOUT = 5.0
    settings.WEBHOOK_ANSWER_BYTES = 1024
    settings.WEBHOOK_CA_FILE = ""


@contextmanager
def Sender(resolve=None) -> Iterator[deliver.Sender]:
    """A sender that shares its connections with nobody."""
    own = kept.Kept()
    yield deliver.Sender(resolve, own)
    own.close()


class Dns:
    """Answers each look-up with the next of the lists given, the last one for ever; counts."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = []

    def __call__(self, host, port):
        self.asked.append((host, port))
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return port


# --- what arrives, what comes back -----------------------------------------------------------


def test_a_signed_delivery_arrives_and_verifies():
    secret = new_secret()
    headers = signed_headers([secret], "evt_1", datetime.now(UTC), BODY) | {"x-flow-id": "flow-1"}
    with receiver(secret=secret) as there:
        result = send(there.url + "?a=b", headers, BODY)
    assert (result.status, result.excerpt, result.error) == (200, b"ok", "")
    assert result.retry_after is None
    (arrival,) = there.arrivals
    assert arrival.verified
    assert (arrival.method, arrival.path, arrival.body) == ("POST", "/hook?a=b", BODY)
    assert arrival.headers["host"] == f"127.0.0.1:{there.port}"
    assert arrival.headers["content-length"] == str(len(BODY))
    assert arrival.headers["user-agent"] == "invoicing-gateway"
    assert headers.items() <= arrival.headers.items()


def test_the_receiver_of_these_tests_can_tell_a_wrong_signature():
    headers = signed_headers([new_secret()], "evt_1", datetime.now(UTC), BODY)
    with receiver(secret=new_secret()) as there:
        send(there.url, headers, BODY)
    assert not there.arrivals[0].verified


@pytest.mark.parametrize("status", [201, 204, 400, 404, 410, 429, 500, 503])
def test_every_status_is_an_answer(status):
    with receiver(Answer(status, b"" if status == 204 else b"why")) as there:
        result = send(there.url, HEADERS, BODY)
    assert (result.status, result.error) == (status, "")
    assert len(there.arrivals) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_followed(status):
    with receiver() as other:
        moved = Answer(status, b"", {"Location": other.url})
        with receiver(moved) as there:
            result = send(there.url, HEADERS, BODY)
        assert (result.status, result.error) == (status, "")
        assert len(there.arrivals) == 1
        assert other.arrivals == []


def test_the_answer_says_when_to_come_back():
    with receiver(Answer(503, headers={"Retry-After": "120"})) as there:
        assert send(there.url, HEADERS, BODY).retry_after == 120.0


NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RETRY_AFTER = [
    ({}, None),
    ({"retry-after": ""}, None),
    ({"retry-after": "0"}, 0.0),
    ({"retry-after": " 7 "}, 7.0),
    ({"retry-after": "-5"}, None),
    ({"retry-after": "1.5"}, None),
    ({"retry-after": "٣"}, None),
    ({"retry-after": "9" * 400}, None),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "Fri, 20 Nov 2026 12:01:00 GMT"}, 60.0),
    ({"retry-after": "Fri, 20 Nov 2026 12:01:00 -0000"}, 60.0),
    ({"retry-after": "Fri, 20 Nov 2026 11:00:00 GMT"}, 0.0),
    ({"retry-after": "Fri, 20 Nov 99999 11:00:00 GMT"}, None),
    (
        {
            "retry-after": "Fri, 20 Nov 2026 10:01:00 GMT",
            "date": "Fri, 20 Nov 2026 10:00:00 GMT",
        },
        60.0,
    ),
    ({"retry-after": "Fri, 20 Nov 2026 12:01:00 GMT", "date": "odd"}, 60.0),
]


@pytest.mark.parametrize(("headers", "seconds"), RETRY_AFTER)
def test_retry_after_is_read_as_seconds_or_not_at_all(headers, seconds):
    assert retry_after(headers, NOW) == seconds


# --- hostile answers -------------------------------------------------------------------------


def test_of_a_long_answer_only_the_beginning_is_read():
    with receiver(Answer(500, b"x" * 50_000_000)) as there:
        result = send(there.url, HEADERS, BODY)
    assert (result.status, result.excerpt) == (500, b"x" * 1024)
    assert result.error == ""


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 1025])
def test_the_limit_is_exact(size):
    with receiver(Answer(body=b"x" * size)) as there:
        assert send(there.url, HEADERS, BODY).excerpt == b"x" * min(size, 1024)


@pytest.mark.parametrize("drip", [b"x", b"1\r\nx\r\n"])
def test_an_answer_that_trickles_is_cut_at_the_time_limit(settings, drip):
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.5
    framing = b"Transfer-Encoding: chunked" if b"\r" in drip else b"Content-Length: 1000"
    with receiver(Answer(raw=HEAD + framing + b"\r\n\r\n", drip=drip)) as there:
        result = send(there.url, HEADERS, BODY)
    assert (result.status, result.error) == (200, "")
    assert 1 <= len(result.excerpt) < 60
    assert 500 <= result.milliseconds < 2500


@pytest.mark.parametrize(
    ("before", "drip"),
    [
        (b"HTTP/1.1 200 ", b"O"),
        (HEAD + b"X: ", b"y"),
        (HEAD, b"X: y\r\n"),
        (b"", b"HTTP/1.1 100 C\r\n\r\n"),
    ],
)
def test_headers_that_trickle_are_cut_at_the_time_limit(settings, before, drip):
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.5
    with receiver(Answer(raw=before, drip=drip)) as there:
        result = send(there.url, HEADERS, BODY)
    assert (result.status, result.error) == (None, "answer timeout")
    assert 500 <= result.milliseconds < 2500


def test_silence_is_cut_at_the_time_limit(settings):
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.3
    with receiver(HANGING) as there:
        result = send(there.url, HEADERS, BODY)
    assert (result.status, result.error) == (None, "answer timeout")
    assert 300 <= result.milliseconds < 2000


def test_a_receiver_that_does_not_read_is_cut_at_the_time_limit(settings):
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        result = send(url, HEADERS, b"x" * 30_000_000)
    assert (result.status, result.error) == (None, "answer timeout")
    assert result.milliseconds < 2000


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", "connection lost"),
        (b"\r\n\r\n", "answer is not HTTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "answer is not HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "answer is not HTTP"),
        (b"HTTP/1.1 99 OK\r\n\r\n", "answer is not HTTP"),
        (HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n", "answer is not HTTP"),
        (HEAD + b"X: y\r\n" * 200 + b"\r\n", "answer is not HTTP"),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz", "answer is not HTTP"),
        (HEAD + b"Content-Length: 100\r\n\r\nshort", ""),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", ""),
    ],
)
def test_an_answer_that_is_wrong_as_http_is_told_and_raises_nothing(raw, error):
    with receiver(Answer(raw=raw)) as there:
        result = send(there.url, HEADERS, BODY)
    assert (result.status, result.error) == (200 if error == "" else None, error)
    assert len(there.arrivals) == 1


def test_a_broken_receiver_does_not_spoil_the_next_delivery():
    with receiver(Answer(raw=HEAD + b"Content-Length: 100\r\n\r\nshort")) as there, Sender() as out:
        assert out.send(there.url, HEADERS, BODY).excerpt == b"short"
        there.answer = OK
        assert out.send(there.url, HEADERS, BODY).excerpt == b"ok"


def test_nobody_there_is_told(free_port):
    result = send(f"http://127.0.0.1:{free_port}/", HEADERS, BODY)
    assert (result.status, result.error) == (None, "connection refused")


def test_a_connection_that_does_not_come_about_is_given_up(settings):
    settings.WEBHOOK_CONNECT_TIMEOUT = 0.3
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        result = send(f"http://127.0.0.1:{full.getsockname()[1]}/", HEADERS, BODY)
    assert (result.status, result.error) == (None, "connect timeout")
    assert 300 <= result.milliseconds < 2000


# --- where it may go -------------------------------------------------------------------------


def test_http_goes_out_only_if_allowed(settings):
    settings.WEBHOOK_ALLOW_HTTP = False
    with receiver() as there:
        assert send(there.url, HEADERS, BODY).error == "blocked: http is not allowed"
    assert there.connections == 0


def test_loopback_is_reached_only_if_allowed(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    with receiver() as there:
        for host in ("127.0.0.1", "localhost"):
            result = send(f"http://{host}:{there.port}/", HEADERS, BODY)
            assert result.status is None
            assert result.error.startswith("blocked: ")
            assert result.error.endswith(" is loopback")
    assert there.connections == 0


def test_only_listed_ports_are_reached(settings):
    with receiver() as there:
        settings.WEBHOOK_ALLOWED_PORTS = ["443"]
        error = send(there.url, HEADERS, BODY).error
        assert error == f"blocked: port {there.port} is not allowed"
        assert there.connections == 0
        settings.WEBHOOK_ALLOWED_PORTS = [there.port]
        assert send(there.url, HEADERS, BODY).status == 200


def test_a_name_is_looked_up_once_and_the_connection_goes_where_the_check_looked(settings):
    """The name server gives an address that passes first and loopback from then on."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.2/32"]
    dns = Dns(["127.0.0.2"], ["127.0.0.1"])
    with receiver() as trap, socket.create_server(("127.0.0.2", trap.port)) as good:
        good.settimeout(5)
        with Sender(dns) as out:
            sent = threading.Thread(
                target=lambda: out.send(f"http://{HOST}:{trap.port}/x", HEADERS, BODY)
            )
            sent.start()
            peer, _ = good.accept()
            with peer:
                peer.settimeout(5)
                assert peer.recv(65536).startswith(b"POST /x HTTP/1.1\r\nHost: hooks.example.com:")
                peer.sendall(HEAD + b"Content-Length: 0\r\n\r\n")
                sent.join()
        assert dns.asked == [(HOST, trap.port)]
        with Sender(dns) as out:
            result = out.send(f"http://{HOST}:{trap.port}/x", HEADERS, BODY)
        assert result.error == "blocked: 127.0.0.1 is loopback"
    assert trap.connections == 0


def test_a_name_with_one_bad_address_is_blocked():
    with receiver() as there, Sender(Dns(["127.0.0.1", "10.0.0.1"])) as out:
        result = out.send(f"http://{HOST}:{there.port}/", HEADERS, BODY)
    assert result.error == "blocked: 10.0.0.1 is private"
    assert there.connections == 0


def test_the_next_address_is_tried_when_the_first_does_not_answer():
    with receiver() as there, Sender(Dns(["127.0.0.9", "127.0.0.1"])) as out:
        assert out.send(f"http://{HOST}:{there.port}/", HEADERS, BODY).status == 200


def test_an_address_that_is_silent_leaves_time_for_the_next(settings):
    settings.WEBHOOK_CONNECT_TIMEOUT = 1.6
    with receiver() as there, socket.socket() as full, socket.socket() as filler:
        full.bind(("127.0.0.2", there.port))
        full.listen(0)
        with socket.create_connection(full.getsockname()):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
            with Sender(Dns(["127.0.0.2", "127.0.0.1"])) as out:
                result = out.send(f"http://{HOST}:{there.port}/", HEADERS, BODY)
    assert (result.status, result.error) == (200, "")
    assert 700 <= result.milliseconds < 1600


def unknown(host, port):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def malformed(host, port):
    raise UnicodeError("label too long")


@pytest.mark.parametrize("resolver", [unknown, malformed])
def test_a_name_nobody_knows_is_told(resolver):
    with Sender(resolver) as out:
        assert out.send("https://nowhere.example/", HEADERS, BODY).error == "host not found"


def test_a_look_up_that_hangs_is_given_up(settings):
    settings.WEBHOOK_CONNECT_TIMEOUT = 0.3
    release = threading.Event()
    with Sender(lambda host, port: release.wait(NEVER) and []) as out:
        result = out.send("https://slow.example/", HEADERS, BODY)
        release.set()
    assert result.error == "look-up timeout"
    assert 300 <= result.milliseconds < 2000


def test_the_systems_resolver_gives_addresses():
    assert "127.0.0.1" in sockets.look_up("localhost", 80)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_not_used(monkeypatch, name, free_port):
    for shield in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(shield, raising=False)
    monkeypatch.setenv(name, f"http://127.0.0.1:{free_port}")
    with receiver() as there:
        assert send(there.url, HEADERS, BODY).status == 200


# --- headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-flow-id", "a\r\nX-Evil: 1"),
        ("x-flow-id", "a\nX-Evil: 1"),
        ("x-flow-id", "a\r\n X-Folded: 1"),
        ("x-flow-id", "a\rb"),
        ("x-flow-id", "a\x00b"),
        ("x-flow-id", "ñ"),
        ("x-evil: 1\r\nx", "y"),
        ("x y", "z"),
        ("", "z"),
        ("Host", "other.example"),
        ("content-length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close"),
    ],
)
def test_a_header_that_could_change_the_request_is_refused(name, value):
    with receiver() as there:
        result = send(there.url, {**HEADERS, name: value}, BODY)
    assert (result.status, result.error) == (None, f"blocked: invalid header: {name!r}")
    assert there.connections == 0
    with pytest.raises(Blocked):
        head(target(there.url, policy()), {name: value}, 0)


def test_no_url_gets_a_second_line_into_the_request():
    with receiver() as there:
        assert send(there.url + "\r\nX: y", HEADERS, BODY).error.startswith("blocked: ")
        assert send(there.url + "/ñ%0d%0aX:y", HEADERS, BODY).status == 200
    assert [arrival.path for arrival in there.arrivals] == ["/hook/%C3%B1%0d%0aX:y"]


def test_an_unforeseen_failure_raises_nothing(caplog):
    def broken(host, port):
        raise RuntimeError("bug")

    with Sender(broken) as out:
        assert out.send("https://a.example/", HEADERS, BODY).error == "internal error"
    assert "bug" in caplog.text


# --- connections kept ------------------------------------------------------------------------


def test_a_batch_uses_one_connection_and_one_look_up():
    dns = Dns(["127.0.0.1"])
    with receiver() as there, Sender(dns) as out:
        for number in range(5):
            url = f"http://{HOST}:{there.port}/{number}"
            assert out.send(url, HEADERS, BODY).status == 200
    assert there.connections == 1
    assert len({arrival.connection for arrival in there.arrivals}) == 1
    assert [arrival.path for arrival in there.arrivals] == [f"/{n}" for n in range(5)]
    assert len(dns.asked) == 1


def test_another_name_at_the_same_address_gets_a_connection_of_its_own():
    with receiver() as there, Sender(Dns(["127.0.0.1"])) as out:
        for host in ("a.example", "b.example", "A.example."):
            assert out.send(f"http://{host}:{there.port}/", HEADERS, BODY).status == 200
    assert there.connections == 2
    hosts = [arrival.headers["host"].partition(":")[0] for arrival in there.arrivals]
    assert hosts == ["a.example", "b.example", "a.example"]


def test_the_next_batch_looks_up_and_checks_again():
    dns = Dns(["127.0.0.1"], ["10.0.0.1"])
    with receiver() as there:
        results = []
        for _ in range(2):
            with Sender(dns) as out:
                results.append(out.send(f"http://{HOST}:{there.port}/", HEADERS, BODY))
    assert [result.error for result in results] == ["", "blocked: 10.0.0.1 is private"]


def test_a_check_that_is_too_old_is_made_again_within_a_batch(monkeypatch):
    monkeypatch.setattr(kept, "CHECK_LASTS", -1.0)
    dns = Dns(["127.0.0.1"], ["10.0.0.1"])
    with receiver() as there, Sender(dns) as out:
        results = [out.send(f"http://{HOST}:{there.port}/", HEADERS, BODY) for _ in range(2)]
    assert [result.error for result in results] == ["", "blocked: 10.0.0.1 is private"]
    assert there.connections == 1


def test_no_more_connections_are_kept_than_the_limit(monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    with receiver() as there, Sender(Dns(["127.0.0.1"])) as out:
        for host in ("a", "b", "a", "c", "a", "b"):
            assert out.send(f"http://{host}.example:{there.port}/", HEADERS, BODY).status == 200
    assert there.connections == 4


@pytest.mark.parametrize(
    "answer",
    [
        Answer(close=True),
        Answer(headers={"Connection": "close"}),
        Answer(raw=b"HTTP/1.0 200 OK\r\n\r\nok"),
        Answer(body=b"x" * 500_000),
    ],
)
def test_a_connection_that_cannot_be_used_again_is_opened_anew(answer):
    with receiver(answer) as there, Sender() as out:
        results = [out.send(there.url, HEADERS, BODY) for _ in range(3)]
    assert [result.status for result in results] == [200] * 3
    assert (len(there.arrivals), there.connections) == (3, 3)


def test_a_kept_connection_that_dies_under_the_request_is_replaced_once():
    """The receiver reads the second request and hangs up without a word; the third finds it
    answering again. Nothing but the connection's death says whether it was processed."""
    answers = iter([OK, Answer(raw=b""), OK])
    with receiver(lambda arrival: next(answers)) as there, Sender() as out:
        first = out.send(there.url, HEADERS, BODY)
        second = out.send(there.url, HEADERS, BODY)
    assert (first.status, second.status) == (200, 200)
    assert [arrival.headers["webhook-id"] for arrival in there.arrivals] == ["evt_1"] * 3
    assert there.connections == 2


def test_a_receiver_that_always_hangs_up_is_not_asked_for_ever():
    answers = iter([OK, Answer(raw=b""), Answer(raw=b""), OK])
    with receiver(lambda arrival: next(answers)) as there, Sender() as out:
        out.send(there.url, HEADERS, BODY)
        assert out.send(there.url, HEADERS, BODY).error == "connection lost"
    assert len(there.arrivals) == 3


def test_words_after_an_answer_are_not_taken_for_the_next_one():
    whole = HEAD + b"Content-Length: 2\r\n\r\nok"
    evil = HEAD + b"Content-Length: 4\r\n\r\nevil"
    with receiver(Answer(raw=whole, drip=evil)) as there, Sender() as out:
        assert out.send(there.url, HEADERS, BODY).excerpt == b"ok"
        ((connection,),) = out._kept._items.values()
        wait_until(lambda: not connection.is_quiet)
        there.answer = Answer(500, b"no")
        result = out.send(there.url, HEADERS, BODY)
    assert (result.status, result.excerpt) == (500, b"no")


# --- TLS -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(settings, authority):
    settings.WEBHOOK_CA_FILE = str(authority.file)
    settings.WEBHOOK_ALLOW_HTTP = False


def noting_names(context):
    names = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    return names


@pytest.mark.usefixtures("trusted")
def test_the_certificate_and_sni_are_the_hosts_while_the_socket_goes_to_the_checked_address(
    authority,
):
    context = authority.server(HOST)
    names = noting_names(context)
    dns = Dns(["127.0.0.1"], ["10.0.0.1"])
    with receiver(context=context) as there, Sender(dns) as out:
        results = [out.send(f"https://{HOST}:{there.port}/x", HEADERS, BODY) for _ in range(2)]
    assert [(result.status, result.error) for result in results] == [(200, ""), (200, "")]
    assert names == [HOST]
    assert there.connections == 1
    assert there.arrivals[0].headers["host"] == f"{HOST}:{there.port}"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("host", ["other.example.com", "127.0.0.1"])
def test_a_certificate_for_another_host_is_refused_before_a_word_is_said(authority, host):
    context = authority.server(HOST)
    with receiver(context=context) as there, Sender(Dns(["127.0.0.1"])) as out:
        result = out.send(f"https://{host}:{there.port}/", HEADERS, BODY)
    assert result.status is None
    assert result.error.startswith("certificate refused: ")
    assert "mismatch" in result.error
    assert there.arrivals == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_that_has_run_out_is_refused(authority):
    context = authority.server(HOST, lasts=-DAY + timedelta(hours=1))
    with receiver(context=context) as there, Sender(Dns(["127.0.0.1"])) as out:
        result = out.send(f"https://{HOST}:{there.port}/", HEADERS, BODY)
    assert result.error == "certificate refused: certificate has expired"


def test_a_certificate_of_an_unknown_authority_is_refused(authority):
    with (
        receiver(context=authority.server(HOST)) as there,
        Sender(Dns(["127.0.0.1"])) as out,
    ):
        result = out.send(f"https://{HOST}:{there.port}/", HEADERS, BODY)
    assert result.error.startswith("certificate refused: unable to get local issuer")
    assert there.arrivals == []


@pytest.mark.usefixtures("trusted")
def test_a_host_that_does_not_speak_tls_is_told():
    with receiver() as there, Sender(Dns(["127.0.0.1"])) as out:
        result = out.send(f"https://{HOST}:{there.port}/", HEADERS, BODY)
    assert (result.status, result.error) == (None, "TLS failed")


@pytest.mark.usefixtures("trusted")
def test_a_handshake_that_does_not_come_about_is_given_up(settings):
    settings.WEBHOOK_CONNECT_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as mute, Sender(Dns(["127.0.0.1"])) as out:
        result = out.send(f"https://{HOST}:{mute.getsockname()[1]}/", HEADERS, BODY)
    assert (result.status, result.error) == (None, "connect timeout")
    assert 300 <= result.milliseconds < 2000


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("raw", "drip", "expected"),
    [
        (HEAD + b"X: ", b"y", (None, "answer timeout")),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b"x", (200, "")),
    ],
)
def test_over_tls_a_trickle_is_cut_too(settings, authority, raw, drip, expected):
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.5
    context = authority.server(HOST)
    with (
        receiver(Answer(raw=raw, drip=drip), context=context) as there,
        Sender(Dns(["127.0.0.1"])) as out,
    ):
        result = out.send(f"https://{HOST}:{there.port}/", HEADERS, BODY)
    assert (result.status, result.error) == expected
    assert 500 <= result.milliseconds < 2500


@pytest.mark.usefixtures("trusted")
def test_over_tls_a_kept_connection_that_was_closed_is_replaced(authority):
    with (
        receiver(Answer(close=True), context=authority.server(HOST)) as there,
        Sender(Dns(["127.0.0.1"])) as out,
    ):
        results = [out.send(f"https://{HOST}:{there.port}/", HEADERS, BODY) for _ in range(2)]
    assert [result.status for result in results] == [200, 200]
    assert there.connections == 2
