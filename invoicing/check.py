"""All that is known to be wrong with a document before a number is spent on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from documents import amounts, rules
from documents.assemble import Parts, value_of
from documents.calendar import local_date
from documents.rules import adding_up, common
from documents.totals_json import as_json
from documents.values import (
    DocumentType,
    DocumentValue,
    Fault,
    ReferencedDocument,
    Severity,
    Totals,
)
from invoicing import cancellation_draft, profiles, sat_keys
from invoicing.errors import Unprocessable, refuse
from parties.models import IssuerProfile
from providers import registry
from providers.base import Provider
from providers.cancellation import CancellationProvider


@dataclass(frozen=True, slots=True)
class Checked:
    """A document's value, its money and every finding. `totals` is None where it cannot add up."""

    value: DocumentValue
    totals: Totals | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The findings that stop a submission."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The findings that are only shown."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.WARNING)


def provider_for(parts: Parts) -> Provider:
    """The provider of a document's country; raises Unprocessable where there is none yet, or
    where it does not issue this type of document.
    """
    provider = registry.for_country(parts.country)
    if provider is None:
        raise refuse(
            "country_not_supported",
            ("country",),
            f"Documents of {parts.country} can be kept as drafts; submitting them is not offered"
            " yet.",
        )
    if parts.document_type not in provider.document_types:
        offered = ", ".join(sorted(provider.document_types))
        raise refuse(
            "document_type_not_supported",
            ("document_type",),
            f"{parts.document_type} cannot be submitted in {parts.country}; offered: {offered}.",
        )
    return provider


def refuse_process(parts: Parts) -> None:
    """Raise Unprocessable for a CANCELLATION where cancelling is a process and no document."""
    provider = registry.for_country(parts.country)
    if parts.document_type == DocumentType.CANCELLATION and isinstance(
        provider, CancellationProvider
    ):
        raise refuse(
            "cancellation_is_no_document",
            ("document_type",),
            f"In {parts.country} a cancellation is a request: POST"
            " /v1/documents/{document_id}/cancel with its motive.",
        )


def today_in(country: str) -> date:
    """Today's date in a country."""
    return local_date(country, timezone.now())


def check(
    parts: Parts,
    profile: IssuerProfile | None,
    today: date,
    *,
    id: str = "",
    submitting: bool = False,
    referenced: Mapping[str, ReferencedDocument] | None = None,
) -> Checked:
    """Run the country's rules and add up the money. `today` is the country's own date;
    `submitting` adds the rules on the day of issue and the numbering range; `referenced` are the
    documents referred to, as `invoicing.referenced.load` gives them.
    """
    value = value_of(
        parts,
        id=id,
        numbering=profiles.numbering_of(profile) if profile else None,
        external_ref=profile.external_ref if profile else None,
        provider_config=profile.provider_config if profile else None,
        referenced=referenced,
    )
    unaddable = adding_up.check(value, value.emission_date or today)
    faults = cancellation_draft.faults(value) + rules.check(value, today)
    faults += sat_keys.check(value, today)
    if submitting:
        faults += rules.check_emission_date(value, today)
    return Checked(value, None if unaddable else amounts.compute(value, today), faults)


def add_up_draft(parts: Parts) -> dict[str, Any]:
    """A draft's totals as JSON; raises Unprocessable for a type of document that the country does
    not know, and with the faults that keep its lines from adding up (more than one currency, a tax
    code nobody knows).
    """
    value, today = value_of(parts), today_in(parts.country)
    faults = (
        *common.type_of_country(value, today),
        *adding_up.check(value, value.emission_date or today),
    )
    if faults:
        raise Unprocessable(faults)
    return as_json(amounts.compute(value, today))


def refuse_errors(checked: Checked) -> Totals:
    """The totals of a document without errors; raises Unprocessable with all of them."""
    if checked.errors:
        raise Unprocessable(checked.errors)
    assert checked.totals is not None
    return checked.totals
