"""Mexico's provider: what the gateway asks of it, in the gateway's words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from documents.cfdi.model import Comprobante
from documents.values import DocumentType, Fault
from providers.base import ErrorKind, Job, Outcome, OutcomeStatus, ProviderError, RemoteFile
from providers.cancellation import Cancellation, CancellationState
from providers.mx_facturagreen import cancelling, consulta, notices, reading, trusted
from providers.mx_facturagreen.assumptions import assumptions_of
from providers.mx_facturagreen.checks import check
from providers.mx_facturagreen.client import canonical
from providers.mx_facturagreen.config import address_of, config_faults, limits_of
from providers.mx_facturagreen.connection import connect
from providers.mx_facturagreen.draft import body_of, checked, expected, operation_of
from providers.mx_facturagreen.files import files_of, read_stamped
from providers.mx_facturagreen.lookup import listed
from providers.mx_facturagreen.mapping.expected import number_of
from providers.mx_facturagreen.registered import Registry
from providers.notices import Notice

NOT_FOUND: Final = Outcome(OutcomeStatus.NOT_FOUND)
DUPLICATE: Final = "number_already_used"
STAMPED: Final = "stamped_already"


class FacturaGreenProvider:
    """`providers.base.Provider`, `CancellationProvider` and `NoticeReader` through FacturaGreen.

    One instance serves all accounts: it keeps nothing but the ids of what it registered.
    """

    name: str = "mx_facturagreen"
    country: str = "MX"
    timezone: str = "America/Mexico_City"
    document_types: frozenset[str] = frozenset(
        {
            DocumentType.INVOICE,
            DocumentType.CREDIT_NOTE,
            DocumentType.DEBIT_NOTE,
            DocumentType.PAYMENT_COMPLEMENT,
        }
    )
    poll_schedule: tuple[float, ...] = (2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
    find_schedule: tuple[float, ...] = (30.0, 120.0, 600.0)

    def __init__(self) -> None:
        self._registry = Registry()

    def prepare(self, job: Job) -> bytes:
        """The body of `emmit` or `emmited/payment` as canonical JSON; registers the customer and
        products it names. Raises ProviderError REJECT `document_incomplete`, `cfdi_invalid` with
        SAT's codes or `not_offered`; RETRY, CONFIG or REJECT of the registry. No document was sent.
        """
        cfdi = checked(job)
        return canonical(body_of(job, cfdi, connect(job.account, job.recorder), self._registry))

    def submit(self, job: Job, payload: bytes) -> Outcome:
        """Look whether it is there, for the provider stamps the same document twice, then send the
        payload once. ACCEPTED, stamped or not: `poll` checks the XML. What is there already, or
        stamped already by the PAC's word (307), raises IN_DOUBT `number_already_used`."""
        connection = connect(job.account, job.recorder)
        if connection.assumed.can_look_up and listed(connection, job.document):
            raise _is_there("The provider has a document with this reference or number.")
        try:
            envelope = connection.client.emit(operation_of(job), payload)
        except ProviderError as error:
            if error.kind is ErrorKind.REJECT:
                self._registry.forget(connection.whose)
            if error.code == STAMPED:
                raise _is_there(error.message) from error
            raise
        return reading.accepted(envelope, payment=_is_payment(job))

    def find(self, job: Job) -> Outcome:
        """By our document's id, then by serie and folio. NOT_FOUND only when the list proves it;
        what is found is ACCEPTED, for its XML is still to be checked. Raises CONFIG
        `lookup_not_offered` where the account has no list."""
        entries = listed(connect(job.account, job.recorder), job.document)
        return reading.found(entries, job, job.document.id) if entries else NOT_FOUND

    def poll(self, job: Job) -> Outcome:
        """By `operation_id`: the XML, verified and compared. ISSUED when all holds, REJECTED with
        what does not; NOT_FOUND while there is none. Raises CONFIG `sat_certificate_unknown`."""
        uid = _operation(job)
        xml = connect(job.account, job.recorder).client.xml(uid)
        if xml is None:
            return NOT_FOUND
        certificates = trusted.certificates(job.account.config.get("sat_certificates", ""))
        numbered = assumptions_of(job.account.config).number_fields
        found = check(xml, expected(job), certificates, numbered=numbered)
        return reading.stamped(found, uid, job)

    def cancel(self, job: Job, reason: str) -> Outcome:
        """Not without a motive: always REJECT `cancellation_needs_motive`; see
        `request_cancellation`."""
        message = "A CFDI is cancelled with a motive, 01 to 04."
        raise ProviderError(ErrorKind.REJECT, "cancellation_needs_motive", message)

    def request_cancellation(self, job: Job, cancellation: Cancellation) -> Outcome:
        """Hand the request to SAT: CANCELLING, or REJECTED with faults. Whether it is cancelled,
        `cancellation_state` tells."""
        connection = connect(job.account, job.recorder)
        return cancelling.request(connection, job.fiscal_id, cancellation)

    def cancellation_state(
        self, job: Job, requested_at: datetime | None = None
    ) -> CancellationState:
        """SAT's word on the issued document. The XML is asked for first: SAT wants its seal."""
        url = address_of(job.account, "consulta_url")
        wanted = consulta.expression(self._stamped(job))
        answer = consulta.ask(url, wanted, job.recorder, limits_of(job.account))
        return consulta.state_of(answer, requested_at)

    def files(self, job: Job) -> tuple[RemoteFile, ...]:
        """The stamped XML and, where there is one, the PDF. Raises RETRY `file_not_ready` or
        `file_corrupt` for the XML."""
        client, uid = connect(job.account, job.recorder).client, _operation(job)
        serie, folio = number_of(job.document)
        return files_of(client.xml(uid), client.pdf(uid), f"{serie or ''}{folio}", job.fiscal_id)

    def fiscal_id_expected(self, job: Job, issued_at: datetime) -> str | None:
        """None: the UUID is the PAC's to give."""
        return None

    def config_faults(self, config: Mapping[str, str]) -> tuple[Fault, ...]:
        """What is missing or malformed in an issuer profile's provider_config."""
        return config_faults(config)

    def read_notice(self, body: bytes) -> Notice:
        """The notice in a request's body. Raises BadNotice."""
        return notices.read_notice(body)

    def notice_secret_header(self, config: Mapping[str, str]) -> str:
        """The header an account's shared secret comes in, in lower case."""
        return assumptions_of(config).webhook_secret_header

    def _stamped(self, job: Job) -> Comprobante:
        xml = connect(job.account, job.recorder).client.xml(_operation(job))
        if xml is None:
            message = "The provider does not have the document's XML."
            raise ProviderError(ErrorKind.RETRY, "file_not_ready", message)
        return read_stamped(xml, job.fiscal_id)


def _is_there(message: str) -> ProviderError:
    return ProviderError(ErrorKind.IN_DOUBT, DUPLICATE, message)


def _is_payment(job: Job) -> bool:
    return job.document.document_type == DocumentType.PAYMENT_COMPLEMENT


def _operation(job: Job) -> str:
    if not job.operation_id:
        message = "The provider's id of the document is not known."
        raise ProviderError(ErrorKind.RETRY, "operation_unknown", message)
    return job.operation_id
