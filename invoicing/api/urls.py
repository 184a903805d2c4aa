"""Routes under /v1 of documents, parties, issuer profiles and what is on offer."""

from django.urls import path

from invoicing.api import (
    acceptance,
    document_actions,
    document_history,
    documents,
    offered,
    parties,
    provider_account,
    provider_purchases,
    provider_webhooks,
    received,
)

urlpatterns = [
    path("documents", documents.Documents.as_view()),
    path("documents/preview", documents.Preview.as_view()),
    path("documents/<str:document_id>", documents.DocumentDetail.as_view()),
    path("documents/<str:document_id>/submit", document_actions.Submit.as_view()),
    path("documents/<str:document_id>/cancel", document_actions.Cancel.as_view()),
    path("documents/<str:document_id>/void", document_actions.Void.as_view()),
    path("documents/<str:document_id>/events", document_history.Events.as_view()),
    path("documents/<str:document_id>/evidence", document_history.EvidenceOfDocument.as_view()),
    path(
        "documents/<str:document_id>/evidence/<str:evidence_id>/<str:side>",
        document_history.EvidenceBytes.as_view(),
    ),
    path("documents/<str:document_id>/files/<str:kind>", document_history.File.as_view()),
    path("documents/<str:document_id>/acceptance-events", acceptance.DocumentAcceptance.as_view()),
    path(
        "received-documents/<str:received_document_id>/acceptance-events",
        acceptance.ReceivedAcceptance.as_view(),
    ),
    path("received-documents", received.ReceivedDocuments.as_view()),
    path(
        "received-documents/<str:received_document_id>", received.ReceivedDocumentDetail.as_view()
    ),
    path("received-documents/<str:received_document_id>/events", received.ReceivedEvents.as_view()),
    path(
        "received-documents/<str:received_document_id>/evidence",
        received.ReceivedEvidence.as_view(),
    ),
    path(
        "received-documents/<str:received_document_id>/evidence/<str:evidence_id>/<str:side>",
        received.ReceivedEvidenceBytes.as_view(),
    ),
    path(
        "received-documents/<str:received_document_id>/files/<str:kind>",
        received.ReceivedFile.as_view(),
    ),
    path("parties", parties.Parties.as_view()),
    path("parties/<str:party_id>", parties.PartyDetail.as_view()),
    path("parties/<str:party_id>/deactivate", parties.DeactivateParty.as_view()),
    path("issuer-profiles", parties.IssuerProfiles.as_view()),
    path("issuer-profiles/<str:profile_id>", parties.IssuerProfileDetail.as_view()),
    path(
        "issuer-profiles/<str:profile_id>/provider-account",
        provider_account.ProviderAccountDetail.as_view(),
    ),
    path(
        "issuer-profiles/<str:profile_id>/provider-purchases",
        provider_purchases.ProviderPurchases.as_view(),
    ),
    path(
        "issuer-profiles/<str:profile_id>/deactivate",
        parties.DeactivateIssuerProfile.as_view(),
    ),
    path("provider-webhooks/facturagreen", provider_webhooks.FacturaGreenNotices.as_view()),
    path(
        "provider-webhooks/facturagreen/<str:token>",
        provider_webhooks.FacturaGreenTenantNotices.as_view(),
    ),
    path("tax-codes", offered.TaxCodes.as_view()),
    path("tenant", offered.OwnTenant.as_view()),
]
