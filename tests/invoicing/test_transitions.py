"""Every move in the table works once; every other is refused and leaves no trace."""

import itertools

import pytest

from documents.models import Document
from invoicing import issue, transitions
from invoicing.errors import Conflict
from invoicing.models import Event
from tests.invoicing.conftest import new_draft

STATES = sorted(
    set(transitions.MOVES) | {to for moves in transitions.MOVES.values() for to in moves},
    key=lambda state: (state.status, state.fiscal_status, state.lifecycle_status),
)


def document_in(tenant, actor, state):
    document = issue.create(tenant, new_draft(), "DRAFT", actor)
    Document.objects.filter(id=document.id).update(
        status=state.status,
        fiscal_status=state.fiscal_status,
        lifecycle_status=state.lifecycle_status,
        number=document.id.int % 10**15,
    )
    document.refresh_from_db()
    return document


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_moves(tenant, actor, before, after):
    document = document_in(tenant, actor, before)
    events = Event.objects.filter(document=document).count()
    version = document.version
    if after in transitions.MOVES.get(before, {}):
        transitions.move(document, after, actor)
        document.refresh_from_db()
        assert transitions.state_of(document) == after
        assert document.version == version + 1
        last = Event.objects.filter(document=document).latest("id")
        assert last.type == transitions.MOVES[before][after]
        assert last.data["previous_status"] == before.status
        assert (last.actor, last.flow_id) == ("ana", "flow-1")
    else:
        with pytest.raises(Conflict, match="cannot become"):
            transitions.move(document, after, actor)
        document.refresh_from_db()
        assert transitions.state_of(document) == before
        assert Event.objects.filter(document=document).count() == events


def test_the_second_of_two_readers_is_refused_and_writes_no_event(tenant, actor):
    first = issue.create(tenant, new_draft(), "DRAFT", actor)
    second = Document.objects.get(id=first.id)
    transitions.move(first, transitions.VOIDED_UNSENT, actor)
    with pytest.raises(Conflict):
        transitions.move(second, transitions.VOIDED_UNSENT, actor)
    assert [event.type for event in Event.objects.filter(document=first).order_by("id")] == [
        "document.created",
        "document.voided",
    ]


def test_a_change_behind_the_readers_back_is_refused(tenant, actor):
    document = issue.create(tenant, new_draft(), "DRAFT", actor)
    stale = Document.objects.get(id=document.id)
    transitions.change(document, actor, {"changed": ["metadata"]}, metadata={"a": "1"})
    with pytest.raises(Conflict, match="somebody else"):
        transitions.change(stale, actor, {"changed": ["metadata"]}, metadata={"a": "2"})
    assert Document.objects.get(id=document.id).metadata == {"a": "1"}


def test_issued_can_never_become_voided_or_draft():
    for final in (transitions.ISSUED, transitions.SUPERSEDED):
        assert not {to.status for to in transitions.MOVES[final]} & {
            "VOIDED",
            "DRAFT",
            "PENDING",
            "FAILED",
        }
