"""Documents that a PAC refused, with the code it gave; and documents that obey every rule.

Some of the refused ones break the schema where the PAC looked at something else: they are repaired
as the manifest says. Dates are templates there, and two of the sound ones say no invoice's folio.
"""

import re

import pytest

from documents.cfdi.read import read
from documents.rules import mx_cfdi
from tests.conformance.data import DATA, load

FOLDER = DATA / "mx" / "pac-rejections"
MANIFEST = load("mx/pac-rejections/manifest.json")
REFUSED = [entry for entry in MANIFEST if entry["kind"] == "semantic"]
SOUND = ["cfdi40/cfdi40-valid.xml", *(f"pagos20/00{i}.xml" for i in (1, 2, 3, 5, 7))]

ISSUED = b"2022-03-24T00:00:00"
FOLIO = b'<pago20:DoctoRelacionado IdDocumento="6DE9442D-ED57-5320-B2BA-F73E15079FA3"'
WITHOUT_FOLIO = re.compile(rb"<pago20:DoctoRelacionado(?![^>]*IdDocumento)")
REPAIRS = {
    "drop MetodoDePagoDR": (rb'\sMetodoDePagoDR="[^"]*"', b""),
    "rename TotalTrasladosBaseExento": (
        rb"TotalTrasladosBaseExento",
        b"TotalTrasladosBaseIVAExento",
    ),
}


def laws_of(xml):
    cfdi = read(xml, sealed=False)
    return {fault.law for fault in mx_cfdi.check(cfdi, cfdi.fecha.date())}


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry["asserted_code"])
def test_what_a_pac_refused_is_refused_by_the_same_code(entry):
    xml = (FOLDER / entry["file"]).read_bytes().replace(b"%fecha-timbrado%", ISSUED)
    for repair in entry["repairs"]:
        xml = re.sub(*REPAIRS[repair], xml)
    assert entry["asserted_code"] in laws_of(xml)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_document_breaks_no_rule(name):
    xml = (DATA / "mx" / name).read_bytes()
    assert laws_of(WITHOUT_FOLIO.sub(FOLIO, xml)) == set()


def test_every_semantic_case_is_there():
    assert len(REFUSED) == 22
