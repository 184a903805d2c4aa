"""References to documents: only to the tenant's own."""

from uuid import uuid4

import pytest

from documents.models import Document
from tests.invoicing.api.test_documents import detail_of

WRONG = [(("body", "references", 1, "document_id"), "reference_not_found")]


def related(*ids):
    return [{"relation": "RELATED", "document_id": str(i)} for i in ids]


@pytest.fixture
def own(ana):
    return ana.new("/v1/documents", ana.document())["id"]


@pytest.fixture(params=["another tenant's", "nobody's"])
def foreign(request, bea):
    if request.param == "nobody's":
        return str(uuid4())
    return bea.new("/v1/documents", bea.document())["id"]


@pytest.mark.parametrize("intent", ["DRAFT", "SUBMIT"])
def test_a_new_document_refers_to_the_tenants_own_only(ana, own, foreign, intent):
    body = ana.ready_to_submit() | {"intent": intent, "references": related(own, foreign)}
    before = Document.objects.count()
    assert detail_of(ana.post("/v1/documents", body)) == WRONG
    assert Document.objects.count() == before
    assert ana.new("/v1/documents", body | {"references": related(own, own)})


def test_a_preview_names_the_reference_that_leads_nowhere(ana, own, foreign):
    body = ana.ready_to_submit() | {"references": related(own, foreign)}
    faults = ana.post("/v1/documents/preview", body).json()["faults"]
    assert [(tuple(f["loc"]), f["type"], f["severity"]) for f in faults] == [(*WRONG[0], "error")]


def test_a_patch_cannot_bring_in_a_foreign_reference(ana, own, foreign):
    path = f"/v1/documents/{own}"
    assert detail_of(ana.patch(path, {"references": related(own, foreign)})) == WRONG
    assert ana.get(path).json()["references"] == []
    assert ana.patch(path, {"references": related(own)}).status_code == 200


def test_a_document_that_is_not_one_of_ours_is_named_by_its_fiscal_id(ana):
    outside = [{"relation": "CREDITS", "external": {"fiscal_id": "ab" * 48}}]
    assert ana.new("/v1/documents", ana.document(references=outside))["references"] == outside
