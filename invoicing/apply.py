"""What a provider's answer does to a document. Each function is one transaction, guarded by the
lease.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.calendar import local_date
from documents.models import Document, DocumentFile
from documents.values import Fault
from invoicing import effects, numerator, store_files, transitions, work
from invoicing.actor import Actor
from invoicing.compare import differences
from invoicing.errors import Unprocessable
from invoicing.faults_json import fault_json
from invoicing.models import Submission
from providers.base import (
    ErrorKind,
    Job,
    Outcome,
    OutcomeStatus,
    Provider,
    ProviderError,
    RemoteFile,
)

RETRY_AFTER = (5.0, 15.0, 60.0, 300.0)
ATTENTION_AFTER = timedelta(hours=24)
ATTENTION_EVERY = 3600.0
DUPLICATE = "number_already_used"


def outcome(
    submission: Submission, provider: Provider, job: Job, answer: Outcome, actor: Actor
) -> None:
    """Take a provider's word on a document it has: issued, rejected, or not decided yet."""
    with transaction.atomic():
        work.hold(submission)
        if answer.status is OutcomeStatus.ISSUED:
            _issued(submission, provider, job, answer, actor)
        elif answer.status is OutcomeStatus.REJECTED:
            _rejected(
                submission, answer.faults, answer.answer, actor, operation_id=answer.operation_id
            )
        else:
            _undecided(submission, provider, answer, actor)


def _issued(
    submission: Submission, provider: Provider, job: Job, answer: Outcome, actor: Actor
) -> None:
    document = submission.document
    mismatch = _fiscal_id_mismatch(provider, job, answer)
    issued_at = answer.issued_at or timezone.now()
    warnings = [*document.warnings, *(fault_json(notice) for notice in answer.notices)]
    transitions.move(
        document,
        transitions.ISSUED,
        actor,
        {"fiscal_id": answer.fiscal_id, "issued_at": issued_at.isoformat()},
        fiscal_id=answer.fiscal_id,
        provider_operation_id=answer.operation_id or document.provider_operation_id,
        provider_number=answer.provider_number or document.provider_number,
        issued_at=issued_at,
        emission_date=local_date(document.country, issued_at),
        qr=answer.qr,
        warnings=warnings + ([mismatch] if mismatch else []),
    )
    if mismatch:
        transitions.change(document, actor, {"warning": mismatch})
    effects.issued(document, actor)
    work.save(
        submission,
        step="files",
        due_at=timezone.now(),
        checks=0,
        last_error="",
        failing_since=None,
    )


def _fiscal_id_mismatch(provider: Provider, job: Job, answer: Outcome) -> dict[str, Any] | None:
    """A warning where the fiscal id we can compute ourselves (CUFE, annex 1.9 section 11.2) is
    another.
    """
    if answer.issued_at is None:
        return None
    expected = provider.fiscal_id_expected(job, answer.issued_at)
    if expected is None or expected == answer.fiscal_id:
        return None
    return {
        "code": "fiscal_id_mismatch",
        "message": "The fiscal id returned is not the one computed from the document's own data.",
        "expected": expected,
        "received": answer.fiscal_id,
    }


def _rejected(
    submission: Submission,
    faults: tuple[Fault, ...],
    answer: Any,
    actor: Actor,
    *,
    operation_id: str | None = None,
    code: str = "rejected",
    message: str = "",
) -> None:
    document = submission.document
    text = (
        "; ".join(dict.fromkeys(_with_rule(fault) for fault in faults))
        or message
        or "The authority rejected the document."
    )
    transitions.move(
        document,
        transitions.REJECTED,
        actor,
        {"failure": {"code": code, "message": text}},
        failure=_failure(code, "fatal", text, faults, answer),
        failure_reason=text,
        provider_operation_id=operation_id or document.provider_operation_id,
    )
    effects.refused(document, actor)
    _close(submission, text)


def _with_rule(fault: Fault) -> str:
    """The message with the rule's id, which is what the authority's help desk asks for."""
    return f"{fault.message} ({fault.law})" if fault.law else fault.message


def _failure(
    code: str, classification: str, message: str, faults: tuple[Fault, ...], answer: Any
) -> dict[str, Any]:
    return {
        "code": code,
        "classification": classification,
        "message": message,
        "faults": [fault_json(fault) for fault in faults],
        "provider_response": dict(answer or {}),
    }


