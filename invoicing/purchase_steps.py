"""Taking a purchase in, step by step: add it at the provider, look it up where that is in doubt,
fetch its files. Each outcome is one transaction, guarded by the lease.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.models import ReceivedDocument
from documents.values import Party
from invoicing import acceptance_follow, acceptance_record, events, follow_up, lease, store_files
from invoicing.actor import Actor
from invoicing.faults_json import fault_json
from invoicing.follow_up_jobs import ask, purchase_job
from invoicing.models import FollowUp
from invoicing.profiles import same_tax_id
from invoicing.received import bare_tax_id
from providers.base import ErrorKind, ProviderError
from providers.purchases import Purchase

RETRY_AFTER = (5.0, 15.0, 60.0, 300.0)
LOOK_AFTER = (30.0, 120.0, 600.0)
FILES_WITHIN = timedelta(hours=24)


def add(row: FollowUp, actor: Actor) -> None:
    """Have the provider take it in. `adding` is committed before the socket opens."""
    try:
        reader, job = purchase_job(row)
    except ProviderError as error:
        _failed(row, error, actor)
        return
    lease.save(row, step=follow_up.ADDING, attempts=row.attempts + 1)
    answer = ask(row, lambda: reader.add_purchase(job), in_doubt=True)
    if isinstance(answer, Purchase):
        _received(row, answer, actor)
    elif answer.kind is ErrorKind.IN_DOUBT:
        due = lease.after(LOOK_AFTER[0])
        lease.save(row, checks=0, due_at=due, last_error=answer.message)
    elif answer.kind is ErrorKind.RETRY:
        _try_again(row, follow_up.ADD, answer)
    else:
        _failed(row, answer, actor)


def look_up(row: FollowUp, actor: Actor) -> None:
    """Whether an add that was in doubt took effect; not there after the whole waiting time: add it
    again."""
    try:
        reader, job = purchase_job(row)
    except ProviderError as error:
        _failed(row, error, actor)
        return
    answer = ask(row, lambda: reader.find_purchase(job), in_doubt=False)
    if isinstance(answer, Purchase):
        _received(row, answer, actor)
    elif isinstance(answer, ProviderError):
        _try_again(row, follow_up.ADDING, answer)
    elif row.checks + 1 < len(LOOK_AFTER):
        due = lease.after(LOOK_AFTER[row.checks + 1])
        lease.save(row, checks=row.checks + 1, due_at=due)
    else:
        lease.save(row, step=follow_up.ADD, checks=0, due_at=timezone.now())


def files(row: FollowUp, actor: Actor) -> None:
    """Fetch the XML and PDF; after a day without them say that they lack."""
    document = _document(row)
    try:
        reader, job = purchase_job(row)
        found = reader.purchase_files(job)
    except ProviderError as error:
        if timezone.now() - document.updated_at < FILES_WITHIN:
            _try_again(row, follow_up.FILES, error)
        else:
            _without_files(row, error, actor)
        return
    with transaction.atomic():
        follow_up.hold(row)
        stored = store_files.store(_document(row), found)
        told = [{"kind": f.kind, "size": f.size, "sha256": f.sha256} for f in stored]
        _change(_document(row))
        events.of_received(_document(row), events.RECEIVED_UPDATED, actor, {"files": told})
        follow_up.close(row)


def _document(row: FollowUp) -> ReceivedDocument:
    assert row.received_document is not None
    return row.received_document


def _try_again(row: FollowUp, step: str, error: ProviderError) -> None:
    wait = error.retry_after or RETRY_AFTER[min(row.checks, len(RETRY_AFTER) - 1)]
    lease.save(
        row,
        step=step,
        checks=row.checks + 1,
        due_at=lease.after(wait),
        last_error=error.message,
    )


def _received(row: FollowUp, purchase: Purchase, actor: Actor) -> None:
    mismatch = _mismatch(_document(row), purchase)
    if mismatch is not None:
        _failed(row, mismatch, actor)
        return
    with transaction.atomic():
        follow_up.hold(row)
        document = _document(row)
        _change(document, status="RECEIVED", failure=None, **_columns(purchase))
        told = {"number": document.number, "issuer": document.issuer, "total": str(document.total)}
        events.of_received(document, events.RECEIVED, actor, told)
        acceptance_record.record(document, purchase.events, actor)
        acceptance_follow.begin(document, actor)
        lease.save(row, step=follow_up.FILES, checks=0, due_at=timezone.now(), last_error="")


def _mismatch(document: ReceivedDocument, purchase: Purchase) -> ProviderError | None:
    """Why what the provider holds is not what was asked for."""
    if not same_tax_id(purchase.receiver.tax_id, document.party.tax_id):
        code = "purchase_wrong_acquirer"
        message = (
            f"Its acquirer is {purchase.receiver.tax_id}, not {document.party.tax_id}:"
            " it was issued to somebody else."
        )
    elif purchase.fiscal_id.lower() != document.fiscal_id:
        code = "purchase_differs"
        message = f"The provider holds {purchase.fiscal_id} instead."
    elif purchase.document_type != document.document_type:
        code = "purchase_type_differs"
        message = f"It is a {purchase.document_type}, not a {document.document_type}."
    else:
        return None
    return ProviderError(ErrorKind.REJECT, code, message)


def _columns(purchase: Purchase) -> dict[str, Any]:
    return {
        "provider_operation_id": purchase.operation_id,
        "provider_status": purchase.raw_status,
        "number": purchase.number,
        "issuer": _party(purchase.issuer),
        "receiver": _party(purchase.receiver),
        "issuer_tax_id": bare_tax_id(purchase.issuer.tax_id),
        "currency": purchase.currency,
        "total": purchase.total,
        "payment_form": purchase.payment_form,
        "lines": [dict(line) for line in purchase.lines],
        "totals": dict(purchase.totals),
        "warnings": [fault_json(notice) for notice in purchase.notices],
        "issued_at": purchase.issued_at,
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "tax_id": party.tax_id,
        "tax_id_type": party.tax_id_type,
        "name": party.name,
        "email": party.email,
        "address": asdict(party.address) if party.address else None,
    }


def _failed(row: FollowUp, error: ProviderError, actor: Actor) -> None:
    failure = {
        "code": error.code,
        "classification": "fatal" if error.kind is ErrorKind.REJECT else "configuration",
        "message": error.message,
        "faults": [fault_json(fault) for fault in error.faults],
        "provider_response": dict(error.answer),
    }
    with transaction.atomic():
        follow_up.hold(row)
        document = _document(row)
        _change(document, status="FAILED", failure=failure)
        told = {"failure": {"code": error.code, "message": error.message}}
        events.of_received(document, events.RECEIVED_FAILED, actor, told)
        follow_up.close(row, error.message)


def _without_files(row: FollowUp, error: ProviderError, actor: Actor) -> None:
    warning = {"code": "files_missing", "message": error.message}
    with transaction.atomic():
        follow_up.hold(row)
        document = _document(row)
        _change(document, warnings=[*document.warnings, warning])
        events.of_received(document, events.RECEIVED_UPDATED, actor, {"warning": warning})
        follow_up.close(row, error.message)


def _change(document: ReceivedDocument, **fields: Any) -> None:
    """Write columns of a document whose row is locked."""
    for name, value in fields.items():
        setattr(document, name, value)
    document.version += 1
    document.updated_at = timezone.now()
    document.save(update_fields=[*fields, "version", "updated_at"])
