"""What the provider's and the authority's words on a cancellation by motive do to the document.
Each function is one transaction, guarded by the lease."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from documents.models import Document
from documents.values import Fault
from invoicing import cancellation, cancellation_record, effects, transitions, work
from invoicing.actor import Actor
from invoicing.cancellation_record import CANCELLED, REJECTED, Record
from invoicing.faults_json import fault_json
from invoicing.models import Submission
from providers.base import ErrorKind, Provider, ProviderError
from providers.cancellation import CancellationStage, CancellationState

ASK_AFTER: Final = (10.0, 60.0, 300.0, 1800.0, 7200.0, 21600.0)
RETRY_AFTER: Final = (5.0, 15.0, 60.0, 300.0)
MOST_REQUESTS: Final = 5
"""SAT refuses a sixth request for one folio (799)."""
EARLIER_SHOWN: Final = timedelta(minutes=30)
NOT_SHOWN: Final = "The request was taken, but the authority shows none."
REFUSED_BY_RECEIVER: Final = "The receiver refused the cancellation."
DEPENDED_ON: Final = "The document cannot be cancelled while other valid documents relate to it."


def asked_before(submission: Submission) -> bool:
    """Whether the cancellation of this document was asked for once before."""
    return bool((submission.document.cancellation or {}).get("request", 0) > 1)


def is_of_earlier(submission: Submission) -> bool:
    """Whether a refusal shown now may still be that of the request before this one."""
    if not asked_before(submission):
        return False
    began = submission.sent_at or submission.created_at
    return timezone.now() - began < EARLIER_SHOWN * settings.SCHEDULE_SCALE


def taken(submission: Submission) -> None:
    """The request was handed over; whether it is granted, the authority tells."""
    work.save(
        submission,
        step="cancel_poll",
        checks=0,
        due_at=work.after(ASK_AFTER[0]),
        last_error="",
        failing_since=None,
    )


def send_failed(
    submission: Submission, provider: Provider, error: ProviderError, actor: Actor
) -> None:
    """The request brought an error: surely not processed, or in doubt."""
    if error.kind is ErrorKind.IN_DOUBT:
        in_doubt(submission, provider, error.message)
    else:
        not_sent(submission, error, actor)


def not_sent(submission: Submission, error: ProviderError, actor: Actor) -> None:
    """Nothing was processed: try later, or leave the document valid where that would not help."""
    if error.kind is not ErrorKind.RETRY:
        refused(submission, error.faults or (Fault(error.code, (), error.message),), actor)
        return
    work.save(
        submission,
        step="cancel",
        checks=submission.checks + 1,
        due_at=work.after(error.retry_after or _at(RETRY_AFTER, submission.checks)),
        last_error=error.message,
        failing_since=submission.failing_since or timezone.now(),
    )


def in_doubt(submission: Submission, provider: Provider, why: str) -> None:
    """It may have been taken: the authority is asked before anything else."""
    work.save(
        submission,
        step="cancel_find",
        checks=0,
        due_at=work.after(provider.find_schedule[0]),
        last_error=why,
        failing_since=submission.failing_since or timezone.now(),
    )


def not_there(
    submission: Submission, provider: Provider, state: CancellationState, actor: Actor
) -> None:
    """The document is valid and nobody asks: look again, and once the whole waiting time is over,
    ask again, as often as the authority takes it."""
    checks = submission.checks + 1
    with transaction.atomic():
        work.hold(submission)
        _note(submission, state, actor)
        if checks < len(provider.find_schedule):
            due = work.after(provider.find_schedule[checks])
            work.save(submission, step="cancel_find", checks=checks, due_at=due)
        elif submission.attempts < MOST_REQUESTS:
            work.save(submission, step="cancel", checks=0, due_at=timezone.now())
        else:
            _ask_later(submission)


def undecided(submission: Submission, state: CancellationState, actor: Actor) -> None:
    """Somebody has yet to act: ask again, ever more rarely, for as long as it takes."""
    with transaction.atomic():
        work.hold(submission)
        _note(submission, state, actor)
        silent = state.stage is CancellationStage.NOT_REQUESTED
        _ask_later(submission, NOT_SHOWN if silent else "")


def cancelled(submission: Submission, state: CancellationState, actor: Actor) -> None:
    """The document is no longer valid."""
    with transaction.atomic():
        work.hold(submission)
        record = cancellation_record.told(submission.document.cancellation, state)
        end(submission.document, record, actor)
        _close(submission)


def end(document: Document, record: Record, actor: Actor) -> None:
    """Move a held document to CANCELLED, and what it refers to with it."""
    over = cancellation_record.ended(record, CANCELLED)
    substitute = over["substitute_document_id"]
    superseded = {"superseded_by_id": substitute} if substitute else {}
    data = {"cancellation": over}
    transitions.move(document, transitions.CANCELLED, actor, data, cancellation=over, **superseded)
    effects.cancelled(document, actor)


def turned_down(submission: Submission, state: CancellationState, actor: Actor) -> None:
    """The receiver refused, or the authority does not cancel it: it is valid as before."""
    needed = state.stage is CancellationStage.NOT_CANCELLABLE
    reason = DEPENDED_ON if needed else REFUSED_BY_RECEIVER
    with transaction.atomic():
        work.hold(submission)
        record = cancellation_record.told(submission.document.cancellation, state)
        keep(submission.document, record, reason, (), actor)
        _close(submission, reason)


def refused(submission: Submission, faults: tuple[Fault, ...], actor: Actor) -> None:
    """The request itself was refused: the document is valid as before."""
    reason = "; ".join(dict.fromkeys(f.message for f in faults)) or "The request was refused."
    with transaction.atomic():
        work.hold(submission)
        keep(submission.document, submission.document.cancellation, reason, faults, actor)
        _close(submission, reason)


def keep(
    document: Document, record: Record, reason: str, faults: tuple[Fault, ...], actor: Actor
) -> None:
    """Move a held document back to what it was."""
    over = cancellation_record.ended(record, REJECTED, reason)
    data = {
        "cancellation": over,
        "reason": reason,
        "faults": [fault_json(fault) for fault in faults],
    }
    before = cancellation.state_before(document)
    transitions.move(document, before, actor, data, cancellation=over, cancellation_reason=None)


def elsewhere(submission: Submission, state: CancellationState, actor: Actor) -> None:
    """A document that nobody cancels here may have been cancelled at the authority."""
    with transaction.atomic():
        work.hold(submission)
        document = submission.document
        valid = transitions.state_of(document) in cancellation.CANCELLABLE
        record = cancellation_record.told(_of_others(document), state)
        if valid and state.stage is CancellationStage.CANCELLED:
            end(document, record, actor)
        elif valid and state.stage is CancellationStage.PENDING:
            data = {"cancellation": record}
            transitions.move(document, transitions.CANCELLING, actor, data, cancellation=record)
            _ask_later(submission)
            return
        _close(submission)


def _of_others(document: Document) -> Record:
    return cancellation_record.requested(document.cancellation, None, None, None, None)


def _note(submission: Submission, state: CancellationState, actor: Actor) -> None:
    """Keep what was said; an event only where it is new."""
    document = submission.document
    record = cancellation_record.told(document.cancellation, state)
    if cancellation_record.differs(record, document.cancellation):
        transitions.change(document, actor, {"cancellation": record}, cancellation=record)
    else:
        Document.objects.filter(pk=document.pk).update(cancellation=record)


def _ask_later(submission: Submission, last_error: str = "") -> None:
    """Asking begins anew, soon, where it was not known before that the request arrived."""
    begins = submission.step != "cancel_poll"
    checks = 0 if begins else submission.checks + 1
    work.save(
        submission,
        step="cancel_poll",
        checks=checks,
        due_at=work.after(_at(ASK_AFTER, checks)),
        last_error=last_error,
        failing_since=None,
    )


def _at(schedule: tuple[float, ...], index: int) -> float:
    return schedule[min(index, len(schedule) - 1)]


def _close(submission: Submission, last_error: str = "") -> None:
    work.save(submission, step="done", due_at=None, last_error=last_error, failing_since=None)
