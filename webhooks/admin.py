"""Console pages of webhook subscriptions. Their secrets are not shown, not even encrypted."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from invoicing.errors import Refusal
from parties.console import ReadOnlyAdmin, TenantFilter
from webhooks import subscribe
from webhooks.models import Subscription


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """Subscriptions: made by the API, which shows the secret once; paused and ended here."""

    list_display = ("name", "url", "event_types", "active", "last_published_offset", "tenant")
    list_filter = ("active", TenantFilter, ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("name", "url")
    exclude = ("secret_encrypted",)
    actions = ("pause", "resume", "end")

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
