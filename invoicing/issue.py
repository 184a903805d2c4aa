"""Taking a document in: as a draft, or submitted at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from documents import store
from documents.draft import Draft
from documents.models import Document
from documents.totals_json import as_json
from documents.values import Fault
from invoicing import (
    announce,
    cancellation_draft,
    check,
    events,
    payments,
    profiles,
    referenced,
    references,
)
from invoicing.actor import Actor
from invoicing.errors import Unprocessable
from invoicing.faults_json import fault_json
from invoicing.submit import queue
from parties.models import Tenant

Found = TypeVar("Found")

SUBMIT = "SUBMIT"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a document: nothing is written, no number claimed. `due_on` is the last
    day to issue a payment complement."""

    totals: dict[str, Any]
    faults: tuple[Fault, ...]
    issuer_profile_id: str | None
    due_on: date | None


def create(tenant: Tenant, draft: Draft, intent: str, actor: Actor) -> Document:
    """Store a new document; with intent SUBMIT also claim its number and queue it for its
    authority.

    Runs inside the caller's transaction (the idempotent request's). Raises Unprocessable with
    every fault found, and then writes nothing.
    """
    check.refuse_process(draft)
    draft = cancellation_draft.completed(tenant.id, draft)
    deactivated = profiles.deactivated_parties(tenant, draft)
    if deactivated:
        raise Unprocessable(tuple(deactivated))
    if intent == SUBMIT:
        return _create_submitted(tenant, draft, actor)
    return _create_draft(tenant, draft, actor)


def _create_draft(tenant: Tenant, draft: Draft, actor: Actor) -> Document:
    if draft.issuer_profile_id is not None:
        loaded = referenced.load(tenant.id, draft)
        series = cancellation_draft.series(draft, loaded)
        profiles.choose(tenant, draft, draft.issuer_profile_id, series)
    with transaction.atomic():
        return _insert(tenant, draft, check.add_up_draft(draft), [], actor)


def _create_submitted(tenant: Tenant, draft: Draft, actor: Actor) -> Document:
    """What it refers to is locked before anything is written, and stays so to the end."""
    check.provider_for(draft)
    today = check.today_in(draft.country)
    with transaction.atomic():
        loaded = referenced.load(tenant.id, draft, lock=True)
        series = cancellation_draft.series(draft, loaded)
        profile = profiles.choose(tenant, draft, draft.issuer_profile_id, series)
        draft = replace(draft, issuer_profile_id=profile.id)
        checked = check.check(draft, profile, today, submitting=True, referenced=loaded)
        totals = check.refuse_errors(checked)
        warnings = [fault_json(fault) for fault in checked.warnings]
        document = _insert(tenant, draft, as_json(totals), warnings, actor)
        return queue(document, profile, actor, today)


def _insert(
    tenant: Tenant,
    draft: Draft,
    totals: dict[str, Any],
    warnings: list[dict[str, Any]],
    actor: Actor,
) -> Document:
    created = partial(events.of_new_document, actor, {"status": "DRAFT"})
    document = store.insert_draft(tenant.id, draft, totals, warnings, created)
    announce.on_commit()
    references.keep(document)
    return document


def preview(tenant: Tenant, draft: Draft) -> Preview:
    """Totals and every fault a submission would meet now. Writes nothing, claims nothing."""
    completed, faults = _or_faults(lambda: cancellation_draft.completed(tenant.id, draft))
    draft = completed or draft
    faults += profiles.deactivated_parties(tenant, draft)
    faults += _or_faults(lambda: check.provider_for(draft))[1]
    loaded = referenced.load(tenant.id, draft)
    series = cancellation_draft.series(draft, loaded)
    profile, unchosen = _or_faults(
        lambda: profiles.choose(tenant, draft, draft.issuer_profile_id, series)
    )
    today = check.today_in(draft.country)
    checked = check.check(draft, profile, today, submitting=True, referenced=loaded)
    return Preview(
        totals=as_json(checked.totals) if checked.totals else {},
        faults=(*faults, *unchosen, *checked.faults),
        issuer_profile_id=str(profile.id) if profile else None,
        due_on=payments.due_on(draft),
    )


def _or_faults(step: Callable[[], Found]) -> tuple[Found | None, list[Fault]]:
    """What a step finds, or the faults it is refused with."""
    try:
        return step(), []
    except Unprocessable as refusal:
        return None, list(refusal.faults)
