"""Asking the provider for the acceptance events of an invoice, ours or received."""

from invoicing.follow_up_jobs import ask, invoice_job, purchase_job
from invoicing.models import FollowUp
from providers.acceptance import RemoteEvent
from providers.base import ProviderError


def events_of(row: FollowUp) -> tuple[RemoteEvent, ...] | ProviderError:
    """The events the provider holds of the invoice, oldest first, or why it cannot be asked."""
    try:
        if row.document is not None:
            reader, job = invoice_job(row)
            return ask(row, lambda: reader.acceptance_events(job), in_doubt=False)
        purchases, purchase = purchase_job(row)
        found = ask(row, lambda: purchases.find_purchase(purchase), in_doubt=False)
    except ProviderError as error:
        return error
    if isinstance(found, ProviderError):
        return found
    return found.events if found is not None else ()
