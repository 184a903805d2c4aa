import pytest
from hypothesis import given
from hypothesis import strategies as st

from parties import tax_ids


def found(country, tax_id_type, tax_id):
    return [(f.code, f.severity) for f in tax_ids.check(country, tax_id_type, tax_id)]


@pytest.mark.parametrize(
    ("country", "tax_id_type", "tax_id"),
    [
        ("CO", "NIT", "900559088-2"),
        ("CO", "NIT", "900.559.088-2"),
        ("CO", "NIT", " 900559088 - 2 "),
        ("CO", "NIT", "900559088"),
        ("CO", "NIT", "1020304050"),
        ("CO", "NIT", "123456"),
        ("MX", "RFC", "EKU9003173C9"),
        ("MX", "RFC", "cosc8001137na"),
        ("MX", "RFC", "H&E951128469"),
        ("MX", "RFC", "XAXX010101000"),
        ("MX", "RFC", "XEXX010101000"),
        ("EC", "RUC", "1760001550001"),
        ("EC", "RUC", "1710034065"),
        ("PE", "RUC", "20131312955"),
        ("PE", "RUC", "20100070970"),
        ("CO", "GENERIC_ID", "222222222222"),
        ("MX", "GENERIC_ID", "AB-123456"),
    ],
)
def test_valid_identifiers_have_no_findings(country, tax_id_type, tax_id):
    assert found(country, tax_id_type, tax_id) == []


@pytest.mark.parametrize(
    ("country", "tax_id_type", "tax_id", "code"),
    [
        ("CO", "NIT", "900559088-3", "nit_check_digit"),
        ("CO", "NIT", "41261533-1", "nit_check_digit"),
        ("CO", "NIT", "90055908A", "nit_format"),
        ("CO", "NIT", "12345", "nit_format"),
        ("CO", "NIT", "12345678901", "nit_format"),
        ("CO", "NIT", "900559088-22", "nit_format"),
        ("CO", "NIT", "900559088-", "nit_format"),
        ("CO", "NIT", "٩٠٠٥٥٩٠٨٨", "nit_format"),
        ("CO", "NIT", "", "nit_format"),
        ("MX", "RFC", "EKU901317 3C9", "rfc_format"),
        ("MX", "RFC", "EKU9013173C9", "rfc_format"),
        ("MX", "RFC", "12U9003173C9", "rfc_format"),
        ("MX", "RFC", "EKU900317", "rfc_format"),
        ("EC", "RUC", "1760001550002", "ruc_format"),
        ("EC", "RUC", "17600015500", "ruc_format"),
        ("PE", "RUC", "20131312956", "ruc_check_digit"),
        ("PE", "RUC", "2013131295", "ruc_format"),
        ("PE", "RUC", "99131312955", "ruc_format"),
        ("CO", "GENERIC_ID", "", "generic_id_format"),
        ("CO", "GENERIC_ID", "A" * 21, "generic_id_format"),
        ("CO", "GENERIC_ID", "12 34", "generic_id_format"),
        ("CO", "GENERIC_ID", "Ñandú", "generic_id_format"),
        ("CO", "GENERIC_ID", "123\n", "generic_id_format"),
        ("CO", "RFC", "EKU9003173C9", "tax_id_type_not_used"),
        ("MX", "NIT", "900559088-2", "tax_id_type_not_used"),
        ("CO", "SSN", "900559088", "tax_id_type_not_used"),
    ],
)
def test_invalid_identifiers_are_errors(country, tax_id_type, tax_id, code):
    assert found(country, tax_id_type, tax_id) == [(code, "error")]


@pytest.mark.parametrize(
    ("country", "tax_id_type", "tax_id", "code"),
    [
        ("MX", "RFC", "COSC8001137N9", "rfc_check_digit"),
        ("EC", "RUC", "0691787373001", "ruc_check_digit"),
        ("EC", "RUC", "1710034066", "ruc_check_digit"),
        ("CO", "NIT", "9005590882", "nit_maybe_with_check_digit"),
    ],
)
def test_what_the_authority_may_accept_is_a_warning(country, tax_id_type, tax_id, code):
    assert found(country, tax_id_type, tax_id) == [(code, "warning")]


def test_the_message_of_a_wrong_check_digit_gives_the_right_one():
    [finding] = tax_ids.check("CO", "NIT", "900559088-3")
    assert "is 2, not 3" in finding.message


def test_the_message_of_a_foreign_type_names_those_in_use():
    [finding] = tax_ids.check("CO", "RFC", "EKU9003173C9")
    assert "NIT or GENERIC_ID" in finding.message


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [
        ("900559088-2", ("900559088", "2")),
        ("900.559.088-2", ("900559088", "2")),
        ("9005590882", ("9005590882", None)),
        ("900559088", ("900559088", None)),
    ],
)
def test_only_a_digit_after_a_dash_is_a_check_digit(given_id, expected):
    assert tax_ids.split_nit(given_id) == expected


@pytest.mark.parametrize(
    ("country", "tax_id_type", "given_id", "expected"),
    [
        ("CO", "NIT", " 900.559.088-2", "900559088-2"),
        ("MX", "RFC", "eku-900317-3c9", "EKU9003173C9"),
        ("PE", "RUC", "20131312 955", "20131312955"),
        ("EC", "RUC", "1792060346-001", "1792060346001"),
        ("CO", "GENERIC_ID", "ab-12", "AB-12"),
    ],
)
def test_normalise(country, tax_id_type, given_id, expected):
    assert tax_ids.normalise(country, tax_id_type, given_id) == expected


@given(
    st.sampled_from(["CO", "MX", "EC", "PE"]),
    st.sampled_from(["NIT", "RFC", "RUC", "GENERIC_ID"]),
    st.text(max_size=30),
)
def test_no_text_makes_a_check_fail(country, tax_id_type, text):
    tax_ids.check(country, tax_id_type, text)
    once = tax_ids.normalise(country, tax_id_type, text)
    assert tax_ids.normalise(country, tax_id_type, once) == once


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 9))
def test_one_check_digit_of_ten_is_right(number, digit):
    right = tax_ids.nit_check_digit(str(number)) == str(digit)
    assert (found("CO", "NIT", f"{number}-{digit}") == []) is right
