"""The documents' list and page. What can be done to a document is a use case's; this translates."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.calendar import ZONES
from documents.models import Document
from invoicing.console import page, search
from invoicing.console.filters import AcceptanceFilter, FiscalStatusFilter, TypeFilter
from invoicing.console.running import MOST_AT_ONCE, run, run_all
from invoicing.console.staff import actor_of
from invoicing.console.verbs import VERBS, Verb
from parties.console import ReadOnlyAdmin, TenantFilter

HEAVY = (
    "issuer",
    "line_items",
    "references",
    "country_specific",
    "payment",
    "metadata",
    "warnings",
    "failure",
    "failure_reason",
    "cancellation_reason",
    "qr",
    "external_urls",
)
TROUBLE = {"unknown": "outcome unknown", "rejected": "rejected", "failed": "our set-up"}
CONFIRM = "admin/documents/document/confirm.html"

Action = Callable[[Any, HttpRequest, QuerySet[Document]], HttpResponse | None]


class LightChangeList(ChangeList):
    """A list that leaves the big columns where they are."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        """The rows of the list, without lines and the like."""
        return super().get_queryset(request, exclude_parameters).defer(*HEAVY)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Documents. Ids are in order of creation: ordering by them needs no index of its own."""

    list_display = (
        "number_shown",
        "country_shown",
        "type_shown",
        "status_shown",
        "receiver_shown",
        "total_shown",
        "created_shown",
        "fiscal_id_shown",
        "tenant",
    )
    list_display_links = ("number_shown",)
    list_filter = (
        "country",
        TypeFilter,
        "status",
        FiscalStatusFilter,
        AcceptanceFilter,
        TenantFilter,
        "created_at",
        "emission_date",
    )
    date_hierarchy = "created_at"
    ordering = ("-id",)
    sortable_by = ()
    list_select_related = ("tenant",)
    search_fields = ("id",)
    search_help_text = search.HELP

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list without the big columns."""
        return LightChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Documents by number, fiscal id, id, operation id or receiver; never twice."""
        return search.find(queryset, search_term, request.user), False

    @admin.display(description="number")
    def number_shown(self, document: Document) -> str:
        """The number as printed, or that there is none."""
        return document.number_text or "(no number)"

    @admin.display(description="type")
    def type_shown(self, document: Document) -> str:
        """The type in words."""
        return document.document_type.replace("_", " ").capitalize()

    @admin.display(description="country")
    def country_shown(self, document: Document) -> SafeString:
        """The country's code; its name on hovering."""
        name = document.get_country_display()
        return format_html('<abbr title="{}">{}</abbr>', name, document.country)

    @admin.display(description="status")
    def status_shown(self, document: Document) -> SafeString:
        """The status as a badge, with the authority's view where it adds something."""
        fiscal = document.fiscal_status
        return format_html(
            '<span class="badge badge-{0} fiscal-{1}" title="{2}">{0}</span>{3}{4}',
            document.status,
            fiscal,
            page.FISCAL_WORDS.get(fiscal, fiscal),
            format_html('<span class="quiet">{}</span>', TROUBLE[fiscal])
            if fiscal in TROUBLE
            else "",
            _quiet(document.acceptance_status.replace("_", " ")),
        )

    @admin.display(description="receiver")
    def receiver_shown(self, document: Document) -> SafeString:
        """Name and tax id of the receiver."""
        name, tax_id = document.receiver.get("name", ""), document.receiver.get("tax_id", "")
        return format_html('{} <span class="quiet">{}</span>', name, tax_id)

    @admin.display(description="total")
    def total_shown(self, document: Document) -> SafeString:
        """The total with its currency."""
        total, currency = document.totals.get("total"), document.totals.get("currency", "")
        return format_html('{} <span class="quiet">{}</span>', page.money(total), currency)

    @admin.display(description="created")
    def created_shown(self, document: Document) -> SafeString:
        """When it was created, in the country's own time."""
        at = document.created_at.astimezone(ZONES[document.country])
        day, minute = at.strftime("%Y-%m-%d"), at.strftime("%H:%M")
        return format_html('{} <span class="quiet">{}</span>', day, minute)

    @admin.display(description="fiscal id")
    def fiscal_id_shown(self, document: Document) -> SafeString | str:
        """The beginning of the fiscal id; all of it on hovering."""
        fiscal_id = document.fiscal_id or ""
        short = fiscal_id if len(fiscal_id) <= 12 else f"{fiscal_id[:8]}..."
        return format_html('<code title="{}">{}</code>', fiscal_id, short) if fiscal_id else "-"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The verbs the user may use on many documents at once."""
        return {
            verb.name: (_action(verb), verb.name, f"{verb.label.rstrip('.')} selected documents")
            for verb in VERBS.values()
            if verb.in_lists and request.user.has_perm(verb.permission)
        }

    def get_urls(self) -> list[URLPattern]:
        """The verbs' addresses beside Django's own."""
        view = self.admin_site.admin_view(self.verb_view)
        route = path("<path:object_id>/verb/<slug:name>/", view, name="documents_document_verb")
        return [route, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list of documents."""
        return super().changelist_view(request, {"title": "Documents", **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A document's page."""
        document = self.found_to_look_at(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **page.context_of(document, request.user),
            "title": f"{document.number_text or 'Document without number'}",
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/documents/document/page.html", context)

    def verb_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Do a verb to one document: asked about on a page of its own where it needs a form."""
        document = self.found(request, object_id)
        verb = VERBS.get(name)
        if verb is None:
            raise Http404
        if not request.user.has_perm(verb.permission):
            raise PermissionDenied
        if request.method != "POST" and not verb.asks:
            return HttpResponseNotAllowed(["POST"])
        form = verb.form(
            request.POST if request.method == "POST" else None, initial=_seen(document)
        )
        if form.is_valid():
            refused = run(verb, document, actor_of(request.user), form.cleaned_data)
            if not refused:
                messages.success(request, f"{document}: {verb.done}.")
            for reason in refused:
                messages.error(request, reason)
            if not (refused and verb.asks):
                return HttpResponseRedirect(_address(document))
        return self._confirm(request, verb, form, [document], back=_address(document))

    def _confirm(
        self, request: HttpRequest, verb: Verb, form: Any, documents: list[Document], **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": verb.label.rstrip("."),
            "opts": self.opts,
            "verb": verb,
            "form": form,
            "documents": documents,
            "checkbox": ACTION_CHECKBOX_NAME,
            **more,
        }
        return TemplateResponse(request, CONFIRM, context)

    def act_on_list(
        self, request: HttpRequest, queryset: QuerySet[Document], verb: Verb
    ) -> HttpResponse | None:
        """Do a verb to the documents chosen in the list, after its page where it needs a form."""
        documents = list(queryset.select_related("tenant").defer(*HEAVY)[: MOST_AT_ONCE + 1])
        if len(documents) > MOST_AT_ONCE:
            messages.error(request, f"Choose at most {MOST_AT_ONCE} documents at once.")
            return None
        confirmed = "confirmed" in request.POST
        form = verb.form(request.POST if confirmed or not verb.asks else None)
        if not form.is_valid():
            back = reverse("admin:documents_document_changelist")
            return self._confirm(request, verb, form, documents, back=back, is_list=True)
        run_all(request, verb, documents, actor_of(request.user), form.cleaned_data)
        return None


def _quiet(words: str) -> SafeString | str:
    return format_html(' <span class="quiet">{}</span>', words) if words else ""


def _action(verb: Verb) -> Action:
    def action(
        model_admin: DocumentAdmin, request: HttpRequest, queryset: QuerySet[Document]
    ) -> HttpResponse | None:
        return model_admin.act_on_list(request, queryset, verb)

    return action


def _seen(document: Document) -> dict[str, Any]:
    """What a form starts from: the version of the document its reader decided on."""
    return {"version": document.version}


def _address(document: Document) -> str:
    return reverse("admin:documents_document_change", args=[document.pk])
