"""What a stored notice is about, and the look it is a reason for.

It is matched with a document on any id the document goes by. A notice may be ahead of our own
answer, so one that fits no document is tried again for a day.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from documents.models import Document
from invoicing import cancelling, notice_profiles, transitions, work
from invoicing.actor import system
from invoicing.cancellation import CANCELLABLE
from invoicing.cancelling import CHECK, PURPOSE
from invoicing.models import ProviderNotice, Submission
from invoicing.notices import IGNORED, MATCHED, RECEIVED, UNMATCHED
from providers import registry

logger = structlog.get_logger(__name__)

TRIED_FOR: Final = timedelta(hours=24)
KEPT_FOR: Final = timedelta(days=90)
AGAIN_AFTER: Final = (2.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
LOOK_EVERY: Final = timedelta(minutes=1)
LOOKING: Final = ("find", "cancel_find")
NOT_SENT: Final = ("send", "cancel")


def sweep(limit: int = 200) -> int:
    """Match the notices that are due; returns how many were. One that cannot be is put off, so that
    it stands in nobody's way."""
    due = ProviderNotice.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
    ids = list(due.values_list("id", flat=True)[:limit])
    return sum(_match_one(notice_id) for notice_id in ids)


def forget_old(limit: int = 5000) -> int:
    """Remove the notices of more than 90 days ago; returns how many."""
    old = ProviderNotice.objects.filter(received_at__lt=timezone.now() - KEPT_FOR, due_at=None)
    ids = list(old.order_by("id").values_list("id", flat=True)[:limit])
    return ProviderNotice.objects.filter(id__in=ids).delete()[0]


def _match_one(notice_id: int) -> bool:
    """Under the notice's row lock; one that somebody else has at hand is left to them."""
    try:
        with transaction.atomic():
            rows = ProviderNotice.objects.select_for_update(skip_locked=True)
            notice = rows.filter(id=notice_id, state=RECEIVED).first()
            if notice is None:
                return False
            _match(notice)
            return True
    except Exception:
        logger.exception("notice_not_matched", notice_id=notice_id)
        _put_off(ProviderNotice.objects.filter(id=notice_id))
        return False


def _put_off(failed: QuerySet[ProviderNotice]) -> None:
    failed.update(due_at=work.after(AGAIN_AFTER[-1]))
    given_up = failed.filter(received_at__lt=timezone.now() - TRIED_FOR)
    given_up.update(state=UNMATCHED, due_at=None)


def _match(notice: ProviderNotice) -> None:
    tenant_id = notice.tenant_id or _tenant_of(notice)
    if _came_before(notice, tenant_id):
        notice.state, notice.due_at = IGNORED, None
        notice.save(update_fields=["state", "due_at"])
        return
    notice.tenant_id = tenant_id
    document = _document_of(notice) if tenant_id else None
    if document is not None:
        _look(document, notice)
        notice.document, notice.state, notice.due_at = document, MATCHED, None
    elif timezone.now() - notice.received_at > TRIED_FOR:
        notice.state, notice.due_at = UNMATCHED, None
    else:
        notice.due_at = work.after(AGAIN_AFTER[min(notice.tries, len(AGAIN_AFTER) - 1)])
    notice.tries += 1
    notice.save(update_fields=["tenant", "document", "state", "due_at", "tries"])


def _came_before(notice: ProviderNotice, tenant_id: UUID | None) -> bool:
    """Whether the event came to the tenant's own address, too."""
    same = ProviderNotice.objects.filter(
        tenant=tenant_id, provider=notice.provider, event_id=notice.event_id
    )
    return notice.tenant_id is None and tenant_id is not None and same.exists()


def _tenant_of(notice: ProviderNotice) -> UUID | None:
    provider = registry.get(notice.provider)
    if provider is None:
        return None
    return notice_profiles.tenant_of(notice_profiles.of(provider, notice.business, None))


def _document_of(notice: ProviderNotice) -> Document | None:
    """The one document of the tenant that goes by an id of the notice, else by the provider's own
    number."""
    provider = registry.get(notice.provider)
    assert provider is not None
    rows = Document.objects.filter(tenant=notice.tenant_id, country=provider.country)
    found = list(rows.filter(_goes_by(notice.ids)).order_by("id")[:2])
    if not found and notice.number:
        found = list(rows.filter(provider_number=notice.number).order_by("id")[:2])
    return found[0] if len(found) == 1 else None


def _goes_by(ids: list[str]) -> Q:
    spelled = {form for one in ids for form in (one, one.lower(), one.upper())}
    condition = Q(provider_operation_id__in=spelled) | Q(fiscal_id__in=spelled)
    return condition | Q(id__in=[found for one in ids if (found := _uuid(one))])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _look(document: Document, notice: ProviderNotice) -> None:
    """Have the document's open work done now; a valid one that is said to be cancelled elsewhere is
    looked up, once a minute at most. The document's row first, as everywhere."""
    document = Document.objects.select_for_update(no_key=True).get(id=document.id)
    _note_number(document, notice)
    waiting = Submission.objects.filter(document=document).exclude(step="done")
    _wake(waiting)
    valid = transitions.state_of(document) in CANCELLABLE
    if not valid or "cancel" not in notice.type or waiting.filter(purpose=PURPOSE).exists():
        return
    if cancelling.is_process(document.country):
        cancelling.open_submission(document, CHECK, system(notice.flow_id), _next_look(document))


def _note_number(document: Document, notice: ProviderNotice) -> None:
    """The provider's own number is told nowhere else; it is a name and proves nothing."""
    if notice.number and not document.provider_number:
        number = notice.number
        actor = system(notice.flow_id)
        transitions.change(document, actor, {"provider_number": number}, provider_number=number)


def _wake(waiting: QuerySet[Submission]) -> None:
    """What has not been sent is left to its time, and so is the first look for it. A further look
    out of turn does not count as one of those after which a document is sent again: notices never
    shorten that waiting time."""
    sent = waiting.exclude(step__in=NOT_SENT).exclude(step__in=LOOKING, checks=0)
    sent = waiting.filter(id__in=list(sent.values_list("id", flat=True)))
    sent.filter(step__in=LOOKING).update(checks=F("checks") - 1)
    sent.update(due_at=timezone.now())
    for submission in sent:
        work.nudge_on_commit(submission)


def _next_look(document: Document) -> datetime:
    ended = Submission.objects.filter(document=document, purpose=PURPOSE, step="done")
    last = ended.aggregate(at=Max("updated_at"))["at"]
    return max(timezone.now(), last + LOOK_EVERY) if last else timezone.now()
