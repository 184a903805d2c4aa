"""One step of a submission after another, as long as something is due.

Written for workers that are killed at any line: what is about to be done is committed before,
what came back is kept as evidence before it takes effect, and every write is guarded by the
lease.
"""

from collections.abc import Callable
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from documents.models import Document
from invoicing import apply, cancel_steps, check, transitions, work
from invoicing.actor import Actor, system
from invoicing.asking import ask
from invoicing.jobs import job_of
from invoicing.models import Submission
from providers import registry
from providers.base import Job, Outcome, OutcomeStatus, Provider, ProviderError

logger = structlog.get_logger(__name__)

MOST_STEPS = 6


def advance(submission_id: UUID) -> None:
    """Lease a submission and take its due steps; does nothing where it is not due or somebody
    has it.
    """
    submission = work.take(submission_id)
    if submission is None:
        return
    try:
        _advance_held(submission)
    except work.LeaseLost:
        logger.warning("lease_lost", submission_id=str(submission_id), step=submission.step)
    finally:
        work.release(submission)


def _advance_held(submission: Submission) -> None:
    provider = registry.for_country(submission.document.country)
    assert provider is not None
    actor = system(submission.flow_id)
    for _ in range(MOST_STEPS):
        if submission.due_at is None or submission.due_at > timezone.now():
            return
        work.renew(submission)
        logger.info("step", submission_id=str(submission.id), step=submission.step)
        STEPS[submission.step](submission, provider, actor)


def _send(submission: Submission, provider: Provider, actor: Actor) -> None:
    """1. Date it today. 2. Build the payload. 3. Commit `sending`. 4. Open the socket. 5. Apply."""
    _date_today(submission, actor)
    try:
        job = job_of(submission, provider)
        payload = bytes(submission.payload) if submission.payload else provider.prepare(job)
    except ProviderError as error:
        apply.not_sent(submission, error, actor)
        return
    work.save(
        submission,
        step="sending",
        payload=payload,
        attempts=submission.attempts + 1,
        sent_at=timezone.now(),
    )
    outcome = ask(submission, lambda: provider.submit(job, payload), effectful=True)
    if isinstance(outcome, ProviderError):
        apply.send_failed(submission, provider, outcome, actor)
    else:
        apply.outcome(submission, provider, job, outcome, actor)


def _date_today(submission: Submission, actor: Actor) -> None:
    """DIAN FAD09e and its like: issued on the day of signing, whatever day it was when queued."""
    document = submission.document
    today, dated = check.today_in(document.country), document.emission_date
    if dated == today:
        return
    with transaction.atomic():
        work.hold(submission)
        work.save(submission, payload=None)
        transitions.change(
            submission.document,
            actor,
            {
                "reason": "redated",
                "emission_date": {
                    "from": dated.isoformat() if dated else None,
                    "to": today.isoformat(),
                },
            },
            emission_date=today,
        )


def _left_sending(submission: Submission, provider: Provider, actor: Actor) -> None:
    """Whoever was sending this died: it may or may not have arrived."""
    apply.in_doubt(
        submission, provider, actor, "The worker stopped while the document was being sent."
    )


def _find(submission: Submission, provider: Provider, actor: Actor) -> None:
    found = _job_and_ask(submission, provider, provider.find)
    if isinstance(found, ProviderError):
        apply.ask_failed(submission, found)
        return
    job, outcome = found
    if outcome.status is OutcomeStatus.NOT_FOUND:
        apply.not_there(submission, provider, actor)
    else:
        apply.found(submission, provider, job, outcome, actor)


def _poll(submission: Submission, provider: Provider, actor: Actor) -> None:
    polled = _job_and_ask(submission, provider, provider.poll)
    if isinstance(polled, ProviderError):
        apply.ask_failed(submission, polled)
        return
    job, outcome = polled
    apply.outcome(submission, provider, job, outcome, actor)


def _files(submission: Submission, provider: Provider, actor: Actor) -> None:
    try:
        files = provider.files(job_of(submission, provider))
    except ProviderError as error:
        apply.files_failed(submission, provider, error, actor)
        return
    apply.files(submission, files, actor)


def _attention(submission: Submission, provider: Provider, actor: Actor) -> None:
    """Waits for a person, but keeps asking: an answer that comes late is still taken."""
    if _is_unknown(submission.document):
        _find(submission, provider, actor)
    else:
        _poll(submission, provider, actor)


def _is_unknown(document: Document) -> bool:
    return transitions.state_of(document) == transitions.UNKNOWN


STEPS: dict[str, Callable[[Submission, Provider, Actor], None]] = {
    "send": _send,
    "sending": _left_sending,
    "find": _find,
    "poll": _poll,
    "files": _files,
    "attention": _attention,
    **cancel_steps.STEPS,
}


def _job_and_ask(
    submission: Submission, provider: Provider, verb: Callable[[Job], Outcome]
) -> tuple[Job, Outcome] | ProviderError:
    try:
        job = job_of(submission, provider)
    except ProviderError as error:
        return error
    outcome = ask(submission, lambda: verb(job), effectful=False)
    return outcome if isinstance(outcome, ProviderError) else (job, outcome)
