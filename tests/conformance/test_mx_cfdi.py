"""Public Mexican documents: read, verified, written again, and refused where their schema does."""

import re
from dataclasses import replace

import pytest

from documents.cfdi import certificate
from documents.cfdi.cadena import cadena_original, chain_of
from documents.cfdi.faults import CfdiFault, NotSealed
from documents.cfdi.money import decimals_of, importe_limits, tax_limits
from documents.cfdi.read import parse, read
from documents.cfdi.seal import verify
from documents.cfdi.summary import summarise
from documents.cfdi.write import write
from tests.conformance.data import DATA, load

CASES = {case["file"]: case for case in load("mx/pac-rejections/manifest.json")}
REPAIRS = {
    "drop MetodoDePagoDR": (r' MetodoDePagoDR="[^"]*"', ""),
    "rename TotalTrasladosBaseExento": ("TotalTrasladosBaseExento", "TotalTrasladosBaseIVAExento"),
    "rename TipoFactor": (" TipoFactor=", " TipoFactorP="),
}
ELEMENT = re.compile(r"Element '\{[^}]*\}(\w+)'")
ATTRIBUTE = re.compile(r"[Aa]ttribute '(\w+)'")


@pytest.fixture(scope="module")
def xml():
    return (DATA / "mx/cfdi40/cfdi40-valid.xml").read_bytes()


@pytest.fixture(scope="module")
def certificates():
    files = (DATA / "mx/certs").glob("*.cer")
    return {found.number: found for found in (certificate.load(f.read_bytes()) for f in files)}


def template(case):
    text = (DATA / "mx/pac-rejections" / case["file"]).read_text(encoding="utf-8")
    text = text.replace("%fecha-timbrado%", "2022-03-16T00:00:00")
    for repair in case["repairs"]:
        text = re.sub(*REPAIRS[repair], text)
    return text.encode()


def cases(*kinds):
    found = [case for case in CASES.values() if case["kind"] in kinds]
    return pytest.mark.parametrize("case", found, ids=[case["file"] for case in found])


def test_a_stamped_documents_seals_verify(xml, certificates):
    assert verify(xml, certificates).timbre.rfc_prov_certif == "CVD110412TF6"


def test_a_stamped_document_with_another_total_does_not_verify(xml, certificates):
    with pytest.raises(NotSealed, match="30001000000500003416"):
        verify(xml.replace(b'Total="3327.01"', b'Total="3327.02"'), certificates)


def test_a_stamped_document_written_again_has_its_chain(xml):
    document = read(xml)
    assert cadena_original(document) == chain_of(parse(xml))
    assert read(write(document)) == document


def test_a_stamped_documents_amounts_are_as_we_compute_them(xml):
    document = read(xml)
    found = summarise(document.conceptos, document.moneda)
    assert found.impuestos == document.impuestos
    totals = (found.sub_total, found.descuento, found.total)
    assert totals == (document.sub_total, document.descuento, document.total)
    for line in document.conceptos:
        limits = importe_limits(line.cantidad, line.valor_unitario, decimals_of(line.importe))
        assert line.importe in limits
        for tax in line.impuestos.traslados:
            assert tax.importe in tax_limits(tax.base, tax.tasa_o_cuota, decimals_of(tax.importe))


def test_certificates_say_what_they_are(certificates):
    csd, fiel = certificates["30001000000500003416"], certificates["30001000000500003415"]
    assert (csd.rfc, csd.is_csd) == ("EKU9003173C9", True)
    assert replace(fiel, rfc="").is_csd is False
    assert fiel.rfc == csd.rfc
    assert certificates["30001000000500003456"].rfc == "SPR190613I52"


@cases("xsd")
def test_what_the_schema_refuses_is_refused_with_its_element_named(case):
    with pytest.raises(CfdiFault) as caught:
        read(template(case), sealed=False)
    named = ATTRIBUTE.search(case["xsd_error"])
    last = caught.value.where.rpartition("/")[2].partition("[")[0]
    assert last == ELEMENT.search(case["xsd_error"])[1]
    assert caught.value.name == (named[1] if named else "")


@cases("semantic", "needs_external_list")
def test_what_the_schema_takes_is_read_and_written_as_it_was(case):
    document = read(template(case), sealed=False)
    assert read(write(document), sealed=False) == document
    assert cadena_original(document) == chain_of(parse(template(case)))
