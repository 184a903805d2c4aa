"""SAT's ConsultaCFDI as its clients know it."""

import pytest
from lxml import etree

from . import payloads
from .client import HTTP, Sandbox

NOWHERE = ("N - 602: Comprobante no encontrado.", "No Encontrado", "", "")
WRONG = ("N - 601: La expresión impresa proporcionada no es válida.", "No Encontrado", "", "")


def expression(sandbox: Sandbox, **changes: str) -> str:
    """The expression of a new document, with some values changed."""
    sandbox.emit(payloads.simple(sandbox))
    kept = sandbox.kept()[-1]
    values = {
        "id": kept["folio_tax"],
        "re": kept["issuer_rfc"],
        "rr": kept["receiver"]["rfc"],
        "tt": kept["total"],
        "fe": kept["seal"][-8:],
        **changes,
    }
    return "?" + "&".join(f"{key}={value}" for key, value in values.items() if value)


def test_a_document_is_found_by_its_expression(sandbox: Sandbox) -> None:
    code, estado, cancellable, step = sandbox.sat(expression(sandbox, tt="1160.0"))
    assert code == "S - Comprobante obtenido satisfactoriamente."
    assert (estado, cancellable, step) == ("Vigente", "Cancelable con aceptación", "")
    assert sandbox.sat(expression(sandbox, tt="0000001160.000000", fe=""))[1] == "Vigente"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "11111111-2222-4333-8444-555555555555"},
        {"re": "URE180429TM6"},
        {"rr": "EKU9003173C9"},
        {"tt": "1160.01"},
        {"tt": "much"},
        {"fe": "AAAAAAAA"},
    ],
)
def test_every_value_must_agree(sandbox: Sandbox, changes: dict[str, str]) -> None:
    assert sandbox.sat(expression(sandbox, **changes)) == NOWHERE


@pytest.mark.parametrize("missing", ["id", "re", "rr", "tt"])
def test_an_expression_is_whole(sandbox: Sandbox, missing: str) -> None:
    assert sandbox.sat(expression(sandbox, **{missing: ""})) == WRONG


def test_an_ampersand_in_an_rfc_is_written_as_in_xml(sandbox: Sandbox) -> None:
    sandbox.emit(payloads.simple(sandbox, "Ñ&A991231AA0", taxregime=None))
    (kept,) = sandbox.kept()
    tail = f"&tt=1160.00&fe={kept['seal'][-8:]}"
    start = f"?id={kept['folio_tax']}&re=EKU9003173C9"
    assert sandbox.sat(f"{start}&rr=Ñ&amp;A991231AA0{tail}")[1] == "Vigente"
    assert sandbox.sat(f"{start}&rr=%C3%91%26A991231AA0{tail}")[1] == "Vigente"


def test_what_is_late_is_not_found_yet(sandbox: Sandbox) -> None:
    sandbox.arm("late_visible", operation="cfdi/emmit", seconds=50)
    wanted = expression(sandbox)
    assert sandbox.sat(wanted) == NOWHERE
    sandbox.pass_time(50)
    assert sandbox.sat(wanted)[1] == "Vigente"


def test_other_requests_are_soap_faults(sandbox: Sandbox) -> None:
    wanted = expression(sandbox)
    assert sandbox.consult(wanted, SOAPAction="http://tempuri.org/Other").status_code == 500
    assert "SOAPAction" in sandbox.consult(wanted, SOAPAction="x").text
    assert "no expresionImpresa" in sandbox.consult("").text


def test_the_service_fails_when_it_is_told_to(sandbox: Sandbox) -> None:
    wanted = expression(sandbox)
    sandbox.arm("500", operation="consulta")
    assert sandbox.consult(wanted).status_code == 500
    sandbox.arm("garbage", operation="consulta")
    assert "<html>" in sandbox.consult(wanted).text
    assert sandbox.sat(wanted)[1] == "Vigente"
    assert [entry["operation"] for entry in sandbox.log()[-3:]] == ["consulta"] * 3


def test_the_description_names_the_operation(sandbox: Sandbox) -> None:
    answer = HTTP.get(f"{sandbox.base}/ConsultaCFDIService.svc?wsdl", timeout=10)
    root = etree.fromstring(answer.content)
    (operation,) = root.iter("{http://schemas.xmlsoap.org/wsdl/soap/}operation")
    assert operation.get("soapAction") == "http://tempuri.org/IConsultaCFDIService/Consulta"
    (address,) = root.iter("{http://schemas.xmlsoap.org/wsdl/soap/}address")
    assert address.get("location") == f"{sandbox.base}/ConsultaCFDIService.svc"
