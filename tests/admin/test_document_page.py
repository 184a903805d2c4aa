"""A document's page: what is on it, and that nothing from outside becomes HTML."""

import json
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document, Evidence
from invoicing import transitions
from tests.admin.conftest import (
    ACTOR,
    CUFE,
    exchange,
    in_doubt,
    issued,
    rejected,
    submitted,
)

XSS = "<script>alert('x')</script>"


def page_of(client, document):
    response = client.get(reverse("admin:documents_document_change", args=[document.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_what_the_document_is(ana, as_sara):
    text = page_of(as_sara, ana.document)
    for part in (
        "SETP990000000",
        "ISSUED",
        "fiscally valid",
        CUFE,
        "119,000.00",
        "Cliente de Ana SA",
        "900373076-4",
        "Servicio de consultoria",
        "100,000.00",
        "19,000.00",
        "SETP990000000.pdf",
    ):
        assert part in text, part


def test_times_are_in_the_countrys_zone(ana, as_sara):
    text = page_of(as_sara, ana.document)
    stamps = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ([+-]\d{4})", text)
    assert len(stamps) > 5
    assert set(stamps) == {"-0500"}


def test_the_timeline_tells_who_did_what(ana, as_sara):
    text = page_of(as_sara, ana.document)
    timeline = text[text.index('id="timeline"') : text.index('id="submissions"')]
    assert timeline.index("created") < timeline.index("issued")
    assert "by ik_caller" in timeline
    assert "PENDING (pending) → ISSUED (authorized)" in timeline


def test_evidence_is_readable_side_by_side(ana, as_sara):
    text = page_of(as_sara, ana.document)
    evidence = text[text.index('id="evidence"') :]
    assert "&quot;total&quot;: 119000.00" in evidence
    assert "&quot;uid&quot;: &quot;u-1&quot;" in evidence
    assert ana.evidence.digest in evidence
    for part in ("request", "response"):
        assert reverse("admin:documents_evidence_raw", args=[ana.evidence.pk, part]) in evidence
    assert evidence.count('<details class="exchange') == 1


def test_a_request_without_an_answer_says_so(ana, as_sara):
    document = submitted(ana.tenant)
    answered = exchange(document)
    sent = Evidence.objects.get(exchange_id=answered.exchange_id, phase="sent")
    assert "No answer was stored" not in page_of(as_sara, document)
    page = as_sara.get(reverse("admin:documents_evidence_change", args=[sent.pk]))
    assert "No answer was stored" in page.content.decode()


def test_a_time_out_shows_its_error(ana, as_sara):
    document = submitted(ana.tenant)
    exchange(document, response_status=None, response_body=None, error="ReadTimeout after 30 s")
    assert "ReadTimeout after 30 s" in page_of(as_sara, document)


def test_a_failure_is_in_plain_words(ana, as_sara):
    document = rejected(submitted(ana.tenant), "The unit price is wrong.")
    text = page_of(as_sara, document)
    assert "Why it failed" in text
    assert "Line 1 &gt; unit price:" in text
    assert "rule FAK24" in text
    assert "correct it and submit it again" in text


def test_warnings_show_with_their_details(ana, as_sara):
    document = submitted(ana.tenant)
    warning = {"code": "fiscal_id_mismatch", "message": "Not the one computed.", "expected": "e0"}
    transitions.change(document, ACTOR, {"warning": warning}, warnings=[warning])
    text = page_of(as_sara, document)
    assert "Not the one computed." in text
    assert "&quot;expected&quot;: &quot;e0&quot;" in text


def test_scripts_in_the_documents_own_data_are_shown_not_run(ana, as_sara, as_root):
    document = submitted(ana.tenant, {"name": XSS})
    rejected(document, f"No: {XSS}")
    for text in (
        page_of(as_sara, document),
        as_sara.get(reverse("admin:documents_document_changelist")).content.decode(),
        as_sara.get(
            reverse("admin:documents_document_verb", args=[document.pk, "void"])
        ).content.decode(),
    ):
        assert "alert(" in text
        assert XSS not in text


def test_scripts_in_evidence_are_shown_not_run(ana, as_sara):
    bodies = {
        "json": json.dumps({"note": XSS}).encode(),
        "xml": f"<a><![CDATA[{XSS}]]></a>".encode(),
        "text": f"oops {XSS}".encode(),
        "html": f"<html><body>{XSS}</body></html>".encode(),
    }
    for body in bodies.values():
        document = submitted(ana.tenant)
        row = exchange(
            document,
            request_body=body,
            response_body=body,
            operation=XSS[:80],
            response_headers={"X": XSS},
        )
        single = as_sara.get(reverse("admin:documents_evidence_change", args=[row.pk]))
        for text in (page_of(as_sara, document), single.content.decode()):
            assert "alert(" in text
            assert XSS not in text


def test_big_bodies_stay_out_of_the_page(ana, as_sara):
    document = submitted(ana.tenant)
    exchange(document, response_body=b'["' + b"x" * 300_000 + b'"]')
    text = page_of(as_sara, document)
    assert "300,004 bytes: too long to show here" in text
    assert len(text) < 100_000


def test_a_long_history_stays_a_page(ana, as_sara):
    document = submitted(ana.tenant)
    for _ in range(30):
        exchange(document)
    text = page_of(as_sara, document)
    assert "10 pieces in between" in text


def test_queries_of_the_page_do_not_grow_with_what_is_on_it(ana, as_sara):
    document = submitted(ana.tenant)
    before = queries(as_sara, document)
    for _ in range(5):
        exchange(document)
        transitions.change(document, ACTOR, {"reason": "test"})
    assert queries(as_sara, document) == before
    assert before <= 16


def queries(client, document):
    with CaptureQueriesContext(connection) as captured:
        page_of(client, document)
    return len(captured)


def test_a_draft_that_does_not_add_up_still_has_a_page(ana, as_sara):
    document = submitted(ana.tenant)
    lines = [{**document.line_items[0], "tax_code": "NO_SUCH"}]
    Document.objects.filter(pk=document.pk).update(line_items=lines)
    assert "NO_SUCH" in page_of(as_sara, document)


def test_an_unknown_outcome_says_what_to_do(ana, as_sara):
    assert "The outcome is not known" in page_of(as_sara, in_doubt(submitted(ana.tenant)))


def test_documents_of_every_state_have_a_page(ana, as_sara):
    for document in (
        submitted(ana.tenant),
        issued(submitted(ana.tenant), "ef" * 48),
        rejected(submitted(ana.tenant)),
        in_doubt(submitted(ana.tenant)),
    ):
        assert document.status in page_of(as_sara, document)
