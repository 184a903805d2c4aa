"""Finding documents by what a clerk has in hand."""

import pytest
from django.urls import reverse

from documents.models import Document
from invoicing.console.search import number_splits
from tests.admin.conftest import drafted, issued, submitted

LIST = "admin:documents_document_changelist"


def found(client, term, **filters):
    response = client.get(reverse(LIST), {"q": term, **filters})
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


@pytest.fixture
def other(ana):
    """Another document of the same tenant, that no search below means."""
    return issued(
        submitted(ana.tenant, {"name": "Otro", "tax_id": "860002964-4"}), fiscal_id="ee" * 48
    )


@pytest.mark.parametrize(
    "term", ["SETP990000000", "setp-990000000", "SETP 990000000", "990000000", " 990000000 "]
)
def test_by_number(term, ana, other, as_sara, as_root):
    assert found(as_sara, term) == [ana.document]
    assert found(as_root, term) == [ana.document]


@pytest.mark.parametrize("term", ["900373076", "900373076-4", "Cliente de ANA", "de ana sa"])
def test_by_receiver(term, ana, other, as_sara):
    assert found(as_sara, term) == [ana.document]


def test_by_ids(ana, other, as_sara):
    Document.objects.filter(pk=ana.document.pk).update(provider_operation_id="op-77")
    for term in (ana.document.fiscal_id, str(ana.document.pk), "op-77"):
        assert found(as_sara, term) == [ana.document], term


def test_digits_that_are_a_number_and_a_tax_id_find_both(ana, as_sara):
    Document.objects.filter(pk=ana.document.pk).update(
        receiver={"tax_id": "990000001-5", "name": "N", "tax_id_type": "NIT"}
    )
    numbered = submitted(ana.tenant)
    assert numbered.number == 990000001
    assert set(found(as_sara, "990000001")) == {ana.document, numbered}


def test_search_and_filters_work_together(ana, as_sara):
    assert found(as_sara, "SETP990000000", status__exact="ISSUED") == [ana.document]
    assert found(as_sara, "SETP990000000", status__exact="FAILED") == []
    assert found(as_sara, "SETP990000000", fiscal_status="authorized") == [ana.document]
    assert found(as_sara, "SETP990000000", document_type="CREDIT_NOTE") == []
    assert found(as_sara, "SETP990000000", country__exact="PE") == []


def test_by_day(ana, as_sara):
    year = ana.document.created_at.year
    assert found(as_sara, "", created_at__year=year) == [ana.document]
    assert found(as_sara, "", created_at__year=year - 1) == []


@pytest.mark.parametrize("term", ["%", "_", "'", '"', "\\", "nothing like it", "0" * 60, "9" * 60])
def test_nothing_is_found_for_nonsense(term, ana, as_sara):
    assert found(as_sara, term) == []


def test_newest_first_and_drafts_without_a_number(ana, as_sara):
    draft = drafted(ana.tenant)
    response = as_sara.get(reverse(LIST))
    assert list(response.context["cl"].result_list) == [draft, ana.document]
    assert "(no number)" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SETP12", [("SETP", 12), ("SETP1", 2)]),
        ("F00112", [("F00", 112), ("F001", 12), ("F0011", 2)]),
        ("12", [(None, 12), ("1", 2)]),
        ("A-10", [("A", 10)]),
        ("Cliente", []),
        ("", []),
        (
            "A99999999999999999999",
            [
                ("A99", 999999999999999999),
            ],
        ),
    ],
)
def test_splits_of_a_printed_number(text, expected):
    splits = number_splits(text)
    assert [split for split in splits if split in expected] == expected
    assert all(f"{prefix or ''}{number}" == text.replace("-", "") for prefix, number in splits)
