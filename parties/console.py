"""What every page of the staff console shares: staff meet the data of their own tenants only, and
nothing is changed on a page but through a use case."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from parties.models import Tenant

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _Paginator = Paginator[Any]
else:
    _ModelAdmin, _Paginator = admin.ModelAdmin, Paginator

Staff = User | AnonymousUser

MOST_COUNTED = 10_000


def visible_tenants(user: Staff) -> QuerySet[Tenant]:
    """The tenants assigned to a staff user; a superuser sees all."""
    if user.is_superuser:
        return Tenant.objects.all()
    return Tenant.objects.filter(staff=user.pk)


def scoped(rows: QuerySet[Any], user: Staff, path: str = "tenant") -> QuerySet[Any]:
    """The rows whose tenant a staff user may see. `path` leads from a row to its tenant.

    The ids are fetched first: with them in the query, PostgreSQL uses the indexes that begin with
    the tenant.
    """
    if user.is_superuser:
        return rows
    return rows.filter(**{f"{path}__in": list(visible_tenants(user).values_list("pk", flat=True))})


def stamp(instant: datetime | None) -> str:
    """An instant with its offset, e.g. `2026-11-20 10:15:30 -0500`; a dash for none."""
    return "-" if instant is None else instant.strftime("%Y-%m-%d %H:%M:%S %z")


class BoundedPaginator(_Paginator):
    """Counts up to MOST_COUNTED rows and no further: nobody pages that deep, and counting a big
    table takes longer than showing the page."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, MOST_COUNTED if more."""
        rows: Any = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by().values("pk")[:MOST_COUNTED].count()


class TenantFilter(admin.SimpleListFilter):
    """Narrows a list to one tenant; offers only those the user may see."""

    title = "tenant"
    parameter_name = "tenant"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The user's tenants."""
        tenants = visible_tenants(request.user).values_list("pk", "name")[:200]
        return [(str(pk), name) for pk, name in tenants]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the chosen tenant; none for something that is no tenant's id."""
        chosen = self.value()
        if chosen is None:
            return queryset
        try:
            return queryset.filter(tenant=UUID(chosen))
        except ValueError:
            return queryset.none()


class ChoiceFilter(admin.SimpleListFilter):
    """Narrows a list to one of a column's values that are known without asking the database."""

    values: tuple[str, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The known values in words."""
        return [(value, value.replace("_", " ").capitalize()) for value in self.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows with the chosen value."""
        chosen = self.value()
        return queryset if chosen is None else queryset.filter(**{str(self.parameter_name): chosen})


class ConsoleAdmin(_ModelAdmin):
    """A model's pages for staff: scoped to their tenants, never deleting anything.

    `tenant_path` leads from the model to its tenant, `pk` for the tenant itself. Scoping the base
    query scopes all that Django builds on it: lists, pages, history, actions and autocompletion.
    """

    tenant_path = "tenant"
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows of the user's tenants."""
        return scoped(super().get_queryset(request), request.user, self.tenant_path)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice of tenants offers, and accepts, the user's own."""
        if db_field.related_model is Tenant:
            kwargs["queryset"] = visible_tenants(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted from the console."""
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether the user may run this model's actions: Django's change permission."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class ReadOnlyAdmin(ConsoleAdmin):
    """Pages to look at: nothing is added or edited. Actions may still call use cases."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are made by use cases only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are changed by use cases only."""
        return False

    def found(self, request: HttpRequest, object_id: str) -> Any:
        """A row for a page of its own: if the user may view the model, and the row is of one of
        their tenants. Raises PermissionDenied or Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            row = self.get_queryset(request).filter(pk=object_id).first()
        except (ValueError, ValidationError):
            row = None
        if row is None:
            raise Http404
        return row

    def found_to_look_at(self, request: HttpRequest, object_id: str) -> Any:
        """As `found`, for a page that takes no form; raises PermissionDenied for one."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return self.found(request, object_id)