def _close(submission: Submission, last_error: str = "") -> None:
    work.save(submission, step="done", due_at=None, last_error=last_error, failing_since=None)


def _undecided(submission: Submission, provider: Provider, answer: Outcome, actor: Actor) -> None:
    document = submission.document
    first = transitions.state_of(document) != transitions.SUBMITTED
    if first:
        transitions.move(
            document,
            transitions.SUBMITTED,
            actor,
            {"provider_operation_id": answer.operation_id},
            provider_operation_id=answer.operation_id,
            provider_number=answer.provider_number or document.provider_number,
        )
    checks = 0 if first else submission.checks + 1
    _poll_again(
        submission, provider, checks, f"provider status {answer.raw_status or answer.status}"
    )


def _poll_again(submission: Submission, provider: Provider, checks: int, note: str) -> None:
    if _overdue(submission):
        work.save(
            submission,
            step="attention",
            checks=checks,
            due_at=work.after(ATTENTION_EVERY),
            last_error=f"no decision within 24 h: {note}",
        )
        return
    wait = _at(provider.poll_schedule, checks)
    work.save(
        submission,
        step="poll",
        checks=checks,
        due_at=work.after(wait),
        last_error="",
        failing_since=None,
    )


def _overdue(submission: Submission) -> bool:
    began = submission.sent_at or submission.created_at
    return timezone.now() - began > ATTENTION_AFTER


def _at(schedule: tuple[float, ...], index: int) -> float:
    return schedule[min(index, len(schedule) - 1)]


def not_sent(submission: Submission, error: ProviderError, actor: Actor) -> None:
    """Nothing has left us: try later, or stop where only a person can help."""
    with transaction.atomic():
        work.hold(submission)
        _not_processed(submission, error, actor)


def send_failed(
    submission: Submission, provider: Provider, error: ProviderError, actor: Actor
) -> None:
    """The send brought an error. Only where it surely was not processed may it be sent again."""
    if error.kind is ErrorKind.IN_DOUBT:
        in_doubt(submission, provider, actor, error.message, at_once=error.code == DUPLICATE)
        return
    with transaction.atomic():
        work.hold(submission)
        _not_processed(submission, error, actor)


def _not_processed(submission: Submission, error: ProviderError, actor: Actor) -> None:
    if error.kind is ErrorKind.REJECT:
        _rejected(
            submission, error.faults, error.answer, actor, code=error.code, message=error.message
        )
    elif error.kind is ErrorKind.CONFIG:
        _failed(submission, error, actor)
    else:
        wait = error.retry_after or _at(RETRY_AFTER, submission.checks)
        work.save(
            submission,
            step="send",
            checks=submission.checks + 1,
            due_at=work.after(wait),
            last_error=error.message,
            failing_since=_failing_since(submission),
        )


def _failing_since(submission: Submission) -> datetime:
    return submission.failing_since or timezone.now()


def _failed(submission: Submission, error: ProviderError, actor: Actor) -> None:
    transitions.move(
        submission.document,
        transitions.FAILED,
        actor,
        {"failure": {"code": error.code, "message": error.message}},
        failure=_failure(error.code, "configuration", error.message, error.faults, error.answer),
        failure_reason=error.message,
    )
    effects.refused(submission.document, actor)
    _close(submission, error.message)


def in_doubt(
    submission: Submission, provider: Provider, actor: Actor, why: str, *, at_once: bool = False
) -> None:
    """It may have been processed: from here on only `find` is allowed, after the provider's
    waiting time.
    """
    with transaction.atomic():
        work.hold(submission)
        transitions.move(submission.document, transitions.UNKNOWN, actor, {"reason": why})
        due = timezone.now() if at_once else work.after(provider.find_schedule[0])
        work.save(
            submission,
            step="find",
            checks=0,
            due_at=due,
            last_error=why,
            failing_since=_failing_since(submission),
        )


