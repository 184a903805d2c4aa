"""RFC check digits: a mismatch warns and never blocks."""

import pytest

from parties import tax_ids
from tests.conformance.data import load

RFCS = load("mx/rfc/rfc_checkdigit.json")


@pytest.mark.parametrize("rfc", [*RFCS["match"], *RFCS["generic_ok"]])
def test_a_fitting_rfc_has_no_findings(rfc):
    assert tax_ids.check("MX", "RFC", rfc) == ()


@pytest.mark.parametrize("rfc", [entry["rfc"] for entry in RFCS["mismatch_but_accepted"]])
def test_sats_own_exceptions_have_no_findings(rfc):
    assert tax_ids.check("MX", "RFC", rfc) == ()


@pytest.mark.parametrize("rfc", RFCS["mismatch"])
def test_another_mismatch_is_a_warning(rfc):
    assert [found.severity for found in tax_ids.check("MX", "RFC", rfc)] == ["warning"]
