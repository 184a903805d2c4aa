"""The purchases a provider holds for an issuer profile's account: some came in by e-mail, unasked,
and can be taken in by their fiscal id.
"""

from typing import Any
from uuid import UUID

from documents.models import ReceivedDocument
from invoicing import account_reading, provider_account
from invoicing.actor import Actor
from invoicing.errors import refuse
from parties.models import IssuerProfile, Tenant
from providers import registry
from providers.purchases import Purchase, PurchaseLister

JsonObject = dict[str, Any]


def page(
    tenant: Tenant,
    profile_id: UUID,
    document_type: str,
    actor: Actor,
    *,
    after: str | None = None,
    limit: int = 50,
) -> JsonObject:
    """A page of purchases of one type (INVOICE, CREDIT_NOTE, DEBIT_NOTE) as plain data, after a
    cursor, each with the id of the received document it has become here, or None. Outside any
    transaction: the provider is asked.

    Raises NotFound, Unprocessable `purchases_not_offered`, and as `account_reading.ask`.
    """
    profile = provider_account.find(tenant, profile_id)
    lister: object = registry.for_country(profile.country)
    if not isinstance(lister, PurchaseLister):
        message = f"The provider of {profile.country} lists no purchases."
        raise refuse("purchases_not_offered", ("profile_id",), message)
    found = account_reading.ask(
        profile,
        actor,
        lambda _reader, account, recorder: lister.list_purchases(
            account, recorder, document_type, after=after, first=limit
        ),
    )
    known = _received(profile, [purchase.fiscal_id.lower() for purchase in found.purchases])
    items = [_shown(purchase, known) for purchase in found.purchases]
    return {"items": items, "next_after": found.following}


def _received(profile: IssuerProfile, fiscal_ids: list[str]) -> dict[str, UUID]:
    rows = ReceivedDocument.objects.filter(
        tenant=profile.tenant_id, party=profile.party, fiscal_id__in=fiscal_ids
    )
    return dict(rows.values_list("fiscal_id", "id"))


def _shown(purchase: Purchase, known: dict[str, UUID]) -> JsonObject:
    return {
        "provider_operation_id": purchase.operation_id,
        "document_type": purchase.document_type,
        "fiscal_id": purchase.fiscal_id,
        "number": purchase.number,
        "issuer_tax_id": purchase.issuer.tax_id,
        "issuer_name": purchase.issuer.name,
        "currency": purchase.currency,
        "total": str(purchase.total),
        "issued_at": purchase.issued_at,
        "payment_form": purchase.payment_form or None,
        "provider_status": purchase.raw_status,
        "received_document_id": known.get(purchase.fiscal_id.lower()),
    }
