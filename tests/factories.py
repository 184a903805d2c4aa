"""Tenants with keys, clients that call the API as they do, and bodies that are accepted."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from documents import evidence
from documents.models import Document, DocumentFile, Evidence, ReceivedDocument
from invoicing import transitions
from invoicing.actor import Actor
from invoicing.api.examples import countries
from parties import api_keys
from parties.models import IssuerProfile, Tenant

STAFF = Actor("staff", frozenset({"read", "write", "reconcile"}), "flow-of-staff")


class Api:
    """A caller with a key. Every method answers Django's response; `json` of it is the body."""

    def __init__(self, tenant: Tenant, *scopes: str) -> None:
        self.tenant = tenant
        self.tenant_id = str(tenant.id)
        self.key = api_keys.create(tenant, "test", scopes or ("read", "write")).secret
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str | None) -> HttpResponse:
        """Send a request. `headers` are names with underscores; None leaves one out."""
        content = body if isinstance(body, bytes) else b"" if body is None else dumps(body)
        sent = {
            "Authorization": f"Bearer {self.key}",
            "X-Tenant-Id": self.tenant_id,
            "Idempotency-Key": str(uuid4()),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        content_type = sent.pop("Content-Type", "application/json")
        return self.client.generic(
            method,
            path,
            content,
            content_type=content_type or "",
            headers={name: value for name, value in sent.items() if value is not None},
        )

    def get(self, path: str, **headers: str | None) -> HttpResponse:
        """GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str | None) -> HttpResponse:
        """POST."""
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str | None) -> HttpResponse:
        """PATCH."""
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str | None) -> HttpResponse:
        """DELETE."""
        return self.call("DELETE", path, **headers)

    def document(self, country: str = "CO", **changes: Any) -> dict[str, Any]:
        """A body for a draft of this tenant."""
        return mine(self, countries.DOCUMENTS[country]) | changes

    def party(self, country: str = "CO", **changes: Any) -> dict[str, Any]:
        """A body for an issuer of this tenant."""
        return mine(self, countries.PARTIES[country]) | changes

    def profile(self, party_id: str, country: str = "CO", **changes: Any) -> dict[str, Any]:
        """A body for a profile of a party."""
        return mine(self, countries.PROFILES[country]) | {"party_id": party_id} | changes

    def subscription(self, **changes: Any) -> dict[str, Any]:
        """A body for a webhook subscription."""
        return {
            "tenant_id": self.tenant_id,
            "name": "ERP",
            "url": "https://erp.example.com/hooks",
            "event_types": ["document.*"],
        } | changes

    def new(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST what must be created; its answer."""
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def ready_to_submit(self) -> dict[str, Any]:
        """A Colombian profile of this tenant, and a body that may be submitted under it."""
        party = self.new("/v1/parties", self.party())
        profile = self.new("/v1/issuer-profiles", self.profile(party["id"]))
        address = countries.DOCUMENTS["CO"]["receiver"]["address"]
        issuer = countries.DOCUMENTS["CO"]["issuer"] | {"address": address}
        return self.document(
            intent="SUBMIT", issuer=issuer, issuer_profile_id=profile["id"], country_specific=None
        )


def mine(api: Api, body: dict[str, Any]) -> dict[str, Any]:
    """An example body, the tenant's own."""
    return deepcopy(body) | {"tenant_id": api.tenant_id}


def dumps(body: Any) -> bytes:
    """JSON as a client would send it."""
    return json.dumps(body).encode()


def new_api(name: str = "Ana SA", *scopes: str) -> Api:
    """A new tenant's caller."""
    return Api(Tenant.objects.create(name=name), *scopes)


def issued(document_id: str) -> Document:
    """A submitted document as the authority has taken it, with an XML file."""
    document = Document.objects.get(id=document_id)
    document.submissions.update(step="done", due_at=None)
    transitions.move(document, transitions.ISSUED, STAFF, fiscal_id="ab" * 48)
    DocumentFile.objects.create(
        tenant_id=document.tenant_id,
        document=document,
        kind="xml",
        filename='factura "nº1".xml',
        content=b"<Invoice/>",
        size=10,
        sha256="c4b2e1c3a1b4d35f0b0a8ae0d1ad8e2f5a2f6a5ad2c40bb64a0b28f0d0f2f8c1",
    )
    return document


def in_doubt(document_id: str) -> Document:
    """A submitted document whose outcome is unknown."""
    document = Document.objects.get(id=document_id)
    document.submissions.update(step="find")
    return transitions.move(document, transitions.UNKNOWN, STAFF, {"reason": "time-out"})


def exchange(document: Document, request: bytes, response: bytes | None) -> Evidence:
    """Evidence of a request and, unless None, of its answer; the last of the two."""
    parts: dict[str, Any] = {
        "tenant_id": document.tenant_id,
        "document_id": document.id,
        "exchange_id": uuid4(),
        "provider": "co_yabico",
        "operation": "createInvoice",
        "attempt": 1,
        "method": "POST",
        "url": "https://provider.example/",
        "request_headers": {"Authorization": "[removed]"},
        "request_body": request,
        "flow_id": "flow-1",
    }
    sent = evidence.keep(evidence.Piece(phase="sent", **parts))
    if response is None:
        return sent
    answered = {"response_status": 200, "response_body": response, "milliseconds": 12}
    return evidence.keep(evidence.Piece(phase="answered", **parts, **answered))


def received_document(tenant: Tenant, fiscal_id: str = "12" * 48, **more: Any) -> ReceivedDocument:
    """A purchase on credit that has been taken in for the tenant's first profile."""
    profile = IssuerProfile.objects.filter(tenant=tenant).order_by("created_at")[0]
    seller = {
        "tax_id": "900373076-4",
        "tax_id_type": "NIT",
        "name": f"Proveedor de {tenant.name}",
        "email": None,
        "address": None,
    }
    buyer = {**seller, "tax_id": profile.party.tax_id, "name": profile.party.name}
    now = timezone.now()
    fields: dict[str, Any] = {
        "document_type": "INVOICE",
        "status": "RECEIVED",
        "provider_operation_id": "uid-of-purchase",
        "provider_status": "DIAN_VALIDATED",
        "number": "FV100",
        "issuer": seller,
        "receiver": buyer,
        "issuer_tax_id": "900373076",
        "currency": "COP",
        "total": Decimal("119000.00"),
        "payment_form": "CREDIT",
        "lines": [{"description": "Papel", "quantity": "2", "unit_price": "50000.00"}],
        "issued_at": now,
    }
    return ReceivedDocument.objects.create(
        tenant=tenant,
        party=profile.party,
        issuer_profile=profile,
        country=profile.country,
        fiscal_id=fiscal_id,
        created_at=now,
        updated_at=now,
        **{**fields, **more},
    )
