"""Running a verb on documents and telling staff what came of it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest

from documents.models import Document
from invoicing.actor import Actor
from invoicing.console.faults import path_in_words
from invoicing.console.verbs import Given, Verb
from invoicing.errors import Refusal, Unprocessable

MOST_AT_ONCE = 500
MOST_TOLD = 20


def run(verb: Verb, document: Document, actor: Actor, given: Given) -> list[str]:
    """Do it; returns why it was refused, empty when it was done."""
    try:
        verb.run(document, actor, given)
    except Refusal as refusal:
        return reasons(refusal)
    return []


def reasons(refusal: Refusal) -> list[str]:
    """A refusal as sentences for a clerk: its message, or each fault with its field and rule."""
    if not isinstance(refusal, Unprocessable):
        return [refusal.message]
    return [
        f"{path_in_words(fault.path)}: {fault.message}" + (f" ({fault.law})" if fault.law else "")
        if fault.path
        else fault.message
        for fault in refusal.faults
    ]


def run_all(
    request: HttpRequest, verb: Verb, documents: Iterable[Document], actor: Actor, given: Given
) -> None:
    """Do it to each document on its own, and say how many were done and why the others were not."""
    done, refused = 0, []
    for document in documents:
        why = run(verb, document, actor, given)
        done += not why
        refused += [f"{document}: {reason}" for reason in why]
    if done:
        messages.success(request, f"{done} document{'s' if done > 1 else ''}: {verb.done}.")
    for line in refused[:MOST_TOLD]:
        messages.error(request, line)
    if len(refused) > MOST_TOLD:
        messages.error(request, f"And {len(refused) - MOST_TOLD} more reasons like these.")
