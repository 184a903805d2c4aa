"""The request to cancel: handed to the provider, which hands it to SAT (A10)."""

from typing import Final

from providers.base import ErrorKind, Outcome, OutcomeStatus, ProviderError
from providers.cancellation import Cancellation
from providers.mx_facturagreen.connection import Connection

WITH_SUBSTITUTE: Final = "01"
REQUESTED_ALREADY: Final = "cancellation_requested_already"


def request(connection: Connection, fiscal_id: str | None, cancellation: Cancellation) -> Outcome:
    """CANCELLING for what was handed over, now or before; REJECTED with the provider's or SAT's
    faults. Raises ProviderError: REJECT for a request that cannot be made, else as the client."""
    body = _body(connection, fiscal_id, cancellation)
    try:
        envelope = connection.client.cancel(body)
    except ProviderError as error:
        return _refused(error, fiscal_id)
    return Outcome(OutcomeStatus.CANCELLING, fiscal_id=fiscal_id, answer=envelope)


def _body(
    connection: Connection, fiscal_id: str | None, cancellation: Cancellation
) -> dict[str, str]:
    substitute = cancellation.substitute_fiscal_id
    if not fiscal_id:
        raise _reject("document_incomplete", "The document has no fiscal folio to cancel.")
    if (cancellation.motive == WITH_SUBSTITUTE) != bool(substitute):
        raise _reject("substitute_missing", "Motive 01 names a substitute, the others none.")
    body = {"folio_tax": fiscal_id, "reason": cancellation.motive}
    if not substitute:
        return body
    field = connection.assumed.substitute_field
    if not field:
        raise _reject("not_offered", "The provider has no field for a substitute.")
    return {**body, field: substitute}


def _refused(error: ProviderError, fiscal_id: str | None) -> Outcome:
    if error.code == REQUESTED_ALREADY:
        return Outcome(OutcomeStatus.CANCELLING, fiscal_id=fiscal_id, answer=error.answer)
    if error.kind is not ErrorKind.REJECT:
        raise error
    return Outcome(
        OutcomeStatus.REJECTED, fiscal_id=fiscal_id, faults=error.faults, answer=error.answer
    )


def _reject(code: str, message: str) -> ProviderError:
    return ProviderError(ErrorKind.REJECT, code, message)