def not_there(submission: Submission, provider: Provider, actor: Actor) -> None:
    """`find` did not see it: look again, and once the whole waiting time is over, send it again."""
    checks = submission.checks + 1
    with transaction.atomic():
        work.hold(submission)
        if checks < len(provider.find_schedule):
            due = work.after(provider.find_schedule[checks])
            work.save(submission, step="find", checks=checks, due_at=due)
            return
        transitions.move(
            submission.document, transitions.PENDING, actor, {"reason": "not found at the provider"}
        )
        work.save(submission, step="send", checks=0, due_at=timezone.now())


def found(
    submission: Submission, provider: Provider, job: Job, answer: Outcome, actor: Actor
) -> None:
    """Something stands under our number: adopt it when it is ours, else stop for a person."""
    different = differences(job, answer)
    if different:
        _stop_for_a_person(submission, different, actor)
    elif _is_earlier_rejection(submission.document, answer):
        _take_next_number(submission, actor)
    else:
        outcome(submission, provider, job, answer, actor)


def _is_earlier_rejection(document: Document, answer: Outcome) -> bool:
    """The provider keeps a rejected number for itself (200-EI1): what it holds is our own
    earlier try.
    """
    return (
        answer.status is OutcomeStatus.REJECTED
        and answer.operation_id is not None
        and answer.operation_id == document.provider_operation_id
    )


def _take_next_number(submission: Submission, actor: Actor) -> None:
    with transaction.atomic():
        work.hold(submission)
        document = submission.document
        profile = document.issuer_profile
        assert profile is not None
        before = document.number_text
        try:
            number = numerator.claim(profile, actor).number
        except Unprocessable as refusal:
            error = ProviderError(ErrorKind.CONFIG, refusal.code, refusal.message)
            _failed(submission, error, actor)
            return
        transitions.move(
            document,
            transitions.PENDING,
            actor,
            {
                "reason": "the provider keeps the number of the rejected document",
                "number": {"from": before, "to": f"{document.prefix}{number}"},
            },
            number=number,
            provider_operation_id=None,
        )
        work.save(submission, step="send", payload=None, checks=0, due_at=timezone.now())


def _stop_for_a_person(submission: Submission, different: dict[str, Any], actor: Actor) -> None:
    warning = {
        "code": "found_differs",
        "message": "The provider holds another document under this number; a person must decide.",
        "differences": different,
    }
    with transaction.atomic():
        work.hold(submission)
        document = submission.document
        if not any(known.get("code") == "found_differs" for known in document.warnings):
            transitions.change(
                document, actor, {"warning": warning}, warnings=[*document.warnings, warning]
            )
        work.save(submission, step="attention", due_at=None, last_error=str(warning["message"]))


def ask_failed(submission: Submission, error: ProviderError) -> None:
    """Asking brought an error: the document stays as it is and we ask again, ever more rarely."""
    age = (timezone.now() - (submission.sent_at or submission.created_at)).total_seconds()
    wait = error.retry_after or min(max(age / 4, RETRY_AFTER[0]), RETRY_AFTER[-1])
    work.save(
        submission,
        due_at=work.after(wait),
        last_error=error.message,
        failing_since=_failing_since(submission),
    )


def files(submission: Submission, remote: tuple[RemoteFile, ...], actor: Actor) -> None:
    """Store the issued document's files and close the submission."""
    with transaction.atomic():
        work.hold(submission)
        stored = store_files.store(submission.document, remote)
        transitions.change(submission.document, actor, {"files": _described(stored)})
        _close(submission)


def _described(stored: list[DocumentFile]) -> list[dict[str, Any]]:
    return [{"kind": file.kind, "size": file.size, "sha256": file.sha256} for file in stored]


def files_failed(
    submission: Submission, provider: Provider, error: ProviderError, actor: Actor
) -> None:
    """The document is valid without its files: fetch them later, and after a day say that they
    lack.
    """
    if not _overdue(submission):
        wait = error.retry_after or _at(provider.poll_schedule, submission.checks)
        work.save(
            submission,
            checks=submission.checks + 1,
            due_at=work.after(wait),
            last_error=error.message,
        )
        return
    warning = {"code": "files_missing", "message": error.message}
    with transaction.atomic():
        work.hold(submission)
        document = submission.document
        transitions.change(
            document, actor, {"warning": warning}, warnings=[*document.warnings, warning]
        )
        _close(submission, error.message)
