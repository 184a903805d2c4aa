"""Evidence and files of a document over HTTP."""

import base64
import hashlib
import time

import pytest

from documents import evidence_list, files
from documents.models import Document, DocumentFile
from tests.factories import exchange, issued
from tests.invoicing.api.test_access import refused


@pytest.fixture
def document(ana):
    """An issued document of Ana's with a file."""
    return issued(ana.new("/v1/documents", ana.ready_to_submit())["id"])


def evidence_of(api, document, query=""):
    answer = api.get(f"/v1/documents/{document.id}/evidence{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_exchange_shows_once_with_what_was_answered(ana, document):
    exchange(document, b'{"query": "mutation"}', b'{"data": {"total": 119000.00}}')
    exchange(document, b'{"query": "find"}', None)
    first, second = evidence_of(ana, document)["items"]
    assert first["request_payload"] == {"query": "mutation"}
    assert first["response_body"] == {"data": {"total": 119000.0}}
    assert (first["phase"], first["response_status"], first["milliseconds"]) == (
        "answered",
        200,
        12,
    )
    assert first["request_headers"] == {"Authorization": "[removed]"}
    assert first["request_sha256"] == hashlib.sha256(b'{"query": "mutation"}').hexdigest()
    assert (second["phase"], second["response_status"], second["response_body"]) == (
        "sent",
        None,
        {},
    )
    assert second["response_sha256"] is None
    assert first["seq"] < second["seq"]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"[1, 2]", {"text": "[1, 2]"}),
        (b"<html>\xc3\xb1</html>", {"text": "<html>ñ</html>"}),
        (b"\xff\x00", {"base64": "/wA="}),
        (b'{"a": NaN}', {"text": '{"a": NaN}'}),
        (b'{"a": "\\ud800"}', {"text": '{"a": "\\ud800"}'}),
        (b'{"a": 123456789012345678901234567890}', {"a": 1.2345678901234568e29}),
        (b"", {}),
    ],
)
def test_a_body_is_shown_as_far_as_it_can_be(ana, document, content, shown):
    row = exchange(document, content, content)
    item = evidence_of(ana, document)["items"][0]
    assert (item["request_payload"], item["response_body"]) == (shown, shown)
    path = f"/v1/documents/{document.id}/evidence/{row.id}"
    for side in ("request", "response"):
        raw = ana.get(f"{path}/{side}")
        assert (raw.status_code, raw.content) == (200, content)
        assert raw["Content-Disposition"].startswith("attachment")
    assert refused(ana.get(f"{path}/both"), 404, "not_found")


def test_a_large_body_is_cut_in_the_list_and_whole_by_itself(ana, document):
    content = b'{"text": "' + b"x" * evidence_list.SHOWN_BYTES + b'"}'
    row = exchange(document, b"{}", content)
    item = evidence_of(ana, document)["items"][0]
    assert item["response_body"]["truncated"] is True
    assert item["response_body"]["length"] == len(content)
    assert len(item["response_body"]["text"]) == evidence_list.SHOWN_BYTES
    assert item["response_sha256"] == hashlib.sha256(content).hexdigest()
    assert ana.get(f"/v1/documents/{document.id}/evidence/{row.id}/response").content == content


def test_an_exchange_without_an_answer_has_no_response_to_download(ana, document):
    row = exchange(document, b"{}", None)
    path = f"/v1/documents/{document.id}/evidence/{row.id}/response"
    assert refused(ana.get(path), 404, "not_found")


def test_evidence_comes_in_pages(ana, document):
    for number in range(5):
        exchange(document, str(number).encode(), b"{}")
    shown, after = [], 0
    while after is not None:
        page = evidence_of(ana, document, f"?limit=2&after={after}")
        shown += [item["request_payload"]["text"] for item in page["items"]]
        after = page["next_after"]
    assert shown == ["0", "1", "2", "3", "4"]


def link_of(api, document):
    body = api.get(f"/v1/documents/{document.id}").json()
    return body["fiscal_document_urls"]["xml"].removeprefix("http://").partition("/")[2]


def test_a_link_opens_without_a_key_and_saves_the_file(ana, document):
    answer = ana.get(f"/{link_of(ana, document)}", Authorization=None, X_Tenant_Id=None)
    assert (answer.status_code, answer.content) == (200, b"<Invoice/>")
    assert answer["Content-Type"] == "application/xml"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    sha256 = DocumentFile.objects.get().sha256
    assert answer["ETag"] == f'"{sha256}"'
    assert answer["Content-Digest"] == (
        f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
    )


def test_a_link_that_ran_out_or_was_changed_opens_nothing(ana, document, monkeypatch):
    link = f"/{link_of(ana, document)}"
    other = Document.objects.get(id=ana.new("/v1/documents", ana.document("CO"))["id"])
    broken = [
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        link.replace("files/xml", "files/pdf"),
        link.replace(str(document.id), str(other.id)),
        link.replace("expires=", "expires=1"),
        link.partition("&")[0] + "&signature=",
        link.partition("?")[0] + "?signature=x",
    ]
    for one in broken:
        for key in (None, f"Bearer {ana.key}"):
            assert refused(ana.get(one, Authorization=key), 403, "link_invalid"), one
    now = time.time()
    monkeypatch.setattr(files.time, "time", lambda: now + files.LINK_SECONDS + 1)
    assert refused(ana.get(link, Authorization=None), 403, "link_invalid")


def test_a_file_is_also_had_with_the_key(ana, bea, document):
    path = f"/v1/documents/{document.id}/files"
    assert ana.get(f"{path}/xml").content == b"<Invoice/>"
    assert refused(ana.get(f"{path}/pdf"), 404, "not_found")
    assert refused(bea.get(f"{path}/xml"), 404, "not_found")
    assert refused(ana.get(f"{path}/xml", Authorization=None), 401, "not_authenticated")
    assert ana.get(f"{path}/xml", X_Tenant_Id=None).status_code == 422


def test_what_goes_with_a_page_costs_one_query_each(ana, document, django_assert_num_queries):
    for _ in range(3):
        ana.new("/v1/documents", ana.document("CO"))
    ana.get("/v1/documents")
    with django_assert_num_queries(4):
        ana.get("/v1/documents")
