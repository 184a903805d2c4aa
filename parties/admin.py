"""Console pages of tenants, API keys, parties and issuer profiles."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from parties import api_keys, profiles, register, tax_ids
from parties.console import ConsoleAdmin, ReadOnlyAdmin, TenantFilter
from parties.models import ApiKey, IssuerProfile, Party, Tenant
from parties.shown_config import shown_config

if TYPE_CHECKING:
    _PartyForm = forms.ModelForm[Party]
else:
    _PartyForm = forms.ModelForm


@admin.register(Tenant)
class TenantAdmin(ConsoleAdmin):
    """Tenants and who of the staff may see them. Only superusers add them and assign staff."""

    tenant_path = "pk"
    list_display = ("name", "id", "created_at")
    search_fields = ("name",)
    fields = ("id", "name", "staff", "created_at")
    filter_horizontal = ("staff",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A tenant somebody adds would be out of their own sight until assigned."""
        return bool(request.user.is_superuser)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """Staff may not let themselves, or others, into a tenant."""
        fixed = ("id", "created_at")
        return fixed if request.user.is_superuser else (*fixed, "staff")


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """API keys: seen by their prefix, revoked here, created by a command. No digest is shown."""

    list_display = (
        "prefix",
        "name",
        "tenant",
        "scopes",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    list_filter = (TenantFilter, ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("prefix", "name")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description="Revoke selected API keys", permissions=["act"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """End the selected keys for good."""
        for key in queryset:
            api_keys.revoke(key.prefix)
            self.log_change(request, key, "Revoked.")
            self.message_user(request, f"{key.prefix} is revoked.", messages.SUCCESS)


class NewPartyForm(_PartyForm):
    """A new party; its tax id is checked by the same rules as the API's."""

    email = forms.EmailField(required=False, empty_value=None)

    class Meta:
        model = Party
        fields = ("tenant", "kind", "country", "tax_id_type", "tax_id", "name", "email")

    def clean(self) -> dict[str, Any]:
        """Put what is wrong with the tax id beside its field."""
        data = super().clean() or self.cleaned_data
        if {"country", "tax_id_type", "tax_id"} <= data.keys():
            for finding in tax_ids.check(data["country"], data["tax_id_type"], data["tax_id"]):
                if finding.severity == "error":
                    self.add_error("tax_id", finding.message)
        return data


@admin.register(Party)
class PartyAdmin(ConsoleAdmin):
    """Parties: registered here or by the API, then read-only; deactivated when no longer wanted."""

    form = NewPartyForm
    list_display = ("name", "tax_id", "tax_id_type", "country", "kind", "tenant", "deactivated_at")
    list_filter = ("country", "kind", TenantFilter, ("deactivated_at", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("name", "tax_id__startswith")
    actions = ("deactivate",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What a party was called when it was invoiced is on its documents: it is not rewritten."""
        return False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The form's fields for a new party, every column of an old one."""
        if obj is None:
            return NewPartyForm.Meta.fields
        return [field.name for field in self.opts.fields]

    def save_model(self, request: HttpRequest, obj: Party, form: Any, change: bool) -> None:
        """Register the party as the API does."""
        data = dict(form.cleaned_data)
        registered = register.register(data.pop("tenant"), register.NewParty(**data))
        obj.pk, obj._state.adding = registered.pk, False
        obj.refresh_from_db()

    @admin.action(description="Deactivate selected parties", permissions=["act"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Party]) -> None:
        """Bar the selected parties from new documents."""
        for party in queryset.select_related("tenant"):
            register.deactivate(party.tenant, party.id)
            self.log_change(request, party, "Deactivated.")
            self.message_user(request, f"{party} is deactivated.", messages.SUCCESS)


class IssuerProfileAdmin(ReadOnlyAdmin):
    """Issuer profiles and how far their numbers are used; registered by `invoicing.console`, which
    knows their account at the provider. Made by the API, where the provider's settings are
    checked. `secret_arn` names a place; what is kept there is never read here, and of
    `provider_config` no key and no PIN is shown."""

    list_display = (
        "issuer_series",
        "country",
        "party",
        "numerator_prefix",
        "numbers",
        "numbers_left",
        "tenant",
        "deactivated_at",
    )
    list_filter = ("country", TenantFilter, ("deactivated_at", admin.EmptyFieldListFilter))
    list_select_related = ("tenant", "party")
    search_fields = ("issuer_series", "numerator_prefix", "external_ref", "party__name")
    exclude = ("provider_config",)
    readonly_fields = ("config_shown",)
    actions = ("deactivate",)

    @admin.display(description="provider config")
    def config_shown(self, profile: IssuerProfile) -> str:
        """What the provider is told, keys and PINs masked."""
        return json.dumps(shown_config(profile.provider_config), ensure_ascii=False)

    @admin.display(description="range")
    def numbers(self, profile: IssuerProfile) -> str:
        """First and last number of the range."""
        return f"{profile.numerator_range_min} - {profile.numerator_range_max}"

    @admin.display(description="left")
    def numbers_left(self, profile: IssuerProfile) -> int:
        """How many numbers can still be claimed."""
        return profile.numerator_range_max - profile.numerator_current

    @admin.action(description="Deactivate selected issuer profiles", permissions=["act"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[IssuerProfile]) -> None:
        """Bar the selected profiles from new documents."""
        for profile in queryset.select_related("tenant"):
            profiles.deactivate(profile.tenant, profile.id)
            self.log_change(request, profile, "Deactivated.")
            self.message_user(request, f"{profile} is deactivated.", messages.SUCCESS)
