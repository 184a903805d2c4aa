"""Their words in ours."""

import pytest

from providers.base import ErrorKind, OutcomeStatus
from providers.co_yabico.codes import STATUSES, codes_in, meaning, status

REJECT, CONFIG, IN_DOUBT = ErrorKind.REJECT, ErrorKind.CONFIG, ErrorKind.IN_DOUBT


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("001-DE1", (IN_DOUBT, "number_already_used")),
        ("200-EI1", (IN_DOUBT, "number_already_used")),
        ("200-EC1", (IN_DOUBT, "number_already_used")),
        ("200", (IN_DOUBT, "number_already_used")),
        ("001-DC1", (CONFIG, "numbering_range_mismatch")),
        ("001-DC2", (CONFIG, "numbering_range_mismatch")),
        ("001-D1", (REJECT, "date_invalid")),
        ("001-D2", (CONFIG, "numbering_range_mismatch")),
        ("001-DL1", (REJECT, "line_invalid")),
        ("001-DT7", (REJECT, "totals_mismatch")),
        ("001-DW11", (REJECT, "withholding_mismatch")),
        ("001-TS4", (REJECT, "tax_mismatch")),
        ("001-V7", (REJECT, "receiver_tax_id_invalid")),
        ("001-V8", (REJECT, "provider_validation")),
        ("001-N1", (REJECT, "receiver_name_invalid")),
        ("001-O1", (CONFIG, "issuer_not_enabled")),
        ("001-OU2", (CONFIG, "issuer_not_enabled")),
        ("001-EI1", (REJECT, "invoice_invalid")),
        ("001-EI2", (REJECT, "referenced_document_not_valid")),
        ("001-ALM2", (REJECT, "aiu_invalid")),
        ("001-E1", (IN_DOUBT, "event_already_made")),
        ("001-E2", (REJECT, "referenced_document_not_valid")),
        ("001-E3", (REJECT, "event_not_allowed")),
        ("001-E4", (REJECT, "event_not_allowed")),
        ("001-E5", (REJECT, "referenced_document_not_found")),
        ("001-E6", (REJECT, "event_without_value")),
        ("001-E7", (REJECT, "event_after_notes")),
        ("001-EC1", (REJECT, "credit_note_invalid")),
        ("001-ED1", (REJECT, "debit_note_invalid")),
        ("001-AS1", (REJECT, "support_document_invalid")),
        ("001-PEI2", (REJECT, "referenced_document_not_valid")),
        ("001-LI1", (REJECT, "note_line_unknown")),
        ("001-LA4", (REJECT, "note_exceeds_referenced")),
        ("001-LA2", (REJECT, "line_amount_mismatch")),
        ("001-PV1", (REJECT, "note_price_mismatch")),
        ("100-NE1", (REJECT, "referenced_document_not_found")),
        ("100-EC2", (REJECT, "referenced_document_not_found")),
        ("004-DC1", (IN_DOUBT, "document_not_added")),
        ("002", (IN_DOUBT, "authority_request_failed")),
        ("004-DB1", (IN_DOUBT, "provider_internal_error")),
        ("000-99", (IN_DOUBT, "provider_error_unknown")),
        ("090", (CONFIG, "credential_refused")),
        ("110", (CONFIG, "credential_refused")),
        ("100-BU1", (CONFIG, "issuer_not_enabled")),
        ("100-EI1", (REJECT, "document_not_found")),
        ("100", (REJECT, "provider_data_not_found")),
        (" 001-de1 ", (IN_DOUBT, "number_already_used")),
    ],
)
def test_an_error_code_has_a_meaning(code, expected):
    assert meaning(code) == expected


@pytest.mark.parametrize("code", ["", "999-X1", "nonsense", "005", "0011"])
def test_an_unknown_error_code_is_in_doubt(code):
    assert meaning(code) == (IN_DOUBT, "provider_error_unknown")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("100-EI1: not found", ("100-EI1",)),
        ("failed with 001-DE1 and 200-EI1.", ("001-DE1", "200-EI1")),
        ("HTTP 200, 100 items, 002 left", ()),
        ("uid 00100-EI12x", ()),
        ("", ()),
    ],
)
def test_codes_are_found_in_a_text(text, codes):
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("YABICO_ CREATED", OutcomeStatus.ACCEPTED),
        ("YABICO_CREATED", OutcomeStatus.ACCEPTED),
        ("DIAN_VALIDATING", OutcomeStatus.ACCEPTED),
        ("DIAN_REJECTED", OutcomeStatus.REJECTED),
        ("DIAN_VALIDATED", OutcomeStatus.ISSUED),
        ("SEND_EMAIL", OutcomeStatus.ISSUED),
        ("SEND_EMAIL_ERROR_YABI", OutcomeStatus.ISSUED),
        ("SEND_EMAIL_ERROR_RECIPIENT", OutcomeStatus.ISSUED),
        ("REJECTION", OutcomeStatus.ISSUED),
        ("TACIT_ACCEPTANCE", OutcomeStatus.ISSUED),
        ("REJECTION_ ISSUED_ CREDIT_ NOTE", OutcomeStatus.ISSUED),
        ("DIAN_SECOND_REVIEW", OutcomeStatus.UNKNOWN),
        ("DIAN_VALIDATED_MAYBE", OutcomeStatus.UNKNOWN),
        ("", OutcomeStatus.UNKNOWN),
    ],
)
def test_a_status_has_a_meaning(word, expected):
    assert status(word) is expected


def test_only_the_authoritys_own_word_is_a_rejection():
    rejected = {word for word, meant in STATUSES.items() if meant is OutcomeStatus.REJECTED}
    assert rejected == {"DIAN_REJECTED"}
