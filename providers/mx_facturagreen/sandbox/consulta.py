"""SAT's ConsultaCFDI: a SOAP service that tells anybody the state of a document whose printed
expression he has."""

import re
from decimal import Decimal, InvalidOperation
from html import unescape
from importlib import resources
from urllib.parse import unquote
from xml.sax.saxutils import escape

from lxml import etree

from providers.mx_facturagreen.sandbox.cancel import dependents
from providers.mx_facturagreen.sandbox.cancellation import standing
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.transport import STOPS, deliver
from providers.sandbox.scenarios import OK
from providers.sandbox.wire import Request, Response

PATH = "/ConsultaCFDIService.svc"
ACTION = "http://tempuri.org/IConsultaCFDIService/Consulta"
NAME = "consulta"

SERVICE = "http://tempuri.org/"
RESULT = "http://schemas.datacontract.org/2004/07/Sat.Cfdi.Negocio.ConsultaCfdi.Servicio"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

FOUND = "S - Comprobante obtenido satisfactoriamente."
INVALID = "N - 601: La expresión impresa proporcionada no es válida."
MISSING = "N - 602: Comprobante no encontrado."
NOT_FOUND = "No Encontrado"
SEAL_TAIL = 8

PARAMETER = re.compile(r"(?:^|[?&])(id|re|rr|tt|fe)=(.*?)(?=&(?:id|re|rr|tt|fe)=|$)")
XML = {"Content-Type": "text/xml; charset=utf-8"}


def answer(state: State, request: Request) -> Response:
    """The answer to a query, or the service's description to `GET ?wsdl`."""
    if request.method == "GET":
        return Response(200, _wsdl(request), XML)
    if request.method != "POST":
        return Response(405, b"", {"Allow": "GET, POST"})
    try:
        expression = read(request)
    except ValueError as error:
        return _fault(str(error))
    document = find(state, expression)
    unit = document.unit if document else ""
    entry = state.requests.open(
        state.clock.now(), operation=NAME, unit=unit, body=expression, headers={}
    )
    scenario = state.armory.take({unit}, NAME) or OK
    entry["scenario"] = str(scenario.name)
    own = (
        Response(503) if scenario.name in STOPS else Response(200, _result(state, expression), XML)
    )
    response = deliver(scenario, request, own)
    entry["http_status"] = response.status
    return response


def read(request: Request) -> str:
    """The printed expression in a SOAP 1.1 request. Raises ValueError for another request."""
    if request.headers.get("soapaction", "").strip('"') != ACTION:
        raise ValueError("SOAPAction is not that of Consulta")
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(request.body, safe)
    except etree.XMLSyntaxError as error:
        raise ValueError("not XML") from error
    found = root.find(f"{{{SOAP}}}Body/{{{SERVICE}}}Consulta/{{{SERVICE}}}expresionImpresa")
    if found is None or not found.text:
        raise ValueError("no expresionImpresa")
    return found.text.strip()


def parameters(expression: str) -> dict[str, str] | None:
    """id, re, rr, tt and fe of an expression; None when it is not one. An `&` within an RFC is
    written `&amp;` there, or escaped as in an address."""
    found = {key: unescape(unquote(value)) for key, value in PARAMETER.findall(expression)}
    return found if {"id", "re", "rr", "tt"} <= set(found) else None


def find(state: State, expression: str) -> Document | None:
    """The document an expression is of: UUID, both RFC, total and the end of its seal agree."""
    given = parameters(expression)
    document = state.documents.stamped(given["id"]) if given else None
    if given is None or document is None or not document.visible(state.clock.now()):
        return None
    right = (
        given["re"] == document.issuer_rfc
        and given["rr"] == document.receiver["rfc"]
        and _same(given["tt"], document.total)
        and given.get("fe", document.seal[-SEAL_TAIL:]) == document.seal[-SEAL_TAIL:]
    )
    return document if right else None


def _result(state: State, expression: str) -> bytes:
    if parameters(expression) is None:
        return _envelope(INVALID, NOT_FOUND, "", "")
    document = find(state, expression)
    if document is None:
        return _envelope(MISSING, NOT_FOUND, "", "")
    now = state.clock.now()
    depended_on = bool(dependents(state, document, now))
    estado, cancellable, step = standing(document, now, depended_on=depended_on)
    return _envelope(FOUND, estado, cancellable, step)


def _envelope(code: str, estado: str, cancellable: str, step: str) -> bytes:
    told = {
        "CodigoEstatus": code,
        "EsCancelable": cancellable,
        "Estado": estado,
        "EstatusCancelacion": step,
        "ValidacionEFOS": "200" if code == FOUND else "",
    }
    fields = "".join(f"<a:{name}>{escape(text)}</a:{name}>" for name, text in told.items())
    return (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><ConsultaResponse xmlns="{SERVICE}">'
        f'<ConsultaResult xmlns:a="{RESULT}">{fields}</ConsultaResult>'
        "</ConsultaResponse></s:Body></s:Envelope>"
    ).encode()


def _fault(text: str) -> Response:
    body = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:Client</faultcode>'
        f"<faultstring>{escape(text)}</faultstring></s:Fault></s:Body></s:Envelope>"
    )
    return Response(500, body.encode(), XML)


def _same(given: str, total: str) -> bool:
    try:
        return Decimal(given) == Decimal(total)
    except InvalidOperation:
        return False


def _wsdl(request: Request) -> bytes:
    text = resources.files(__package__).joinpath("consulta.wsdl").read_text(encoding="utf-8")
    return text.replace("{host}", request.headers.get("host", "localhost")).encode()
