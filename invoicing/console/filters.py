"""Filters of the lists of documents, events and submissions."""

from typing import Any

from django.http import HttpRequest

from documents.values import DocumentType
from invoicing import acceptance_record, events, transitions
from invoicing.console.timeline import STEPS
from parties.console import ChoiceFilter


class TypeFilter(ChoiceFilter):
    """By document type."""

    title = "type"
    parameter_name = "document_type"
    values = tuple(DocumentType)


class FiscalStatusFilter(ChoiceFilter):
    """By the authority's view of the document."""

    title = "fiscal status"
    parameter_name = "fiscal_status"
    values = tuple(sorted({state.fiscal_status for state in transitions.MOVES}))


class AcceptanceFilter(ChoiceFilter):
    """By how far an invoice's acceptance is."""

    title = "acceptance"
    parameter_name = "acceptance_status"
    values = tuple(acceptance_record.STATUSES.values())


class EventTypeFilter(ChoiceFilter):
    """By type of event."""

    title = "type"
    parameter_name = "type"
    values = events.TYPES

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The types as they are: staff compare them with what a subscription names."""
        return [(value, value) for value in self.values]


class StepFilter(ChoiceFilter):
    """By the step a submission is at."""

    title = "step"
    parameter_name = "step"
    values = tuple(STEPS)
