"""The flow id on requests, answers and log lines."""

import uuid

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.flow import FlowMiddleware, current_flow_id, flow_id_for


def test_an_offered_flow_id_is_kept():
    assert flow_id_for("order 42/a") == "order 42/a"
    assert flow_id_for("x" * 128) == "x" * 128


@pytest.mark.parametrize("offered", [None, "", "   ", "x" * 129, "señal", "a\nb", "a\x00", "\x7f"])
def test_an_unusable_flow_id_is_replaced_by_a_new_one(offered):
    made = flow_id_for(offered)
    assert made != offered
    assert uuid.UUID(made)
    assert flow_id_for(offered) != made


def test_it_is_bound_during_the_request_and_echoed_on_the_answer():
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(current_flow_id())
        return HttpResponse()

    answer = FlowMiddleware(view)(RequestFactory().get("/", headers={"X-Flow-Id": "flow-1"}))
    assert seen == ["flow-1"]
    assert answer["X-Flow-Id"] == "flow-1"
    assert current_flow_id() == ""


def test_what_another_request_left_bound_is_cleared():
    structlog.contextvars.bind_contextvars(document_id="of-another-tenant")
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(structlog.contextvars.get_contextvars())
        return HttpResponse()

    FlowMiddleware(view)(RequestFactory().get("/", headers={"X-Flow-Id": "flow-2"}))
    assert seen == [{"flow_id": "flow-2"}]


def test_every_route_answers_with_a_flow_id(client):
    assert client.get("/healthz", headers={"X-Flow-Id": "mine"})["X-Flow-Id"] == "mine"
    assert uuid.UUID(client.get("/no-such-page")["X-Flow-Id"])
