"""A tenant with a Colombian profile, and a draft that breaks no rule."""

from typing import Any

import pytest

from documents.draft import Draft
from invoicing.actor import Actor
from parties.models import IssuerProfile, Party, Tenant
from providers import secrets
from tests.invoicing.mexico import canceller  # noqa: F401 - a fixture
from tests.invoicing.purchases import provider  # noqa: F401 - a fixture
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture

ISSUER: dict[str, Any] = {
    "tax_id": "900559088-2",
    "tax_id_type": "NIT",
    "name": "EMPRESA DE PRUEBAS SAS",
    "address": {"line1": "CRA 7 71 21", "city": "11001", "country": "CO"},
}
RECEIVER: dict[str, Any] = {
    "tax_id": "900373076-4",
    "tax_id_type": "NIT",
    "name": "CLIENTE DE PRUEBA SAS",
    "email": "compras@cliente.example",
    "address": {"line1": "CRA 8 113 31", "city": "11001", "country": "CO"},
}


def line(price: str = "50000", quantity: str = "2", **more: Any) -> dict[str, Any]:
    """A line of IVA 19 % in COP."""
    return {
        "description": "Servicio de consultoria",
        "unit_price": {"amount": price, "currency": "COP"},
        "quantity": quantity,
        "tax_code": "IVA19",
        **more,
    }


def new_draft(**more: Any) -> Draft:
    """A Colombian invoice of 119,000.00."""
    parts: dict[str, Any] = {
        "country": "CO",
        "document_type": "INVOICE",
        "issuer": ISSUER,
        "receiver": RECEIVER,
        "line_items": [line()],
    }
    return Draft(**{**parts, **more})


def new_profile(
    tenant: Tenant, low: int = 990000000, high: int = 995000000, **more: Any
) -> IssuerProfile:
    """A Colombian profile of prefix SETP for the issuer above."""
    party, _ = Party.objects.get_or_create(
        tenant=tenant,
        tax_id=ISSUER["tax_id"],
        defaults={"tax_id_type": "NIT", "name": ISSUER["name"], "country": "CO", "kind": "issuer"},
    )
    fields: dict[str, Any] = {
        "issuer_series": "SETP",
        "numerator_prefix": "SETP",
        "secret_arn": "env:CO_TOKEN",
        "external_ref": "11111111-2222-4333-8444-555555555555",
        "provider_config": {
            "environment": "2",
            "resolution_number": "18760000001",
            "resolution_valid_from": "2019-01-19",
            "resolution_valid_to": "2030-01-19",
            "technical_key": "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c",
        },
    }
    return IssuerProfile.objects.create(
        tenant=tenant,
        party=party,
        country="CO",
        numerator_range_min=low,
        numerator_range_max=high,
        numerator_current=low - 1,
        **{**fields, **more},
    )


@pytest.fixture
def actor() -> Actor:
    """A caller who may do everything."""
    return Actor("ana", frozenset({"read", "write", "reconcile"}), "flow-1")


@pytest.fixture
def tenant(db: None) -> Tenant:
    """A tenant."""
    return Tenant.objects.create(name="Ana's")


@pytest.fixture
def profile(tenant: Tenant) -> IssuerProfile:
    """Its Colombian profile."""
    return new_profile(tenant)


@pytest.fixture
def co_unit(sandbox, monkeypatch, settings):  # noqa: F811 - the fixture imported above
    """A unit of its own in the sandbox, where this test's documents go; short waits."""
    unit = sandbox.new_unit(nit="900559088")
    monkeypatch.setenv("CO_TOKEN", unit["token"])
    secrets.forget("env:CO_TOKEN")
    settings.PROVIDER_URLS = {"co_yabico": f"{sandbox.url}/co/einvoices/v2/"}
    settings.SCHEDULE_SCALE = 0.005
    settings.PROVIDER_READ_TIMEOUT = 1
    return unit


@pytest.fixture
def co_profile(tenant, co_unit):
    """A profile of that unit."""
    return new_profile(tenant, external_ref=co_unit["uid"])
