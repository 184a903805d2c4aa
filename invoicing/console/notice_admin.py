"""Pages of what providers told of their own accord, and of the addresses they tell it to."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from documents.admin import DOCUMENT_LABEL, document_link
from documents.console.bodies import readable
from invoicing import notices, provider_webhooks
from invoicing.models import ProviderNotice, ProviderWebhook
from parties.console import ChoiceFilter, ReadOnlyAdmin, TenantFilter


class StateFilter(ChoiceFilter):
    """By what became of a notice."""

    title = "state"
    parameter_name = "state"
    values = (
        notices.RECEIVED,
        notices.MATCHED,
        notices.UNMATCHED,
        notices.IGNORED,
        notices.MALFORMED,
        notices.REFUSED,
    )


@admin.register(ProviderNotice)
class ProviderNoticeAdmin(ReadOnlyAdmin):
    """Notices as they came, newest first. Those of nobody's business only superusers see."""

    list_display = ("received_at", "type", "state", "document_shown", "business", "tenant")
    list_display_links = ("received_at",)
    list_filter = (StateFilter, TenantFilter)
    list_select_related = ("tenant", "document")
    search_fields = ("event_id__exact", "document__id__exact", "business__exact")
    search_help_text = "Event id, document id or business, in full"
    sortable_by = ()
    ordering = ("-id",)
    exclude = ("body", "document")
    readonly_fields = ("document_shown", "body_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows with enough of their document to name it."""
        names = [f.name for f in self.opts.fields if f.name not in ("tenant", "document")]
        return super().get_queryset(request).only(*names, *DOCUMENT_LABEL, "tenant__name")

    @admin.display(description="document")
    def document_shown(self, row: ProviderNotice) -> SafeString | str:
        """The document it was matched with."""
        return document_link(row)

    @admin.display(description="body")
    def body_shown(self, row: ProviderNotice) -> str:
        """The body as it came."""
        return readable(bytes(row.body)) if row.body else "-"


@admin.register(ProviderWebhook)
class ProviderWebhookAdmin(ReadOnlyAdmin):
    """Addresses for notices: known by how they begin, revoked here, made by a command. No digest is
    shown."""

    list_display = ("prefix", "provider", "tenant", "created_at", "revoked_at")
    list_filter = (TenantFilter, ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description="Revoke selected addresses", permissions=["act"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ProviderWebhook]) -> None:
        """End the selected addresses for good."""
        for webhook in queryset:
            provider_webhooks.revoke(webhook)
            self.log_change(request, webhook, "Revoked.")
            self.message_user(request, f"{webhook.prefix}... is revoked.", messages.SUCCESS)
