"""Processes that are killed at a named line.

The product has no crash points. A victim is a fork in which the function that would run next is
replaced by its own death, so that everything before has happened, committed or not, exactly as
in production.
"""

import os
import signal
import traceback
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.db import connections

from invoicing import recorder

CREATE = "createInvoice"


def die(*args: Any, **kwargs: Any) -> Any:
    """What `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def _sent_then_die(self: Any, request: Any) -> None:
    SENT(self, request)
    if request.operation == CREATE:
        die()


def _die_when_answered(self: Any, request: Any, answer: Any) -> None:
    if request.operation == CREATE:
        die()
    ANSWERED(self, request, answer)


SENT, ANSWERED = recorder.EvidenceRecorder.sent, recorder.EvidenceRecorder.answered

CRASHES: dict[str, tuple[str, Callable[..., Any]]] = {
    "after_claim": ("invoicing.submit.transitions.move", die),
    "before_commit": ("invoicing.idempotency._store", die),
    "after_commit": ("invoicing.work.nudge", die),
    "before_sending": ("providers.co_yabico.provider.YabicoProvider.prepare", die),
    "sending_committed": ("providers.co_yabico.provider.YabicoProvider.submit", die),
    "request_kept": ("invoicing.recorder.EvidenceRecorder.sent", _sent_then_die),
    "accepted_not_kept": ("invoicing.recorder.EvidenceRecorder.answered", _die_when_answered),
    "accepted_not_applied": ("invoicing.apply.outcome", die),
    "polled_not_applied": ("invoicing.apply.outcome", die),
    "files_not_stored": ("invoicing.apply.files", die),
    "effect_not_begun": ("invoicing.effects.issued", die),
    "refusal_not_passed_on": ("invoicing.effects.refused", die),
    "purchase_not_asked": (
        "providers.co_yabico.provider.YabicoProvider.add_purchase",
        die,
    ),
    "purchase_not_applied": ("invoicing.purchase_steps._received", die),
    "purchase_files_not_stored": ("invoicing.store_files.store", die),
    "acceptance_not_told": ("invoicing.transitions.change", die),
    "tacit_not_closed": ("invoicing.follow_up.close", die),
    "request_not_committed": ("invoicing.work.nudge_on_commit", die),
    "cancelling_committed": ("tests.invoicing.mexico.HeldCanceller.request_cancellation", die),
    "cancel_taken_not_kept": ("invoicing.cancel_outcome.taken", die),
    "cancelled_not_told": ("invoicing.effects.cancelled", die),
    "cancelling_not_committed": ("invoicing.cancellation.queued", die),
}


def start(action: Callable[[], Any], crash: str | None = None) -> int:
    """Run an action in a process of its own, with a crash in its place; returns the process id."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        if crash is None:
            action()
        else:
            with mock.patch(*CRASHES[crash]):
                action()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def end(pid: int) -> int:
    """Wait for a process; its exit code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def run_killed(action: Callable[[], Any], crash: str) -> None:
    """Run an action that must die of its crash."""
    assert end(start(action, crash)) == -signal.SIGKILL
