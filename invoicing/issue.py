"""Taking a document in: as a draft, or submitted at once."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction

from documents import store
from documents.draft import Draft
from documents.models import Document
from documents.totals_json import as_json
from documents.values import Fault
from invoicing import announce, check, events, profiles
from invoicing.actor import Actor
from invoicing.errors import Unprocessable
from invoicing.faults_json import fault_json
from invoicing.submit import queue
from parties.models import IssuerProfile, Tenant

SUBMIT = "SUBMIT"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a document: nothing is written, no number claimed."""

    totals: dict[str, Any]
    faults: tuple[Fault, ...]
    issuer_profile_id: str | None


def create(tenant: Tenant, draft: Draft, intent: str, actor: Actor) -> Document:
    """Store a new document; with intent SUBMIT also claim its number and queue it for its
    authority.

    Runs inside the caller's transaction (the idempotent request's). Raises Unprocessable with
    every fault found, and then writes nothing.
    """
    deactivated = profiles.deactivated_parties(tenant, draft)
    if deactivated:
        raise Unprocessable(tuple(deactivated))
    if intent == SUBMIT:
        return _create_submitted(tenant, draft, actor)
    return _create_draft(tenant, draft, actor)


def _create_draft(tenant: Tenant, draft: Draft, actor: Actor) -> Document:
    if draft.issuer_profile_id is not None:
        profiles.choose(tenant, draft, draft.issuer_profile_id)
    return _insert(tenant, draft, check.add_up_draft(draft), [], actor)


def _create_submitted(tenant: Tenant, draft: Draft, actor: Actor) -> Document:
    check.provider_for(draft)
    profile = profiles.choose(tenant, draft, draft.issuer_profile_id)
    today = check.today_in(draft.country)
    draft = replace(draft, issuer_profile_id=profile.id)
    checked = check.check(draft, profile, today, submitting=True)
    totals = check.refuse_errors(checked)
    warnings = [fault_json(fault) for fault in checked.warnings]
    with transaction.atomic():
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
    return document


def preview(tenant: Tenant, draft: Draft) -> Preview:
    """Totals and every fault a submission would meet now. Writes nothing, claims nothing."""
    faults: list[Fault] = profiles.deactivated_parties(tenant, draft)
    faults += _refusal_faults(lambda: check.provider_for(draft))
    profile: IssuerProfile | None = None

    def choose() -> None:
        nonlocal profile
        profile = profiles.choose(tenant, draft, draft.issuer_profile_id)

    faults += _refusal_faults(choose)
    today = check.today_in(draft.country)
    checked = check.check(draft, profile, today, submitting=True)
    return Preview(
        totals=as_json(checked.totals) if checked.totals else {},
        faults=(*faults, *checked.faults),
        issuer_profile_id=str(profile.id) if profile else None,
    )


def _refusal_faults(step: Any) -> list[Fault]:
    try:
        step()
    except Unprocessable as refusal:
        return list(refusal.faults)
    return []
