"""What staff can do to a document: each verb is one use case and the form it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from documents.models import Document
from invoicing import (
    acceptance_send,
    cancel,
    cancellation,
    cancellation_draft,
    cancelling,
    follow_up,
    reconcile,
    stamped,
    submit,
    transitions,
    void,
)
from invoicing.actor import Actor
from invoicing.console.acceptance_form import IssuersEventForm, event_of
from invoicing.console.cancellation_card import MotiveForm, fields_of
from invoicing.console.staff import ACT, SETTLE

Given = Mapping[str, Any]


class NoForm(forms.Form):
    """A verb that needs nothing but the click."""


class ReasonForm(forms.Form):
    """Why; kept with the document and in its event."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))


class SettleForm(forms.Form):
    """What became of a document; which field is needed follows from the outcome. `version` is that
    of the page the decision was taken on."""

    status = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        choices=[
            (reconcile.ISSUED, "It was issued: the authority holds it valid"),
            (reconcile.FAILED, "It was not issued"),
        ],
    )
    fiscal_id = forms.CharField(
        max_length=200,
        required=False,
        label="Fiscal id",
        help_text="As the authority assigned it; when it was issued.",
        widget=forms.TextInput(attrs={"size": 100}),
    )
    failure_reason = forms.CharField(
        max_length=500,
        required=False,
        label="Reason",
        help_text="When it was not issued.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SettleCancellationForm(forms.Form):
    """What became of a cancellation."""

    status = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        choices=[
            (reconcile.CANCELLED, "It is cancelled: the authority no longer holds it valid"),
            (reconcile.ISSUED, "It is not: the authority holds it valid, and nobody asks"),
        ],
    )
    failure_reason = forms.CharField(
        max_length=500,
        required=False,
        label="Reason",
        help_text="When it is not cancelled.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing staff can do. `fits` says on which documents to offer its button; the use case
    alone decides whether it may be done. `question` is asked before, if anything is."""

    name: str
    label: str
    done: str
    permission: str
    fits: Callable[[Document], bool]
    run: Callable[[Document, Actor, Given], object]
    form: type[forms.Form] = NoForm
    question: str = ""
    in_lists: bool = True

    @property
    def asks(self) -> bool:
        """Whether a page with its form comes before it is done."""
        return self.form is not NoForm


def _retry(document: Document, actor: Actor, given: Given) -> object:
    """A failed document is submitted again under its number, a waiting one goes on at once."""
    if document.status == "FAILED":
        return submit.submit(document.tenant, document.id, actor)
    return reconcile.retry_now(document.tenant, document.id, actor)


def _ask(document: Document, actor: Actor, given: Given) -> object:
    return reconcile.ask_provider(document.tenant, document.id, actor)


def _cancel(document: Document, actor: Actor, given: Given) -> object:
    return cancel.request_cancellation(document.tenant, document.id, given["reason"], None, actor)


def _cancel_by_motive(document: Document, actor: Actor, given: Given) -> object:
    fields, reason = fields_of(given), given["reason"] or None
    return cancel.request_cancellation(document.tenant, document.id, reason, fields, actor)


def _void(document: Document, actor: Actor, given: Given) -> object:
    return void.void(document.tenant, document.id, given["reason"], actor)


def _settle(document: Document, actor: Actor, given: Given) -> object:
    changes = {name: given[name] for name in ("status", "fiscal_id", "failure_reason")}
    return reconcile.settle(document.tenant, document.id, changes, actor, given["version"])


def _settle_cancellation(document: Document, actor: Actor, given: Given) -> object:
    changes = {name: given[name] for name in ("status", "failure_reason")}
    return reconcile.settle(document.tenant, document.id, changes, actor, given["version"])


def _accept(document: Document, actor: Actor, given: Given) -> object:
    return acceptance_send.send(document, event_of(given), None, actor)


def _ask_for_events(document: Document, actor: Actor, given: Given) -> object:
    follow_up.wake(document)
    return None


def _has_acceptance(document: Document) -> bool:
    """An invoice of Colombia on credit: DIAN knows no events of others (annex RADIAN 1.1)."""
    fields = document.country_specific or {}
    return (document.status, document.document_type, document.country) == (
        "ISSUED",
        "INVOICE",
        "CO",
    ) and fields.get("payment_form") == "CREDIT"


def _status_in(*statuses: str) -> Callable[[Document], bool]:
    return lambda document: document.status in statuses


def _is_cancellable(document: Document) -> bool:
    by_document = not cancelling.is_process(document.country)
    kinds = cancellation_draft.NOTE_SERIES
    return by_document and document.status == "ISSUED" and document.document_type in kinds


def _is_cancellable_by_motive(document: Document) -> bool:
    valid = transitions.state_of(document) in cancellation.CANCELLABLE
    return valid and cancelling.is_process(document.country)


def _is_being_cancelled(document: Document) -> bool:
    by_motive = document.status == "CANCELLING" and document.cancellation is not None
    return by_motive and cancelling.is_process(document.country)


def _is_unsettled(document: Document) -> bool:
    unknown = transitions.state_of(document) == transitions.UNKNOWN
    return unknown or stamped.is_stamped(document)


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            name="retry",
            label="Retry now",
            done="is queued to be tried now",
            permission=ACT,
            fits=_status_in("FAILED", "PENDING"),
            run=_retry,
        ),
        Verb(
            name="ask",
            label="Ask the provider",
            done="will be asked about now",
            permission=ACT,
            fits=_status_in("SUBMITTED", "CANCELLING"),
            run=_ask,
        ),
        Verb(
            name="cancel",
            label="Cancel...",
            done="is being cancelled",
            permission=ACT,
            fits=_is_cancellable,
            run=_cancel,
            form=ReasonForm,
            question="Ask the authority to cancel this? What it holds valid now will no longer be.",
        ),
        Verb(
            name="cancel_by_motive",
            label="Cancel...",
            done="is being cancelled",
            permission=ACT,
            fits=_is_cancellable_by_motive,
            run=_cancel_by_motive,
            form=MotiveForm,
            question="Ask the authority to cancel this? The receiver may have to agree.",
            in_lists=False,
        ),
        Verb(
            name="events",
            label="Ask for events",
            done="will be asked about now",
            permission=ACT,
            fits=_has_acceptance,
            run=_ask_for_events,
            in_lists=False,
        ),
        Verb(
            name="acceptance",
            label="Acceptance event...",
            done="has an acceptance event queued",
            permission=ACT,
            fits=_has_acceptance,
            run=_accept,
            form=IssuersEventForm,
            question="Send this to the buyer and the authority? An event cannot be taken back.",
            in_lists=False,
        ),
        Verb(
            name="void",
            label="Void...",
            done="is voided",
            permission=ACT,
            fits=_status_in("DRAFT", "FAILED"),
            run=_void,
            form=ReasonForm,
            question="Void this for good? A number it holds is not given to another document.",
        ),
        Verb(
            name="settle",
            label="Settle the outcome...",
            done="is settled",
            permission=SETTLE,
            fits=_is_unsettled,
            run=_settle,
            form=SettleForm,
            question="Look it up at the authority first: what you record is final.",
            in_lists=False,
        ),
        Verb(
            name="settle_cancellation",
            label="Settle the cancellation...",
            done="is settled",
            permission=SETTLE,
            fits=_is_being_cancelled,
            run=_settle_cancellation,
            form=SettleCancellationForm,
            question="Look it up at the authority first: what you record is final.",
            in_lists=False,
        ),
    )
}
