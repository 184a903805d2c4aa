"""Who calls in the measurements, and what the database has to show for it."""

from dataclasses import dataclass

from django.db import connection

from documents.models import Document
from invoicing.models import Event, IdempotentRequest
from parties import api_keys
from parties.models import IssuerProfile, Party, Tenant

TABLES = tuple(model._meta.db_table for model in (Document, Event, IdempotentRequest))


@dataclass(frozen=True, slots=True)
class Caller:
    """A tenant and the text of one of its keys."""

    tenant: Tenant
    key: str


def new_caller() -> Caller:
    """A new tenant with a key that may write."""
    tenant = Tenant.objects.create(name="Measured SAS")
    return Caller(tenant, api_keys.create(tenant, "bench", ("read", "write")).secret)


def new_profile(tenant: Tenant) -> IssuerProfile:
    """An issuer profile with a range so wide that no claim comes near a warning."""
    party = Party.objects.create(
        tenant=tenant,
        kind="issuer",
        tax_id="900559088-2",
        tax_id_type="NIT",
        name="EMPRESA DE PRUEBAS SAS",
        country="CO",
    )
    return IssuerProfile.objects.create(
        tenant=tenant, party=party, country="CO", issuer_series="SETP", numerator_current=0
    )


def row_counts() -> tuple[int, ...]:
    """How many documents, events and idempotent requests are committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {t})" for t in TABLES))
        return tuple(cursor.fetchone())
