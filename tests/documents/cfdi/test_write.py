from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from lxml import etree

from documents.cfdi.faults import CfdiFault
from documents.cfdi.write import write
from tests.documents.cfdi.samples import FECHA, concepto, invoice, receipt, stamped

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
SITE = "http://www.sat.gob.mx/sitio_internet/cfd"


def test_the_document_declares_the_namespaces_it_uses():
    root = etree.fromstring(write(invoice()))
    assert set(root.nsmap) == {"cfdi", "xsi"}
    assert root.get(f"{XSI}schemaLocation") == f"http://www.sat.gob.mx/cfd/4 {SITE}/4/cfdv40.xsd"


def test_payments_have_their_namespace_and_location_at_the_root():
    root = etree.fromstring(write(receipt()))
    assert root.nsmap["pago20"] == "http://www.sat.gob.mx/Pagos20"
    assert root.get(f"{XSI}schemaLocation").split() == [
        "http://www.sat.gob.mx/cfd/4",
        f"{SITE}/4/cfdv40.xsd",
        "http://www.sat.gob.mx/Pagos20",
        f"{SITE}/Pagos/Pagos20.xsd",
    ]


def test_the_stamp_brings_its_own_location_and_comes_last():
    root = etree.fromstring(write(stamped(receipt())))
    [*_, stamp] = root.find("{*}Complemento")
    assert stamp.prefix == "tfd"
    assert stamp.get(f"{XSI}schemaLocation").endswith("TimbreFiscalDigitalv11.xsd")


def test_the_document_begins_with_its_declaration_in_utf_8():
    xml = write(invoice(concepto("1", descripcion="Niño ⏻")))
    assert xml.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert "Niño ⏻".encode() in xml


def test_amounts_are_written_with_the_decimals_they_have_and_never_an_exponent():
    line = concepto("100.10", cantidad=Decimal("1E+3"), valor_unitario=Decimal("1E-6"))
    [written] = etree.fromstring(write(invoice(line))).find("{*}Conceptos")
    assert written.get("Importe") == "100.10"
    assert written.get("Cantidad") == "1000"
    assert written.get("ValorUnitario") == "0.000001"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"total": Decimal("1.0000001")}, "Comprobante@Total: pattern"),
        ({"total": Decimal(-1)}, "Comprobante@Total: pattern"),
        ({"total": Decimal("NaN")}, "Comprobante@Total: number"),
        ({"moneda": "MEX"}, "Comprobante@Moneda: catalogue"),
        ({"serie": "A|B"}, "Comprobante@Serie: pattern"),
        ({"folio": "1\x00"}, "Comprobante@Folio: xml"),
        ({"conceptos": ()}, "Comprobante@Conceptos: missing"),
        ({"addenda": (b"<a",)}, "Comprobante@Addenda: xml"),
    ],
)
def test_what_the_schema_refuses_is_not_written(fields, fault):
    with pytest.raises(CfdiFault, match=fault):
        write(replace(invoice(), **fields))


@pytest.mark.parametrize(
    "fecha",
    [FECHA + timedelta(microseconds=1), FECHA.replace(tzinfo=UTC), FECHA.replace(year=2009)],
    ids=["finer than a second", "with a zone", "before 2010"],
)
def test_an_instant_the_schema_has_no_form_for_is_not_written(fecha):
    with pytest.raises(CfdiFault, match="Comprobante@Fecha: pattern"):
        write(replace(invoice(), fecha=fecha))
