"""What a body may not be: each answered with a clear 4xx at its place, never with a 500."""

import json
from copy import deepcopy

import pytest

from documents.models import Document
from tests.invoicing.api.test_documents import detail_of

LINE = ("body", "line_items", 0)
QUANTITY = "line_items 0 quantity"
PRICE = "line_items 0 unit_price"
TAG = "co_dian.v2024_11"


def changed(body, path, value):
    """A copy of a body with one place changed."""
    body = deepcopy(body)
    holder = body
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return body


def written(body, number):
    """The body's bytes with a quantity written just so."""
    marked = changed(body, ["line_items", 0, "quantity"], "NUMBER")
    return json.dumps(marked).replace('"NUMBER"', number).encode()


@pytest.mark.parametrize(
    ("path", "value", "type"),
    [
        ("nonsense", 1, "extra_forbidden"),
        ("issuer nonsense", 1, "extra_forbidden"),
        (f"{PRICE} nonsense", 1, "extra_forbidden"),
        ("country", "AR", "literal_error"),
        ("intent", "draft", "literal_error"),
        ("document_type", None, "literal_error"),
        ("issuer", None, "model_type"),
        ("issuer name", "  ", "string_too_short"),
        ("issuer name", 5, "string_type"),
        ("issuer email", "nobody", "email"),
        ("emission_date", "20-11-2026", "date_parsing"),
        ("emission_date", "2026-02-30", "date_parsing"),
        ("emission_date", 20261120, "date_type"),
        ("issuer_profile_id", "x", "uuid_parsing"),
        ("line_items", {}, "list_type"),
        (QUANTITY, "2", "number_type"),
        (QUANTITY, True, "number_type"),
        (QUANTITY, 0, "greater_than"),
        (QUANTITY, -1, "greater_than"),
        (QUANTITY, 1.0000001, "decimal_max_places"),
        (QUANTITY, 10**15, "decimal_max_digits"),
        (f"{PRICE} amount", 5, "string_type"),
        (f"{PRICE} amount", "1,5", "decimal_text"),
        (f"{PRICE} amount", "-1", "decimal_text"),
        (f"{PRICE} amount", "NaN", "decimal_text"),
        (f"{PRICE} amount", "1e9", "decimal_text"),
        (f"{PRICE} amount", "٣", "decimal_text"),
        (f"{PRICE} amount", "0.1234567", "decimal_max_places"),
        (f"{PRICE} amount", "9" * 15, "decimal_whole_digits"),
        (f"{PRICE} currency", "XYZ", "unknown_currency"),
        ("line_items 0 discount", {}, "discount_shape"),
        ("line_items 0 discount", {"amount": "1", "percent": "1"}, "discount_shape"),
        ("country_specific", [], "dict_type"),
        ("issuer name", "a\x00b", "control_character"),
        ("issuer name", "a\x1bb", "control_character"),
        ("issuer name", "a\u0085b", "control_character"),
        ("issuer name", "a\uffffb", "control_character"),
        ("tenant_id", "01930000-0000-7000-8000-000000000009", "tenant_mismatch"),
    ],
)
def test_a_value_that_cannot_be_is_named_at_its_place(ana, path, value, type):
    steps = [int(step) if step.isdigit() else step for step in path.split()]
    answer = ana.post("/v1/documents", changed(ana.document("CO"), steps, value))
    assert detail_of(answer) == [(("body", *steps), type)]
    assert not Document.objects.exists()


UNKNOWN_TAG = "unknown_country_specific_type"


@pytest.mark.parametrize(
    ("changes", "loc", "type"),
    [
        ({"country_specific": {"payment_form": "CASH"}}, "country_specific type", UNKNOWN_TAG),
        ({"country_specific": {"type": TAG, "x": 1}}, "country_specific x", "extra_forbidden"),
        (
            {"country_specific": {"type": TAG, "payment_form": "X"}},
            "country_specific payment_form",
            "literal_error",
        ),
        ({"metadata": {"a": 1}}, "metadata a", "string_type"),
        ({"metadata": {"a\x08": "b"}}, "metadata [key]", "control_character"),
        ({"references": [{"document_id": None}]}, "references 0 relation", "missing"),
        (
            {"references": [{"relation": "CREDITS", "document_id": "x"}]},
            "references 0 document_id",
            "uuid_parsing",
        ),
        ({"payment": {"payment_date": "yesterday"}}, "payment payment_date", "date_text"),
        ({"payment": {"amount": None}}, "payment amount", "string_type"),
    ],
)
def test_a_mistake_inside_a_value_is_named_at_its_place(ana, changes, loc, type):
    steps = [int(step) if step.isdigit() else step for step in loc.split()]
    answer = ana.post("/v1/documents", ana.document("CO", **changes))
    assert detail_of(answer) == [(("body", *steps), type)]


def test_a_lines_own_country_fields_are_checked_too(ana):
    body = changed(ana.document("CO"), ["line_items", 0, "country_specific"], {"type": "x"})
    loc = ("body", "line_items", 0, "country_specific", "type")
    assert detail_of(ana.post("/v1/documents", body)) == [(loc, UNKNOWN_TAG)]


