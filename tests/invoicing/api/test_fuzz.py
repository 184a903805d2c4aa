"""Whatever is sent, the service answers: random values, bytes, changes and numbers."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoicing.api import exact
from tests.invoicing.api.test_bodies import changed

KEYS = st.sampled_from(
    [
        "tenant_id",
        "country",
        "intent",
        "issuer",
        "line_items",
        "unit_price",
        "amount",
        "quantity",
        "type",
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["CO", "DRAFT", "1e400", "\x00", "co_dian.v2024_11"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
FUZZ = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


PLACES = [
    ["issuer"],
    ["issuer", "tax_id"],
    ["receiver", "address"],
    ["line_items"],
    ["line_items", 0, "quantity"],
    ["line_items", 0, "unit_price"],
    ["line_items", 0, "unit_price", "amount"],
    ["line_items", 0, "discount"],
    ["line_items", 0, "tax_code"],
    ["line_items", 0, "country_specific"],
    ["country_specific"],
    ["payment"],
    ["references"],
    ["emission_date"],
    ["issuer_profile_id"],
    ["metadata"],
    ["country"],
]


@FUZZ
@given(value=JSON, place=st.sampled_from(PLACES))
def test_no_value_anywhere_breaks_the_service(ana, value, place):
    content = json.dumps(changed(ana.document("CO"), place, value)).encode()
    for path in ("/v1/documents", "/v1/documents/preview"):
        assert ana.post(path, content).status_code in (200, 201, 422)


@FUZZ
@given(content=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_break_the_service(ana, content):
    for path in (
        "/v1/documents",
        "/v1/parties",
        "/v1/issuer-profiles",
        "/v1/webhook-subscriptions",
    ):
        assert ana.post(path, content).status_code == 422


PATCHED = ["status", "issuer", "line_items", "metadata", "country_specific", "fiscal_id", "payment"]


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(PATCHED), JSON, max_size=3))
def test_no_patch_breaks_the_service(ana, changes):
    draft = ana.new("/v1/documents", ana.document("CO"))
    answer = ana.patch(f"/v1/documents/{draft['id']}", json.dumps(changes).encode())
    assert answer.status_code in (200, 403, 409, 422), answer.content


@given(st.decimals(min_value=0, allow_nan=False, allow_infinity=False, places=None))
def test_a_number_the_scan_lets_pass_is_what_was_written(number):
    body = f'{{"quantity": {number}}}'.encode()
    is_float = any(mark in str(number) for mark in ".E")
    if is_float and exact.problems(body) == [] and len(str(number)) > 15:
        assert Decimal(repr(json.loads(body)["quantity"])) == number


@pytest.mark.parametrize(
    "number", ["1.2345678", "0.1000000000000000000001", "1e-7", "12345678.123456789"]
)
def test_the_scan_sees_numbers_wherever_they_stand(number):
    for body in (f"[{number}]", f'{{"a":{number}}}', f'{{"a": [1,  {number}]}}'):
        long = len(number) > 15 or "e" in number
        assert bool(exact.problems(body.encode())) == long
