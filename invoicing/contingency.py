"""The deadline of what was issued in contingency: DIAN wants it within 48 hours (annex 1.9)."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents.models import Document
from invoicing import contingency_series, events, transitions
from invoicing.actor import Actor
from invoicing.contingency_series import TRANSMIT_WITHIN
from invoicing.models import Event
from parties.models import IssuerProfile

DUE_AHEAD: Final = timedelta(hours=12)
REMEMBERED: Final = timedelta(days=14)
STILL_TO_SEND: Final = ("pending", "submitted", "unknown", "rejected", "failed")


def warn_of_due(actor: Actor, limit: int = 500) -> int:
    """Write `document.contingency_due` once for every invoice issued in contingency that is not
    transmitted and has to be within DUE_AHEAD; returns how many were written."""
    now = timezone.now()
    waiting_ids = (
        Document.objects.filter(
            issuer_profile__in=_contingency_profiles(),
            country_specific__subtype=contingency_series.CONTINGENCY,
            fiscal_status__in=STILL_TO_SEND,
            created_at__gte=now - REMEMBERED,
            created_at__lte=now - TRANSMIT_WITHIN + DUE_AHEAD,
        )
        .exclude(status__in=("DRAFT", "VOIDED"))
        .exclude(events__type=events.CONTINGENCY_DUE)
        .values_list("id", flat=True)[:limit]
    )
    return sum(_warn(document_id, actor) for document_id in list(waiting_ids))


def _contingency_profiles() -> set[UUID]:
    """Marked ones, and those that others name."""
    profiles = IssuerProfile.objects.filter(country=contingency_series.COUNTRY)
    subtype = {f"provider_config__{contingency_series.SUBTYPE}": contingency_series.CONTINGENCY}
    marked = profiles.filter(**subtype)
    naming = profiles.filter(provider_config__has_key=contingency_series.NAMED_BY)
    named = [UUID(one.provider_config[contingency_series.NAMED_BY]) for one in naming]
    return {*marked.values_list("id", flat=True), *named}


def _warn(document_id: UUID, actor: Actor) -> bool:
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).get(id=document_id)
        told = Event.objects.filter(document=document, type=events.CONTINGENCY_DUE)
        deadline = contingency_series.transmit_by(document)
        if deadline is None or document.fiscal_status not in STILL_TO_SEND or told.exists():
            return False
        data = {"transmit_by": deadline.isoformat(), "number": document.number_text}
        transitions.change(document, actor, data, type=events.CONTINGENCY_DUE)
    return True