@pytest.mark.parametrize(
    ("number", "type"),
    [
        ("1e400", "finite_number"),
        ("1e9999999999999999999", "finite_number"),
        ("NaN", "finite_number"),
        ("-Infinity", "finite_number"),
        ("1e-400", "greater_than"),
        ("1e30", "decimal_max_digits"),
        ("1234567890123456.5", "decimal_max_digits"),
        ("123456789.1234567890", "decimal_max_places"),
        ("1000000000000000000001e-20", "number_too_precise"),
        ("0.1000000000000000000001", "number_too_precise"),
        ("2.00000000000000000000000001", "number_too_precise"),
    ],
)
def test_a_number_keeps_every_digit_or_is_refused(ana, number, type):
    answer = ana.post("/v1/documents", written(ana.document("CO"), number))
    assert detail_of(answer) == [((*LINE, "quantity"), type)]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("2", 2),
        ("2.0", 2),
        ("2.000000000000000000000", 2),
        ("1.5e3", 1500),
        ("0.000001", 1e-06),
        ("123456789.123456", 123456789.123456),
        ("999999999999999", 999999999999999),
    ],
)
def test_a_number_may_be_written_in_any_exact_way(ana, number, shown):
    answer = ana.post("/v1/documents", written(ana.document("CO"), number))
    assert answer.status_code == 201, answer.content
    assert answer.json()["line_items"][0]["quantity"] == shown


def test_texts_may_have_line_breaks_and_any_letters(ana):
    text = "Línea uno\r\n\tdos \u2028 日本語 😀 \\u0000 %s"
    body = changed(ana.document("CO"), ["line_items", 0, "description"], text)
    assert ana.new("/v1/documents", body)["line_items"][0]["description"] == text


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"", "json_invalid"),
        (b"{", "json_invalid"),
        (b"\xff\xfe", "json_invalid"),
        (b'{"tenant_id": "\\ud800"}', "json_invalid"),
        (b'{"tenant_id": "\xed\xa0\x80"}', "json_invalid"),
        (b'{"tenant_id": "\x01"}', "json_invalid"),
        (b"[]", "model_type"),
        (b"null", "model_type"),
        (b"[" * 5000, "json_invalid"),
        (b'{"metadata": ' + b'{"a":' * 900 + b"1" + b"}" * 901, "json_invalid"),
        (b'{"metadata": ' + b"9" * 10000 + b"}", "json_invalid"),
    ],
)
def test_what_is_no_json_object_is_refused(ana, content, type):
    answer = ana.post("/v1/documents", content)
    assert detail_of(answer) == [(("body",), type)]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "", "application/json; charset=latin-1"]
)
def test_only_utf8_json_is_read(ana, content_type):
    answer = ana.post("/v1/documents", ana.document("CO"), Content_Type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    right = ana.post(
        "/v1/documents", ana.document("CO"), Content_Type="application/json; charset=UTF-8"
    )
    assert right.status_code == 201


def test_ten_megabytes_are_too_many(ana):
    answer = ana.post("/v1/documents", b'{"a": "' + b"x" * 10_000_000 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_ten_thousand_lines_are_taken_and_one_more_is_not(ana):
    body = ana.document("PE")
    line = body["line_items"][0]
    answer = ana.post("/v1/documents", body | {"line_items": [line] * 10_001})
    assert detail_of(answer) == [(("body", "line_items"), "too_long")]
    answer = ana.post("/v1/documents", body | {"line_items": [line] * 10_000})
    assert answer.status_code == 201
    assert len(answer.json()["line_items"]) == 10_000


def test_a_body_wrong_in_ten_thousand_places_gets_a_short_answer(ana):
    body = ana.document("CO", line_items=[{"x": 1}] * 10_000)
    answer = ana.post("/v1/documents", body)
    assert len(detail_of(answer)) == 100


def test_an_operation_without_a_body_refuses_one(ana):
    draft = ana.new("/v1/documents", ana.document("CO"))
    answer = ana.post(f"/v1/documents/{draft['id']}/submit", {"x": 1})
    assert detail_of(answer) == [(("body", "x"), "extra_forbidden")]


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/parties", "/v1/issuer-profiles"])
def test_an_unknown_or_broken_query_parameter_is_refused(ana, path):
    assert detail_of(ana.get(f"{path}?countri=CO")) == [(("query", "countri"), "extra_forbidden")]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("country=XX", "country"),
        ("after=yesterday", "after"),
        ("after=2026-01-01T00:00:00", "after"),
        ("order=up", "order"),
        ("fiscal_id=%00", "fiscal_id"),
        ("fiscal_status=odd", "fiscal_status"),
    ],
)
def test_a_query_parameter_of_no_sense_is_named(ana, query, name):
    assert {loc for loc, _ in detail_of(ana.get(f"/v1/documents?{query}"))} == {("query", name)}


@pytest.mark.parametrize("wrong", ["x", "123", "%00", "01930000000070008000000000000001", "{a}"])
def test_a_path_without_an_id_is_named(ana, wrong):
    for path, name in (("documents", "document_id"), ("parties", "party_id")):
        assert detail_of(ana.get(f"/v1/{path}/{wrong}")) == [(("path", name), "uuid_parsing")]
