"""Received documents: list, page, and what staff can do about them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.calendar import ZONES
from documents.models import ReceivedDocument
from documents.received_document import STATUSES
from invoicing import acceptance_send, follow_up, received
from invoicing.console import page, received_page
from invoicing.console.acceptance_form import BuyersEventForm, event_of
from invoicing.console.filters import AcceptanceFilter
from invoicing.console.running import reasons
from invoicing.console.staff import ACT, actor_of
from invoicing.errors import Refusal
from parties.console import ChoiceFilter, ReadOnlyAdmin, TenantFilter, visible_tenants

PAGE = "admin/documents/receiveddocument/page.html"
EVENT = "admin/documents/receiveddocument/event.html"


class ReceivedStatusFilter(ChoiceFilter):
    """By whether it has been taken in."""

    title = "status"
    parameter_name = "status"
    values = tuple(STATUSES)


class ReceivedTypeFilter(ChoiceFilter):
    """By type of document."""

    title = "type"
    parameter_name = "document_type"
    values = ("INVOICE", "CREDIT_NOTE", "DEBIT_NOTE")


@admin.register(ReceivedDocument)
class ReceivedDocumentAdmin(ReadOnlyAdmin):
    """What others issued to us."""

    list_display = (
        "number_shown",
        "type_shown",
        "status_shown",
        "acceptance_shown",
        "issuer_shown",
        "total_shown",
        "created_shown",
        "tenant",
    )
    list_display_links = ("number_shown",)
    list_filter = (ReceivedTypeFilter, ReceivedStatusFilter, AcceptanceFilter, TenantFilter)
    list_select_related = ("tenant",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("id",)
    search_help_text = "Number, CUFE or CUDE, id, issuer's tax id or name"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By number, fiscal id, id, or the issuer's tax id or name; never twice."""
        text = search_term.strip()
        if not text:
            return queryset, False
        wanted = (
            Q(number__iexact=text)
            | Q(fiscal_id=text.lower())
            | Q(issuer_tax_id__startswith=text)
            | Q(issuer__name__icontains=text)
        )
        wanted |= Q(pk=text) if received_page.is_uuid(text) else Q()
        tenants = list(visible_tenants(request.user).values_list("pk", flat=True))
        return queryset.filter(wanted, tenant__in=tenants), False

    @admin.display(description="number")
    def number_shown(self, document: ReceivedDocument) -> str:
        """The number as printed, or the beginning of its fiscal id."""
        return document.number or f"{document.fiscal_id[:12]}..."

    @admin.display(description="type")
    def type_shown(self, document: ReceivedDocument) -> str:
        """The type in words."""
        return document.document_type.replace("_", " ").capitalize()

    @admin.display(description="status")
    def status_shown(self, document: ReceivedDocument) -> SafeString:
        """The status as a badge."""
        return format_html('<span class="badge badge-{0}">{0}</span>', document.status)

    @admin.display(description="acceptance")
    def acceptance_shown(self, document: ReceivedDocument) -> str:
        """How far its acceptance is."""
        return document.acceptance_status.replace("_", " ") or "-"

    @admin.display(description="issuer")
    def issuer_shown(self, document: ReceivedDocument) -> SafeString | str:
        """Name and tax id of who issued it."""
        issuer = document.issuer or {}
        if not issuer:
            return "-"
        return format_html(
            '{} <span class="quiet">{}</span>', issuer.get("name", ""), document.issuer_tax_id
        )

    @admin.display(description="total")
    def total_shown(self, document: ReceivedDocument) -> SafeString:
        """The total with its currency."""
        shown = page.money(received_page.total_of(document))
        return format_html('{} <span class="quiet">{}</span>', shown, document.currency)

    @admin.display(description="created")
    def created_shown(self, document: ReceivedDocument) -> str:
        """When it was added, in the country's own time."""
        return document.created_at.astimezone(ZONES[document.country]).strftime("%Y-%m-%d %H:%M")

    def get_urls(self) -> list[URLPattern]:
        """What can be done, beside Django's own pages."""
        wrap = self.admin_site.admin_view
        named = "documents_receiveddocument"
        return [
            path("<path:object_id>/again/", wrap(self.again), name=f"{named}_again"),
            path("<path:object_id>/ask/", wrap(self.ask), name=f"{named}_ask"),
            path("<path:object_id>/event/", wrap(self.event), name=f"{named}_event"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A received document's page."""
        document = self.found_to_look_at(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **received_page.context_of(document, request.user),
            "title": document.number or "Received document",
            "opts": self.opts,
        }
        return TemplateResponse(request, PAGE, context)

    def again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Try once more to take it in."""
        document = self._to_act_on(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        new = received.NewPurchase(
            document.document_type, document.fiscal_id, document.issuer_profile_id
        )
        try:
            with transaction.atomic():
                received.add(document.tenant, new, actor_of(request.user))
            messages.success(request, f"{document} is queued to be taken in.")
        except Refusal as refusal:
            _tell(request, refusal)
        return HttpResponseRedirect(_address(document))

    def ask(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask the provider for its acceptance events now."""
        document = self._to_act_on(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            follow_up.wake(document)
            messages.success(request, "The provider will be asked now.")
        except Refusal as refusal:
            _tell(request, refusal)
        return HttpResponseRedirect(_address(document))

    def event(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send an acceptance event, after its form."""
        document = self._to_act_on(request, object_id)
        form = BuyersEventForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                sent = acceptance_send.send(
                    document, event_of(form.cleaned_data), None, actor_of(request.user)
                )
            except Refusal as refusal:
                _tell(request, refusal)
            else:
                messages.success(request, f"Event {sent.number_text} is queued.")
                return HttpResponseRedirect(_address(document))
        context = {
            **self.admin_site.each_context(request),
            "title": "Send an acceptance event",
            "opts": self.opts,
            "document": document,
            "form": form,
            "back": _address(document),
        }
        return TemplateResponse(request, EVENT, context)

    def _to_act_on(self, request: HttpRequest, object_id: str) -> ReceivedDocument:
        document: ReceivedDocument = self.found(request, object_id)
        if not request.user.has_perm(ACT):
            raise PermissionDenied
        return document


def _tell(request: HttpRequest, refusal: Refusal) -> None:
    for reason in reasons(refusal):
        messages.error(request, reason)


def _address(document: ReceivedDocument) -> str:
    return reverse("admin:documents_receiveddocument_change", args=[document.pk])
