"""The steps of a cancellation by motive: what is about to be done is committed before, and after an
unclear outcome the authority is asked before anything is sent again."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils import timezone

from invoicing import apply, cancel_outcome, work
from invoicing.actor import Actor
from invoicing.asking import ask
from invoicing.jobs import job_of
from invoicing.models import Submission
from providers.base import Job, OutcomeStatus, Provider, ProviderError
from providers.cancellation import (
    Cancellation,
    CancellationProvider,
    CancellationStage,
    CancellationState,
)

ENDED: Final = {CancellationStage.CANCELLED}
REFUSED: Final = {CancellationStage.REJECTED, CancellationStage.NOT_CANCELLABLE}
NOT_ASKED: Final = {CancellationStage.NOT_REQUESTED}


def _send(submission: Submission, provider: Provider, actor: Actor) -> None:
    """1. Commit `cancelling`. 2. Open the socket. 3. Apply."""
    try:
        job = job_of(submission, provider)
    except ProviderError as error:
        cancel_outcome.not_sent(submission, error, actor)
        return
    wanted = _wanted(submission)
    work.save(
        submission,
        step="cancelling",
        attempts=submission.attempts + 1,
        sent_at=timezone.now(),
    )
    canceller = _canceller(provider)
    answer = ask(submission, lambda: canceller.request_cancellation(job, wanted), effectful=True)
    if isinstance(answer, ProviderError):
        cancel_outcome.send_failed(submission, provider, answer, actor)
    elif answer.status is OutcomeStatus.REJECTED:
        cancel_outcome.refused(submission, answer.faults, actor)
    else:
        cancel_outcome.taken(submission)


def _wanted(submission: Submission) -> Cancellation:
    document = submission.document
    record = document.cancellation
    return Cancellation(
        motive=record["motive"],
        substitute_fiscal_id=record["substitute_fiscal_id"],
        reason=document.cancellation_reason or "",
    )


def _left_cancelling(submission: Submission, provider: Provider, actor: Actor) -> None:
    """Whoever was sending this died: it may or may not have arrived."""
    cancel_outcome.in_doubt(submission, provider, "The worker stopped while it was being asked.")


def _find(submission: Submission, provider: Provider, actor: Actor) -> None:
    """Whether an unclear request arrived: only the authority's own word that nobody asks allows to
    ask again."""
    state = _state(submission, provider)
    if state is None:
        return
    if _stage(submission, state) in NOT_ASKED:
        cancel_outcome.not_there(submission, provider, state, actor)
    else:
        _decide(submission, state, actor)


def _poll(submission: Submission, provider: Provider, actor: Actor) -> None:
    state = _state(submission, provider)
    if state is not None:
        _decide(submission, state, actor)


def _check(submission: Submission, provider: Provider, actor: Actor) -> None:
    """Somebody says that a valid document was cancelled, not by us."""
    state = _state(submission, provider)
    if state is not None:
        cancel_outcome.elsewhere(submission, state, actor)


def _decide(submission: Submission, state: CancellationState, actor: Actor) -> None:
    stage = _stage(submission, state)
    if stage in ENDED:
        cancel_outcome.cancelled(submission, state, actor)
    elif stage in REFUSED:
        cancel_outcome.turned_down(submission, state, actor)
    else:
        cancel_outcome.undecided(submission, state, actor)


def _stage(submission: Submission, state: CancellationState) -> CancellationStage:
    """Asked again after a refusal, the authority may show that refusal a little longer."""
    if state.stage is CancellationStage.REJECTED and cancel_outcome.is_of_earlier(submission):
        return CancellationStage.NOT_REQUESTED
    return state.stage


def _state(submission: Submission, provider: Provider) -> CancellationState | None:
    """The authority's word; None where none could be had, and we ask later. A second request has
    no time limit for the receiver (RMF 2.7.1.34), so none is told."""
    asked_before = cancel_outcome.asked_before(submission)
    since = None if asked_before else submission.sent_at
    canceller = _canceller(provider)

    def call() -> CancellationState:
        job: Job = job_of(submission, provider)
        return canceller.cancellation_state(job, since)

    answer = ask(submission, call, effectful=False)
    if isinstance(answer, ProviderError):
        apply.ask_failed(submission, answer)
        return None
    return answer


def _canceller(provider: Provider) -> CancellationProvider:
    assert isinstance(provider, CancellationProvider)
    return provider


STEPS: Final[Mapping[str, Callable[[Submission, Provider, Actor], None]]] = {
    "cancel": _send,
    "cancelling": _left_cancelling,
    "cancel_find": _find,
    "cancel_poll": _poll,
    "cancel_check": _check,
}
