"""What is answered about received documents and acceptance events, held against the description."""

from datetime import UTC, datetime

import pytest

from invoicing.advance_follow_up import advance
from invoicing.models import FollowUp
from providers.base import ErrorKind, ProviderError
from tests.contract.test_answers import ana, fits, plain_http, schemas  # noqa: F401 - fixtures
from tests.invoicing.conftest import new_profile
from tests.invoicing.purchases import CUFE, provider, purchase, remote  # noqa: F401 - a fixture

PATH = "/v1/received-documents"


@pytest.fixture(autouse=True)
def offered(provider, ana):  # noqa: F811 - the fixtures imported above
    """Ana has a profile, and the provider takes purchases in."""
    new_profile(ana.tenant)


def added(ana, fits, fiscal_id=CUFE):  # noqa: F811
    body = {"document_type": "INVOICE", "fiscal_id": fiscal_id}
    return fits("add_received_document", ana.post(PATH, body))


def taken_in(ana, fits, fiscal_id=CUFE):  # noqa: F811
    where = f"{PATH}/{added(ana, fits, fiscal_id)['id']}"
    advance(FollowUp.objects.filter(purpose="purchase").latest("created_at").id)
    return where


def test_a_purchase_is_answered_as_described(ana, fits, provider):  # noqa: F811
    provider.adding = [purchase(events=(remote("030", datetime(2026, 11, 19, tzinfo=UTC)),))]
    where = taken_in(ana, fits)
    assert fits("get_received_document", ana.get(where))["status"] == "RECEIVED"
    added(ana, fits)
    fits("list_received_documents", ana.get(PATH))
    fits("get_received_document_events", ana.get(f"{where}/events"))
    fits("get_received_document_evidence", ana.get(f"{where}/evidence"))
    shown = fits("list_received_document_acceptance_events", ana.get(f"{where}/acceptance-events"))
    assert {event["type"] for event in shown["next_allowed"]} >= {"GOODS_RECEIVED"}


def test_a_failed_purchase_is_answered_as_described(ana, fits, provider):  # noqa: F811
    provider.adding = [ProviderError(ErrorKind.REJECT, "purchase_not_found", "Not there.")]
    where = taken_in(ana, fits)
    assert fits("get_received_document", ana.get(where))["status"] == "FAILED"
    shown = fits("list_received_document_acceptance_events", ana.get(f"{where}/acceptance-events"))
    assert shown == {"acceptance_status": None, "items": [], "next_allowed": []}
