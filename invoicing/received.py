"""Taking in a document that somebody else issued to one of a tenant's own parties."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import fiscal_ids
from documents.models import ReceivedDocument
from invoicing import events, follow_up, profiles
from invoicing.actor import Actor
from invoicing.errors import Conflict, NotFound, refuse
from parties.ids import new_id
from parties.models import IssuerProfile, Tenant
from providers import registry
from providers.purchases import PurchaseReader

TRIES = 20


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """A purchase as the caller names it: its type (INVOICE, CREDIT_NOTE, DEBIT_NOTE) and fiscal id
    (CUFE or CUDE); the profile whose account it is to be taken in with, None for the only one.
    """

    document_type: str
    fiscal_id: str
    issuer_profile_id: UUID | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def add(tenant: Tenant, new: NewPurchase, actor: Actor) -> tuple[ReceivedDocument, bool]:
    """Queue a purchase to be taken in, and say whether it is new. One that is there already is
    given back as it is; one that failed is tried again.

    Runs inside the caller's transaction. Raises Unprocessable (`profile_required`,
    `profile_not_found`, `profile_deactivated`, `purchases_not_offered`, `fiscal_id_malformed`),
    Conflict `received_as_another_type`.
    """
    profile = _account(tenant, new.issuer_profile_id)
    fiscal_id = plain_fiscal_id(new.fiscal_id)
    wanted = fiscal_ids.misshapen(profile.country, fiscal_id)
    if wanted:
        raise refuse("fiscal_id_malformed", ("fiscal_id",), f"Give {wanted}.")
    for _ in range(TRIES):
        known = _locked_known(tenant, profile, fiscal_id)
        if known is not None:
            return _again(known, new, profile, actor), False
        created = _insert(tenant, profile, new, fiscal_id)
        if created is not None:
            events.of_received(created, events.RECEIVED_ADDING, actor, {})
            follow_up.begin_purchase(created, actor)
            return created, True
    raise RuntimeError("the database clock stands still")


def find(tenant: Tenant, received_id: UUID) -> ReceivedDocument:
    """The tenant's received document; raises NotFound."""
    rows = ReceivedDocument.objects.select_related("party", "issuer_profile")
    found = rows.filter(tenant=tenant, id=received_id).first()
    if found is None:
        raise NotFound("received document")
    return found


def plain_fiscal_id(fiscal_id: str) -> str:
    """A fiscal id as it is kept: callers copy it in capitals, too."""
    return fiscal_id.strip().lower()


def bare_tax_id(tax_id: str) -> str:
    """A tax id without the check digit that some write after a dash: so an issuer is found."""
    return tax_id.split("-")[0]


def _account(tenant: Tenant, profile_id: UUID | None) -> IssuerProfile:
    if profile_id is None:
        return _only_account(tenant)
    profile = profiles.named(tenant, profile_id)
    if profile.deactivated_at or profile.party.deactivated_at:
        message = "The issuer profile, or its party, is deactivated."
        raise refuse("profile_deactivated", ("issuer_profile_id",), message)
    if not _takes_purchases(profile.country):
        message = f"Taking in received documents of {profile.country} is not offered."
        raise refuse("purchases_not_offered", ("issuer_profile_id",), message)
    return profile


def _takes_purchases(country: str) -> bool:
    return isinstance(registry.for_country(country), PurchaseReader)


def _only_account(tenant: Tenant) -> IssuerProfile:
    """The first profile of the only account there is: several series of one party in one account
    are no reason to ask which."""
    active = IssuerProfile.objects.select_related("party").filter(
        tenant=tenant, deactivated_at__isnull=True, party__deactivated_at__isnull=True
    )
    accounts: dict[tuple[object, ...], IssuerProfile] = {}
    for profile in active.order_by("created_at", "id"):
        if _takes_purchases(profile.country):
            accounts.setdefault(
                (profile.party_id, profile.external_ref, profile.secret_arn), profile
            )
    if len(accounts) == 1:
        return next(iter(accounts.values()))
    raise refuse("profile_required", ("issuer_profile_id",), _which(list(accounts.values())))


def _which(candidates: list[IssuerProfile]) -> str:
    if not candidates:
        return "No active issuer profile is of a country whose received documents are taken in."
    names = ", ".join(f"{profile.id} ({profile.party.tax_id})" for profile in candidates)
    return f"Several accounts could take it in; name one in issuer_profile_id: {names}."


def _locked_known(
    tenant: Tenant, profile: IssuerProfile, fiscal_id: str
) -> ReceivedDocument | None:
    rows = ReceivedDocument.objects.select_for_update(of=("self",), no_key=True).select_related(
        "party"
    )
    return rows.filter(tenant=tenant, party=profile.party, fiscal_id=fiscal_id).first()


def _insert(
    tenant: Tenant, profile: IssuerProfile, new: NewPurchase, fiscal_id: str
) -> ReceivedDocument | None:
    """The new row; None where its fiscal id or its instant was taken meanwhile. The clock is read
    after the transaction got its id, which is what makes a date-time a safe position in a
    listing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id(), clock_timestamp()")
        now = cursor.fetchone()[1]
    row = ReceivedDocument(
        id=new_id(),
        tenant=tenant,
        party=profile.party,
        issuer_profile=profile,
        country=profile.country,
        document_type=new.document_type,
        fiscal_id=fiscal_id,
        metadata=new.metadata,
        created_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def _again(
    known: ReceivedDocument, new: NewPurchase, profile: IssuerProfile, actor: Actor
) -> ReceivedDocument:
    if known.status != "FAILED":
        if known.document_type != new.document_type:
            message = f"It has been added as {known.document_type} already."
            raise Conflict("received_as_another_type", message)
        return known
    known.document_type, known.issuer_profile = new.document_type, profile
    known.status, known.failure = "ADDING", None
    known.updated_at, known.version = timezone.now(), known.version + 1
    known.save()
    events.of_received(known, events.RECEIVED_ADDING, actor, {"reason": "added again"})
    follow_up.begin_purchase(known, actor)
    return known
