"""FacturaGreen's answers in our words: pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from documents.calendar import ZONES
from documents.cfdi.model import Comprobante
from documents.cfdi.printed import verification_url
from providers.base import ErrorKind, FoundFacts, Job, Outcome, OutcomeStatus, ProviderError
from providers.mx_facturagreen.checks import Checked

Json = dict[str, Any]

CANCELLED: Final = "cancelled"
PAYMENT: Final = "P"


def accepted(envelope: Json, *, payment: bool) -> Outcome:
    """The answer to `emmit` or `emmited/payment`: ACCEPTED with the provider's id, and the SAT UUID
    where the answer has it. Raises ProviderError IN_DOUBT `document_missing` without an id."""
    data = _object(envelope, "data")
    made = _object(data, "payment") if payment else data
    uid = _text(made, "uuid")
    if not uid:
        message = "The provider answered with success and without the document's id."
        raise ProviderError(ErrorKind.IN_DOUBT, "document_missing", message, answer=envelope)
    cfdi = _object(made, "cfdi")
    folio = _text(made, "folio_tax") or _text(cfdi, "folio_tax")
    return Outcome(
        OutcomeStatus.ACCEPTED,
        operation_id=uid,
        fiscal_id=folio or None,
        provider_number=_own_number(cfdi),
        raw_status=_text(envelope, "response"),
        answer=envelope,
    )


def stamped(checked: Checked, uid: str, job: Job) -> Outcome:
    """A downloaded XML: ISSUED when all that can be checked holds, else REJECTED with what does
    not. It is stamped all the same: its UUID stands in `answer`."""
    cfdi = checked.comprobante
    fiscal_id = cfdi.timbre.uuid.upper() if cfdi and cfdi.timbre else None
    if checked.faults or cfdi is None:
        return Outcome(
            OutcomeStatus.REJECTED,
            operation_id=uid,
            fiscal_id=fiscal_id,
            raw_status="stamped",
            faults=checked.faults,
            answer={"stamped_uuid": fiscal_id, "uuid": uid},
        )
    return Outcome(
        OutcomeStatus.ISSUED,
        operation_id=uid,
        fiscal_id=fiscal_id,
        raw_status="stamped",
        issued_at=cfdi.fecha.replace(tzinfo=ZONES["MX"]),
        qr=verification_url(cfdi),
        notices=checked.notices,
        facts=facts_of(cfdi, job),
        answer={"stamped_uuid": fiscal_id, "uuid": uid, "serie": cfdi.serie, "folio": cfdi.folio},
    )


def facts_of(cfdi: Comprobante, job: Job) -> FoundFacts:
    """What a stamped document says, to compare with ours."""
    total, currency = _money(cfdi.tipo_de_comprobante, cfdi.total, cfdi.moneda, job)
    return FoundFacts(cfdi.receptor.rfc, total, cfdi.fecha.date(), currency)


def found(entries: Sequence[Json], job: Job, reference: str) -> Outcome:
    """The documents listed under our reference or number: ACCEPTED with facts to compare, for its
    XML is still to be checked. Without facts, so that a person decides, where there is more than
    one, and where the only one is cancelled or bears another's reference."""
    living = [entry for entry in entries if _text(entry, "status") != CANCELLED]
    entry = (living or entries)[0]
    ours = len(living) == 1 and _text(entry, "reference") in ("", reference)
    return Outcome(
        OutcomeStatus.ACCEPTED,
        operation_id=_text(entry, "uuid"),
        fiscal_id=_text(entry, "folio_tax") or None,
        provider_number=_own_number(entry),
        raw_status=_text(entry, "status"),
        facts=_listed_facts(entry, job) if ours else None,
        answer={"cfdis": list(entries)},
    )


def _own_number(told: Json) -> str:
    """The provider's own serie and folio, which are not ours."""
    return _text(told, "serie") + _text(told, "folio")


def _listed_facts(entry: Json, job: Job) -> FoundFacts:
    kind = _text(_object(entry, "type"), "k")
    total, currency = _money(kind, _decimal(entry, "total"), _text(entry, "currency"), job)
    buyer = _text(_object(entry, "customer"), "taxid")
    return FoundFacts(buyer, total, _day(_text(entry, "date")), currency)


def _money(kind: str, total: Decimal | None, currency: str, job: Job) -> tuple[Decimal | None, str]:
    """A payment complement has no money of its own: its payments are compared in the XML."""
    if kind == PAYMENT and job.document.document_type == "PAYMENT_COMPLEMENT":
        return job.totals.total, job.totals.currency
    return total, currency


def _object(body: Mapping[str, Any], name: str) -> Json:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _text(body: Mapping[str, Any], name: str) -> str:
    found = body.get(name)
    return "" if found is None or isinstance(found, dict | list) else str(found).strip()


def _decimal(body: Json, name: str) -> Decimal | None:
    try:
        amount = Decimal(_text(body, name))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
