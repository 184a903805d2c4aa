"""Console page of SAT's big catalogues as they were imported."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from documents.sat_key import CATALOGUES, SatKey
from parties.console import ChoiceFilter, ReadOnlyAdmin


class CatalogueFilter(ChoiceFilter):
    """By catalogue."""

    title = "catalogue"
    parameter_name = "catalogue"
    values = CATALOGUES

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """SAT's own names."""
        return [(name, name) for name in self.values]


@admin.register(SatKey)
class SatKeyAdmin(ReadOnlyAdmin):
    """Keys belong to no tenant: whoever runs the gateway imports them, and superusers see them."""

    list_display = ("key", "catalogue", "name", "valid_from", "valid_to")
    list_filter = (CatalogueFilter,)
    search_fields = ("key__startswith",)
    search_help_text = "A key or its beginning"
    ordering = ("catalogue", "key")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[SatKey]:
        """Every row: there is no tenant to scope them by."""
        return SatKey.objects.order_by(*self.ordering)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers only, who see every tenant."""
        return bool(request.user.is_active and request.user.is_superuser)
