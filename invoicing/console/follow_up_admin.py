"""Pages of what stands behind purchases and acceptance: the work, and the events that are valid."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from documents.admin import DOCUMENT_LABEL, document_link
from documents.radian import word_of
from invoicing.models import AcceptanceEvent, FollowUp
from parties.console import ChoiceFilter, ReadOnlyAdmin, TenantFilter


class PurposeFilter(ChoiceFilter):
    """By what the work is for."""

    title = "purpose"
    parameter_name = "purpose"
    values = ("purchase", "acceptance", "tacit")


class AboutDocumentAdmin(ReadOnlyAdmin):
    """Rows about a document of ours or a received one; loads what they show and nothing more."""

    list_select_related = ("tenant", "document")
    sortable_by = ()
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows with enough of their document to name it."""
        names = [f.name for f in self.opts.fields if f.name not in ("tenant", "document")]
        return super().get_queryset(request).only(*names, *DOCUMENT_LABEL, "tenant__name")

    @admin.display(description="document")
    def document_shown(self, row: Any) -> SafeString | str:
        """The document it is about."""
        return document_link(row)


@admin.register(FollowUp)
class FollowUpAdmin(AboutDocumentAdmin):
    """Purchases to be taken in, acceptance to be followed."""

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
    list_filter = (PurposeFilter, TenantFilter)
    search_fields = ("flow_id__exact", "document__id__exact", "received_document__id__exact")
    exclude = ("lease_token",)


@admin.register(AcceptanceEvent)
class AcceptanceEventAdmin(AboutDocumentAdmin):
    """Acceptance events that are valid, sent by us or by others."""

    list_display = (
        "event_shown",
        "document_shown",
        "code",
        "sender_name",
        "occurred_at",
        "tenant",
    )
    list_display_links = ("event_shown",)
    list_filter = (TenantFilter,)
    search_fields = ("fiscal_id__exact", "document__id__exact", "received_document__id__exact")

    @admin.display(description="event")
    def event_shown(self, row: AcceptanceEvent) -> str:
        """The event in words."""
        return word_of(row.code).replace("_", " ").capitalize()
