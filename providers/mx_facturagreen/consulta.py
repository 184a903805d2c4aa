"""SAT's ConsultaCFDI: whether a CFDI is valid, and how its cancellation stands. SOAP 1.1, open to
all. Source: SAT's service description, WSDL of ConsultaCFDIService."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from documents.cfdi.model import Comprobante
from documents.cfdi.printed import shown_total
from documents.rules.mx.deadlines import acceptance_until
from providers.base import ErrorKind, ProviderError, Recorder
from providers.cancellation import CancellationStage, CancellationState
from providers.http import Limits, Response, open_session, post_bytes, refusal

ACTION: Final = "http://tempuri.org/IConsultaCFDIService/Consulta"
SERVICE: Final = "http://tempuri.org/"
RESULT: Final = "http://schemas.datacontract.org/2004/07/Sat.Cfdi.Negocio.ConsultaCfdi.Servicio"
ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SEAL_TAIL: Final = 8
HEADERS: Final = MappingProxyType(
    {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{ACTION}"'}
)

VALID: Final = "Vigente"
CANCELLED: Final = "Cancelado"
NOT_FOUND: Final = "No Encontrado"
NOT_CANCELLABLE: Final = "No cancelable"

IN_FORCE: Final[Mapping[str, CancellationStage]] = MappingProxyType(
    {
        "": CancellationStage.NOT_REQUESTED,
        "En proceso": CancellationStage.PENDING,
        "Solicitud rechazada": CancellationStage.REJECTED,
    }
)
MUST_ACT: Final[Mapping[CancellationStage, str]] = MappingProxyType(
    {
        CancellationStage.PENDING: "receiver",
        CancellationStage.REJECTED: "issuer",
        CancellationStage.NOT_CANCELLABLE: "issuer",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """SAT's words: CodigoEstatus, Estado, EsCancelable, EstatusCancelacion."""

    code: str
    state: str
    cancellable: str
    status: str


def expression(cfdi: Comprobante) -> str:
    """The printed expression of a stamped document: RFCs with `&` as `&amp;`, the total without
    insignificant zeros, the UUID, and the last 8 characters of the seal."""
    if cfdi.timbre is None:
        raise ValueError("the document has no stamp")
    parts = {
        "id": cfdi.timbre.uuid,
        "re": escape(cfdi.emisor.rfc),
        "rr": escape(cfdi.receptor.rfc),
        "tt": shown_total(cfdi.total),
        "fe": cfdi.sello[-SEAL_TAIL:],
    }
    return "?" + "&".join(f"{key}={part}" for key, part in parts.items())


def ask(url: str, expression: str, recorder: Recorder, limits: Limits) -> Answer:
    """SAT's answer to an expression. Raises ProviderError: RETRY where none came that can be read,
    REJECT `expression_invalid` for an expression SAT does not take (601)."""
    with open_session(recorder, "ConsultaCFDI", limits) as session:
        answer = _read(post_bytes(session, url, _request(expression), HEADERS, effect=False))
    if "601" in answer.code:
        raise ProviderError(ErrorKind.REJECT, "expression_invalid", answer.code)
    return answer


def state_of(answer: Answer, requested_at: datetime | None) -> CancellationState:
    """How a cancellation stands. `requested_at` is aware, where a request is known."""
    stage = _stage(answer)
    pending = stage is CancellationStage.PENDING
    return CancellationState(
        stage=stage,
        state=answer.state,
        cancellable=answer.cancellable,
        status=answer.status,
        must_act=MUST_ACT.get(stage, ""),
        until=acceptance_until(requested_at) if pending and requested_at else None,
    )


def _stage(answer: Answer) -> CancellationStage:
    if answer.state == CANCELLED:
        return CancellationStage.CANCELLED
    if answer.state == NOT_FOUND:
        return CancellationStage.NOT_FOUND
    if answer.state != VALID:
        return CancellationStage.UNKNOWN
    stage = IN_FORCE.get(answer.status, CancellationStage.UNKNOWN)
    alone = stage is CancellationStage.NOT_REQUESTED and answer.cancellable == NOT_CANCELLABLE
    return CancellationStage.NOT_CANCELLABLE if alone else stage


def _request(expression: str) -> bytes:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"s": ENVELOPE})
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    call = etree.SubElement(body, f"{{{SERVICE}}}Consulta", nsmap={"t": SERVICE})
    etree.SubElement(call, f"{{{SERVICE}}}expresionImpresa").text = expression
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _read(response: Response) -> Answer:
    if error := refusal(response, effect=False):
        raise error
    result = _result(response.content)
    if result is None:
        message = "SAT's answer cannot be read."
        raise ProviderError(ErrorKind.RETRY, "authority_answer_unclear", message)
    names = ("CodigoEstatus", "Estado", "EsCancelable", "EstatusCancelacion")
    return Answer(*((result.findtext(f"{{{RESULT}}}{name}") or "").strip() for name in names))


def _result(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root.find(f".//{{{SERVICE}}}ConsultaResult")
