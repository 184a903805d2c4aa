"""The generators of load count what was done, no more and no less, and show what went wrong."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest

from bench import clients, load, table
from bench.accepting import EMPTY, GATEWAY, NESTED, RAW, Timing
from bench.load import Measured
from bench.request import Probe, Request

SHORT = {"warm_up": 0.05, "seconds": 0.15}
TENANT = "0197a000-0000-7000-8000-000000000000"


class Server(ThreadingHTTPServer):
    """Notes the requests it gets; answers `status` to every `failing`-th, else 201."""

    daemon_threads = True

    def __init__(self, failing: int | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.failing, self.numbers = failing, count(1)
        self.seen: list[tuple[str, bytes]] = []
        self.clients: set[object] = set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        number = next(self.server.numbers)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.headers["Idempotency-Key"], body))
        self.server.clients.add(self.client_address)
        failed = self.server.failing and number % self.server.failing == 0
        self.send_response(409 if failed else 201)
        self.send_header("Content-Length", "4")
        self.end_headers()
        # In two writes, so that an answer does not always come whole.
        for part in (b"do", b"ne"):
            self.wfile.write(part)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve():
    running = []

    def start(**options) -> Server:
        server = Server(**options)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def run_against(server: Server) -> Measured:
    port = server.server_address[1]
    return load.run(port, Request(port, TENANT, "key"), connections=3, status=201, **SHORT)


def test_every_answered_request_is_acknowledged_and_the_warm_up_is_not_counted(serve):
    server = serve()
    measured = run_against(server)
    assert measured.acknowledged == len(server.seen)
    assert 0 < measured.counted < measured.acknowledged
    assert measured.per_second == measured.counted / SHORT["seconds"]
    assert len(server.clients) == 3


def test_no_two_requests_have_the_same_key_or_body(serve):
    server = serve()
    run_against(server)
    keys, bodies = zip(*server.seen, strict=True)
    assert len(set(keys)) == len(set(bodies)) == len(server.seen) > 3
    assert len({len(body) for body in bodies}) == 1


def test_an_answer_that_is_not_the_expected_one_ends_the_measurement(serve):
    with pytest.raises(load.Refused, match="409"):
        run_against(serve(failing=5))


def test_a_server_that_is_not_there_is_an_error():
    with pytest.raises(ConnectionRefusedError):
        load.run(1, Probe(1), connections=1, status=200, **SHORT)


def test_clients_count_all_work_of_all_processes():
    def opened():
        return (lambda: threading.Event().wait(0.001)), (lambda: None)

    measured = clients.run(opened, processes=2, threads=2, **SHORT)
    assert 4 <= measured.counted < measured.acknowledged


def test_a_client_that_fails_says_why_and_keeps_nobody_waiting():
    turns = count()

    def opened():
        if next(turns):
            raise ValueError("no connection")
        return (lambda: None), (lambda: None)

    with pytest.raises(ValueError, match="no connection"):
        clients.run(opened, processes=2, threads=2, **SHORT)


def rate(per_second: int) -> Measured:
    return Measured(per_second, per_second, 1.0, [0.001, 0.002])


def test_ratios_are_those_of_a_round_and_their_median_meets_the_aim_or_not():
    rounds = [
        {GATEWAY: rate(300), NESTED: rate(100), RAW: rate(2000), EMPTY: rate(3000)},
        {GATEWAY: rate(30), NESTED: rate(9), RAW: rate(120), EMPTY: rate(300)},
        {GATEWAY: rate(200), NESTED: rate(100), RAW: rate(1000), EMPTY: rate(1000)},
    ]
    lines = table.accepting_text(rounds, Timing(3, 1, 4)).splitlines()
    found = {line.split("  ")[0]: line for line in lines}
    assert " 200 " in found[GATEWAY]
    assert "30-300" in found[GATEWAY]
    assert "3.00 (2.00-3.33)" in found[NESTED]
    assert found[NESTED].endswith("3.00 met")
    assert "0.20 (0.15-0.25)" in found[RAW]
    assert found[RAW].endswith("0.25 MISSED")
