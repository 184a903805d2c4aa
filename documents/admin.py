"""Console pages of evidence and document files: to read and to download, nothing else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.calendar import ZONES
from documents.console.downloads import attachment
from documents.console.exchanges import exchange_of, light, with_bodies
from documents.console.sat_key_admin import SatKeyAdmin
from documents.models import Document, DocumentFile, DocumentReference, Evidence, EvidenceChain
from documents.values import Relation
from parties.console import ChoiceFilter, ReadOnlyAdmin, TenantFilter, stamp

__all__ = ["SatKeyAdmin"]

DOCUMENT_LABEL = (
    "document__country",
    "document__document_type",
    "document__prefix",
    "document__number",
)


def document_link(row: Any) -> SafeString | str:
    """A link from a row to its document's page; a dash where it has none."""
    if getattr(row, "received_document_id", None) is not None:
        address = reverse(
            "admin:documents_receiveddocument_change", args=[row.received_document_id]
        )
        return format_html('<a href="{}">Received document</a>', address)
    if row.document_id is None:
        return "-"
    return page_link(row.document)


def page_link(document: Document) -> SafeString:
    """A link to a document's page."""
    address = reverse("admin:documents_document_change", args=[document.pk])
    return format_html('<a href="{}">{}</a>', address, document)


class PhaseFilter(ChoiceFilter):
    """By half of an exchange."""

    title = "phase"
    parameter_name = "phase"
    values = ("sent", "answered")


class KindFilter(ChoiceFilter):
    """By kind of file."""

    title = "kind"
    parameter_name = "kind"
    values = ("pdf", "xml", "html")


class RelationFilter(ChoiceFilter):
    """By how one document refers to another."""

    title = "relation"
    parameter_name = "relation"
    values = tuple(Relation)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence: the list without the bodies, a page with request and response side by side."""

    list_display = (
        "at",
        "document_shown",
        "operation",
        "phase",
        "attempt",
        "status",
        "ms",
        "error",
        "tenant",
    )
    list_filter = (PhaseFilter, TenantFilter)
    search_fields = ("flow_id__exact", "exchange_id__exact", "digest__exact")
    search_help_text = "Flow id, exchange id or digest, in full"
    ordering = ("-id",)
    list_select_related = ("tenant", "document")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """Rows without their bodies, which may be megabytes."""
        return light(super().get_queryset(request)).only(
            *(
                field.name
                for field in self.opts.fields
                if field.name not in ("request_body", "response_body", "document", "tenant")
            ),
            *DOCUMENT_LABEL,
            "tenant__name",
        )

    @admin.display(description="stored at")
    def at(self, row: Evidence) -> str:
        """When, in the country's zone."""
        return local_stamp(row)

    @admin.display(description="status")
    def status(self, row: Evidence) -> int | None:
        """The answer's HTTP status."""
        return row.response_status

    @admin.display(description="ms")
    def ms(self, row: Evidence) -> int | None:
        """How many milliseconds the answer took."""
        return row.milliseconds

    @admin.display(description="document")
    def document_shown(self, row: Evidence) -> SafeString | str:
        """The document it is about."""
        return document_link(row)

    def get_urls(self) -> list[URLPattern]:
        """The raw bytes beside Django's own pages."""
        view = self.admin_site.admin_view(self.raw)
        route = path("<path:object_id>/raw/<str:part>/", view, name="documents_evidence_raw")
        return [route, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One exchange: request and response side by side."""
        row = self.found_to_look_at(request, object_id)
        shown = with_bodies(Evidence.objects.select_related("document")).get(pk=row.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{row.operation} ({row.phase})",
            "opts": self.opts,
            "exchange": exchange_of(shown),
            "at": local_stamp(shown),
            "document": shown.document,
        }
        return TemplateResponse(request, "admin/documents/evidence/exchange_page.html", context)

    def raw(self, request: HttpRequest, object_id: str, part: str) -> HttpResponse:
        """The bytes as they were on the wire; `part` is request or response."""
        row = self.found(request, object_id)
        content = {"request": row.request_body, "response": row.response_body}.get(part)
        if content is None:
            raise Http404
        return attachment(bytes(content), f"{row.operation}-{row.seq}-{part}.bin")


def local_stamp(row: Evidence) -> str:
    """When a piece of evidence was stored, in its document's country, else in UTC."""
    if row.document is None:
        return stamp(row.stored_at)
    return stamp(row.stored_at.astimezone(ZONES[row.document.country]))


@admin.register(DocumentFile)
class DocumentFileAdmin(ReadOnlyAdmin):
    """Files of issued documents."""

    list_display = ("filename", "kind", "size", "document_shown", "tenant", "stored_at", "download")
    list_filter = (KindFilter, TenantFilter)
    search_fields = ("filename__istartswith", "sha256__exact")
    ordering = ("-id",)
    list_select_related = ("tenant", "document")
    exclude = ("content",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentFile]:
        """Rows without their content."""
        rows = super().get_queryset(request)
        names = ("kind", "filename", "size", "sha256", "stored_at")
        return rows.only(*names, *DOCUMENT_LABEL, "tenant__name")

    @admin.display(description="document")
    def document_shown(self, row: DocumentFile) -> SafeString | str:
        """The document it is of."""
        return document_link(row)

    @admin.display(description="")
    def download(self, row: DocumentFile) -> SafeString:
        """A link to its bytes."""
        address = reverse("admin:documents_documentfile_download", args=[row.pk])
        return format_html('<a href="{}">Download</a>', address)

    def get_urls(self) -> list[URLPattern]:
        """The download beside Django's own pages."""
        view = self.admin_site.admin_view(self.content)
        route = path("<path:object_id>/download/", view, name="documents_documentfile_download")
        return [route, *super().get_urls()]

    def content(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The file as the provider gave it."""
        row = self.found(request, object_id)
        return attachment(bytes(row.content), row.filename, row.kind)


@admin.register(EvidenceChain)
class EvidenceChainAdmin(ReadOnlyAdmin):
    """Where each tenant's chain of evidence ends."""

    list_display = ("tenant", "seq", "digest")
    list_filter = (TenantFilter,)
    list_select_related = ("tenant",)


@admin.register(DocumentReference)
class DocumentReferenceAdmin(ReadOnlyAdmin):
    """Which document refers to which, newest first; a page of either shows the same."""

    tenant_path = "document__tenant"
    list_display = ("document_shown", "relation", "referenced_shown", "tenant_shown")
    list_display_links = ("relation",)
    fields = ("document_shown", "relation", "referenced_shown", "tenant_shown")
    list_filter = (RelationFilter,)
    search_fields = ("document__id__exact", "referenced_document__id__exact")
    search_help_text = "Id of either document, in full"
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentReference]:
        """Rows with enough of both documents to name them."""
        rows = super().get_queryset(request)
        ends = rows.select_related("document__tenant", "referenced_document")
        names = (name.removeprefix("document__") for name in DOCUMENT_LABEL)
        others = (f"referenced_document__{name}" for name in names)
        return ends.only("relation", *DOCUMENT_LABEL, *others, "document__tenant__name")

    @admin.display(description="document")
    def document_shown(self, row: DocumentReference) -> SafeString | str:
        """The document that refers."""
        return page_link(row.document)

    @admin.display(description="refers to")
    def referenced_shown(self, row: DocumentReference) -> SafeString | str:
        """The document it refers to."""
        return page_link(row.referenced_document)

    @admin.display(description="tenant")
    def tenant_shown(self, row: DocumentReference) -> str:
        """Whose documents they are."""
        return row.document.tenant.name
