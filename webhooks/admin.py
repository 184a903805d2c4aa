"""Console pages of webhook subscriptions. Their secrets are not shown, not even encrypted."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from documents.console.bodies import readable
from invoicing.errors import Refusal
from parties.console import ChoiceFilter, ReadOnlyAdmin, TenantFilter, stamp
from webhooks import replay, subscribe
from webhooks.models import DEAD, DELIVERED, RETRYING, Attempt, Delivery, Subscription

DISABLED = {"gone": "the receiver answered 410", "failing": "five days of failures"}


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """Subscriptions: made by the API, which shows the secret once; paused and ended here."""

    list_display = (
        "name",
        "url",
        "event_types",
        "active",
        "notice",
        "last_published_offset",
        "tenant",
    )
    list_filter = (
        "active",
        "disabled_reason",
        TenantFilter,
        ("deleted_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("tenant",)
    search_fields = ("name", "url")
    exclude = ("secret_encrypted", "former_secrets", "lease_token")
    actions = ("pause", "resume", "end")

    @admin.display(description="notice")
    def notice(self, row: Subscription) -> str:
        """Why nothing is sent, or since when nothing arrives."""
        if row.disabled_at is not None:
            return f"Deactivated {stamp(row.disabled_at)}: {DISABLED[row.disabled_reason]}."
        return f"Failing since {stamp(row.failing_since)}." if row.failing_since else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with a warning while the gateway has deactivated any."""
        count = (
            self.get_queryset(request)
            .filter(disabled_at__isnull=False, deleted_at__isnull=True)
            .count()
        )
        if count:
            text = f"Deactivated because nothing arrives: {count}. See their notices."
            self.message_user(request, text, messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.action(description="Pause selected subscriptions", permissions=["act"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Send no more until resumed."""
        self._each(request, queryset, "paused", lambda row: _set_active(row, False))

    @admin.action(description="Resume selected subscriptions", permissions=["act"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Go on where it was paused."""
        self._each(request, queryset, "resumed", lambda row: _set_active(row, True))

    @admin.action(description="End selected subscriptions for good", permissions=["act"])
    def end(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """End them; they stay on file."""
        self._each(request, queryset, "ended", lambda row: subscribe.delete(row.tenant, row.id))

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Subscription],
        done: str,
        use_case: Callable[[Subscription], object],
    ) -> None:
        for row in queryset.select_related("tenant"):
            try:
                use_case(row)
            except Refusal as refusal:
                self.message_user(request, f"{row.name}: {refusal.message}", messages.ERROR)
                continue
            self.log_change(request, row, f"{done.capitalize()}.")
            self.message_user(request, f"{row.name} is {done}.", messages.SUCCESS)


def _set_active(row: Subscription, active: bool) -> Subscription:
    return subscribe.change(row.tenant, row.id, {"active": active})


class StatusFilter(ChoiceFilter):
    """Narrows deliveries to one status."""

    title = "status"
    parameter_name = "status"
    values = (RETRYING, DELIVERED, DEAD)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Events on their way to subscriptions."""

    list_display = (
        "created_at",
        "event_type",
        "offset",
        "subscription",
        "status",
        "attempts",
        "due_at",
        "tenant",
    )
    list_filter = (StatusFilter, TenantFilter)
    list_select_related = ("tenant", "subscription")
    search_fields = ("subscription__id__exact", "id__exact")
    search_help_text = "Subscription id or delivery id, in full"
    sortable_by = ()
    actions = ("retry",)

    @admin.action(description="Try selected deliveries now", permissions=["act"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Send them again, whatever became of them."""
        for row in queryset.select_related("tenant"):
            try:
                replay.retry(row.tenant, row.subscription_id, row.id)
            except Refusal as refusal:
                self.message_user(request, f"{row}: {refusal.message}", messages.ERROR)
                continue
            self.log_change(request, row, "To be sent again.")
            self.message_user(request, f"{row.event_type} will be sent again.", messages.SUCCESS)


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Requests that were made to receivers, newest first."""

    list_display = ("at", "delivery", "number", "status", "milliseconds", "error", "tenant")
    list_filter = (TenantFilter,)
    list_select_related = ("tenant", "delivery")
    search_fields = ("delivery__id__exact",)
    search_help_text = "Delivery id, in full"
    sortable_by = ()
    exclude = ("excerpt",)
    readonly_fields = ("answer",)

    @admin.display(description="answer")
    def answer(self, row: Attempt) -> str:
        """The first kilobyte of the answer."""
        return readable(bytes(row.excerpt)) if row.excerpt else "-"
