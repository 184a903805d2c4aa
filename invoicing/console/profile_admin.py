"""Issuer profiles: what happened to them, their account at the provider, and its ranges."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from documents.console.bodies import pretty
from invoicing import provider_account, range_sync
from invoicing.console.staff import actor_of
from invoicing.errors import Refusal
from invoicing.models import AccountAlert, Event
from invoicing.provider_account import Found, Lookup
from invoicing.ranges import Action, Proposal
from parties.admin import IssuerProfileAdmin
from parties.console import ReadOnlyAdmin, TenantFilter, stamp
from parties.errors import Refused
from parties.models import IssuerProfile

PAGE = "admin/parties/issuerprofile/page.html"
ACCOUNT = "admin/parties/issuerprofile/account.html"
MOST_EVENTS = 20
OFFERED = (Action.CREATE, Action.UPDATE)


@admin.register(IssuerProfile)
class ProfileAdmin(IssuerProfileAdmin):
    """A profile's own page with its events, and the page of its account."""

    change_form_template = PAGE

    def get_urls(self) -> list[URLPattern]:
        """The account's page, beside Django's own."""
        wrap = self.admin_site.admin_view
        named = "parties_issuerprofile"
        return [
            path("<path:object_id>/account/", wrap(self.account), name=f"{named}_account"),
            path("<path:object_id>/range/", wrap(self.range), name=f"{named}_range"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The profile with what happened to it."""
        profile = self.found_to_look_at(request, object_id)
        told = _events(profile) if request.user.has_perm("invoicing.view_event") else []
        context = {**(extra_context or {}), "profile_events": told}
        return super().change_view(request, object_id, form_url, context)

    def account(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The account as the provider shows it now, with what is proposed for its ranges."""
        profile: IssuerProfile = self.found_to_look_at(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Provider account of {profile}",
            "opts": self.opts,
            "profile": profile,
            "may_act": self.has_act_permission(request),
        }
        try:
            view = provider_account.view(profile, actor_of(request.user))
        except Refusal as refusal:
            return TemplateResponse(request, ACCOUNT, {**context, "refusal": refusal})
        context |= {
            "account": provider_account.shown(profile, Found(view), Lookup()),
            "proposals": [_shown(one) for one in range_sync.about(profile, view)],
        }
        return TemplateResponse(request, ACCOUNT, context)

    def range(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Do what is proposed for one range: create or update its profile."""
        profile: IssuerProfile = self.found(request, object_id)
        if not self.has_act_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            self._apply(request, profile, request.POST.get("range", ""))
        except (Refusal, Refused) as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(_account_of(profile))

    def _apply(self, request: HttpRequest, profile: IssuerProfile, wanted: str) -> None:
        proposals = range_sync.propose(profile, actor_of(request.user))
        for proposal in proposals:
            if proposal.action in OFFERED and _name(proposal) == wanted:
                changed = range_sync.apply(proposal)
                assert changed is not None
                self.log_change(request, changed, f"Range {wanted}: {proposal.action.value}.")
                messages.success(request, f"{changed}: {proposal.action.value}d.")
                return
        messages.warning(request, "Nothing is proposed for this range any more.")


@admin.register(AccountAlert)
class AccountAlertAdmin(ReadOnlyAdmin):
    """What was last told of plans and authorisations that end."""

    list_display = ("kind", "subject", "level", "seen_at", "tenant")
    list_filter = (TenantFilter,)
    list_select_related = ("tenant",)
    ordering = ("-id",)
    sortable_by = ()


def _events(profile: IssuerProfile) -> list[tuple[str, str, str]]:
    newest = Event.objects.filter(issuer_profile=profile).order_by("-id")[:MOST_EVENTS]
    return [(stamp(one.occurred_at), one.type, pretty(one.data)) for one in newest]


def _name(proposal: Proposal) -> str:
    """A range of an account, as a form names it."""
    remote = proposal.remote
    return f"{remote.unit_id} {remote.resolution_number} {remote.prefix}" if remote else ""


def _shown(proposal: Proposal) -> dict[str, Any]:
    remote, profile = proposal.remote, proposal.profile
    return {
        "action": proposal.action.value,
        "offered": proposal.action in OFFERED,
        "name": _name(proposal),
        "remote": remote,
        "series": profile.issuer_series if profile and proposal.action is not Action.CREATE else "",
        "notes": proposal.notes,
    }


def _account_of(profile: IssuerProfile) -> str:
    return reverse("admin:parties_issuerprofile_account", args=[profile.pk])
