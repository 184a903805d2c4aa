"""Answers as strangers send them, in pieces of any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import answer
from webhooks.answer import Answer, NotHttp

OK = b"HTTP/1.1 200 OK\r\n"


def read(raw, sizes=(), most=1024):
    """Read from a connection that brings the bytes in pieces of these sizes, then ends."""
    left = bytearray(raw)
    pieces = iter(sizes)

    def receive():
        size = next(pieces, len(left))
        piece = bytes(left[:size])
        del left[:size]
        return piece

    return answer.read(receive, most)


def excerpt(raw, **more):
    found = read(raw, **more)
    return found.excerpt, found.reusable


def test_status_headers_and_body():
    raw = OK + b"X-One:  a \r\nx-ONE: b\r\nContent-Length: 2\r\n\r\nhi"
    headers = {"x-one": "a, b", "content-length": "2"}
    assert read(raw) == Answer(200, headers, b"hi", reusable=True)


BODIES = [
    (b"Content-Length: 2\r\n\r\nhi", (b"hi", True)),
    (b"Content-Length: 0\r\n\r\n", (b"", True)),
    (b"\r\nhi", (b"hi", False)),
    (b"Content-Length: 5\r\n\r\nhi", (b"hi", False)),
    (b"Content-Length: 2\r\nConnection: keep-alive, Close\r\n\r\nhi", (b"hi", False)),
    (b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", (b"hi", True)),
    (
        b"Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nh\r\n01\r\ni\r\n0\r\nT: x\r\n\r\n",
        (b"hi", True),
    ),
    (b"Transfer-Encoding: Chunked\r\n\r\n2\r\nhi\r\n", (b"hi", False)),
    (b"Transfer-Encoding: chunked\r\n\r\n2\r\nhixx\r\n0\r\n\r\n", (b"hi", False)),
    (b"Transfer-Encoding: chunked\r\n\r\n+2\r\nhi\r\n0\r\n\r\n", (b"", False)),
    (b"Transfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n", (b"", False)),
    (b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\nhi", (b"", False)),
    (b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", (b"hi", True)),
]

# Framed in two ways at once, or in one that cannot be meant: others on the way may read it
# differently, so it counts as no answer.
CONTRADICTIONS = [
    b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
    b"Content-Length: -2\r\n\r\nhi",
    b"Content-Length: " + "٢".encode() + b"\r\n\r\nhi",
]


@pytest.mark.parametrize(("rest", "expected"), BODIES)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_body_is_framed_as_the_headers_say(rest, expected, size):
    assert excerpt(OK + rest, sizes=[size] * 500) == expected


@pytest.mark.parametrize("rest", CONTRADICTIONS)
def test_a_body_without_one_clear_end_is_no_answer(rest):
    with pytest.raises(NotHttp):
        read(OK + rest)


def test_words_after_the_end_are_in_the_way_of_another_request():
    assert excerpt(OK + b"Content-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n") == (b"hi", False)


@pytest.mark.parametrize("status", [204, 304])
def test_what_has_no_body_ends_with_its_head(status):
    head = b"HTTP/1.1 %d X\r\nContent-Length: 9\r\n\r\n" % status
    assert excerpt(head) == (b"", True)
    assert excerpt(head + b"HTTP/1.1") == (b"", False)


def test_the_old_version_and_a_change_of_protocol_are_never_reused():
    assert excerpt(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi") == (b"hi", False)
    assert excerpt(b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n") == (b"", False)


def test_interim_answers_are_passed_over_but_not_for_ever():
    interim = b"HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nLink: x\r\n\r\n"
    found = read(interim * 3 + b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi")
    assert (found.status, found.headers, found.excerpt) == (200, {"content-length": "2"}, b"hi")
    with pytest.raises(NotHttp):
        read(interim * 200 + OK + b"\r\n")


@pytest.mark.parametrize(
    "raw", [OK, OK + b"X: y\r\n", b"HTTP/2 200\r\n\r\n", b"HTTP/1.1 1000 X\r\n"]
)
def test_what_is_no_answer_or_ends_before_its_head_does_is_not_http(raw):
    with pytest.raises(NotHttp):
        read(raw)


def test_an_end_before_the_first_byte_is_a_lost_connection():
    with pytest.raises(ConnectionResetError):
        read(b"")


@pytest.mark.parametrize("size", [1, 1000])
def test_a_head_has_a_limit_however_it_is_made_up(size):
    line = b"X: " + b"y" * 9_000 + b"\r\n"
    with pytest.raises(NotHttp):
        read(OK + line * 8 + b"\r\n", sizes=[size] * 100_000)
    with pytest.raises(NotHttp):
        read(b"H" * 70_000, sizes=[size] * 100_000)


def test_no_more_is_asked_for_than_is_wanted():
    asked = []

    def receive():
        asked.append(1)
        return OK + b"\r\n" + b"x" * 10 if len(asked) == 1 else b"x" * 10

    assert answer.read(receive, 25) == Answer(200, {}, b"x" * 25, reusable=False)
    assert len(asked) == 3


@given(st.binary(max_size=300), st.lists(st.integers(1, 50), max_size=50))
def test_whatever_comes_is_an_answer_or_not_http(raw, sizes):
    for whole in (raw, OK + raw, OK + b"Transfer-Encoding: chunked\r\n\r\n" + raw):
        try:
            found = read(whole, sizes)
        except (NotHttp, ConnectionResetError):
            continue
        assert len(found.excerpt) <= 1024
