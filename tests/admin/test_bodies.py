"""Bytes of the wire as text."""

import pytest

from documents.console.bodies import LONGEST_SHOWN, readable


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            b'{"b":1.00,"a":[true,null,"x"]}',
            '{\n  "b": 1.00,\n  "a": [\n    true,\n    null,\n    "x"\n  ]\n}',
        ),
        (b'{"n":12345678901234567890.10}', '{\n  "n": 12345678901234567890.10\n}'),
        (b"[]", "[]"),
        ('{"n":"Peña"}'.encode(), '{\n  "n": "Peña"\n}'),
        (b"<a><b>1</b></a>", "<a>\n  <b>1</b>\n</a>\n"),
        (b"Bad gateway", "Bad gateway"),
        (b"<html><p>not xml", "<html><p>not xml"),
        (b"\xff\xfe\x00", "3 bytes that are not text"),
        (b"", ""),
    ],
)
def test_readable(body, expected):
    assert readable(body) == expected


def test_files_inside_json_are_shortened_and_sentences_are_not():
    shown = readable(b'{"data":"' + b"Q" * 5000 + b'","query":"' + b"select it " * 100 + b'"}')
    assert "(5,000 characters)" in shown
    assert "select it " * 100 in shown


def test_long_text_is_cut():
    shown = readable(b"word " * LONGEST_SHOWN)
    assert len(shown) < LONGEST_SHOWN + 100
    assert shown.endswith("in the raw bytes)")


def test_entities_from_outside_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("password")
    body = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]><a>&e;</a>'
    assert "password" not in readable(body.encode())


def test_entities_that_multiply_stay_small():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    body = f'<!DOCTYPE a [<!ENTITY e0 "lol">{levels}]><a>&e8;</a>'
    assert len(readable(body.encode())) < 10_000


def test_deep_nesting_is_not_fatal():
    body = b"[" * 100_000 + b"]" * 100_000
    assert readable(body)
