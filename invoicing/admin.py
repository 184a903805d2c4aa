"""Console pages of documents, and of the requests, submissions and events behind them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from documents.admin import DOCUMENT_LABEL, document_link
from documents.calendar import ZONES
from documents.console.bodies import pretty, readable
from invoicing.console.document_admin import DocumentAdmin
from invoicing.console.filters import EventTypeFilter, StepFilter
from invoicing.console.follow_up_admin import AcceptanceEventAdmin, FollowUpAdmin
from invoicing.console.notice_admin import ProviderNoticeAdmin, ProviderWebhookAdmin
from invoicing.console.profile_admin import AccountAlertAdmin, ProfileAdmin
from invoicing.console.received_admin import ReceivedDocumentAdmin
from invoicing.models import Event, EventOffset, IdempotentRequest, Submission
from parties.console import ReadOnlyAdmin, TenantFilter, stamp

__all__ = [
    "AcceptanceEventAdmin",
    "AccountAlertAdmin",
    "DocumentAdmin",
    "FollowUpAdmin",
    "ProfileAdmin",
    "ProviderNoticeAdmin",
    "ProviderWebhookAdmin",
    "ReceivedDocumentAdmin",
]


class BehindDocumentAdmin(ReadOnlyAdmin):
    """Pages of rows that belong to a document; loads what they show and nothing more."""

    list_select_related = ("tenant", "document")
    sortable_by = ()
    ordering = ("-id",)
    unloaded: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows without their big columns, with enough of their document to name it."""
        names = [f.name for f in self.opts.fields if f.name not in (*self.unloaded, "tenant")]
        loaded = [name for name in names if name != "document"]
        return super().get_queryset(request).only(*loaded, *DOCUMENT_LABEL, "tenant__name")

    @admin.display(description="document")
    def document_shown(self, row: Any) -> SafeString | str:
        """The document it belongs to."""
        return document_link(row)


@admin.register(Event)
class EventAdmin(BehindDocumentAdmin):
    """Everything that happened, newest first."""

    list_display = ("at", "type", "document_shown", "actor", "tenant", "offset")
    list_filter = (EventTypeFilter, TenantFilter, "occurred_at")
    search_fields = ("flow_id__exact", "document__id__exact")
    search_help_text = "Flow id or document id, in full"
    unloaded = ("document_json",)
    fields = (
        "type",
        "at",
        "document_shown",
        "issuer_profile",
        "data_shown",
        "actor",
        "flow_id",
        "offset",
        "tenant",
    )

    @admin.display(description="occurred at")
    def at(self, event: Event) -> str:
        """When, in the country's own time."""
        if event.document is None:
            return stamp(event.occurred_at)
        return stamp(event.occurred_at.astimezone(ZONES[event.document.country]))

    @admin.display(description="data")
    def data_shown(self, event: Event) -> str:
        """What the event tells."""
        return pretty(event.data)


@admin.register(Submission)
class SubmissionAdmin(BehindDocumentAdmin):
    """The work of getting documents to their authority."""

    list_display = (
        "document_shown",
        "purpose",
        "step",
        "attempts",
        "checks",
        "due_at",
        "last_error",
        "tenant",
    )
    list_display_links = ("step",)
    list_filter = (StepFilter, TenantFilter)
    search_fields = ("flow_id__exact", "document__id__exact")
    exclude = ("payload", "lease_token")
    unloaded = ("payload",)


@admin.register(IdempotentRequest)
class IdempotentRequestAdmin(BehindDocumentAdmin):
    """First answers to Idempotency-Keys."""

    list_display = ("key", "document_shown", "response_status", "created_at", "tenant")
    list_filter = (TenantFilter,)
    search_fields = ("key__exact",)
    search_help_text = "Idempotency-Key, in full"
    exclude = ("response_body",)
    readonly_fields = ("answer",)
    unloaded = ("response_body",)

    @admin.display(description="response body")
    def answer(self, row: IdempotentRequest) -> str:
        """The answer as it was given."""
        return readable(bytes(row.response_body)) if row.response_body else "-"


@admin.register(EventOffset)
class EventOffsetAdmin(ReadOnlyAdmin):
    """The last offset given to an event of each tenant."""

    list_display = ("tenant", "offset")
    list_filter = (TenantFilter,)
    list_select_related = ("tenant",)
