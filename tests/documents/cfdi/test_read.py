import pickle
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import ACuentaTerceros, Parte
from documents.cfdi.read import read
from documents.cfdi.write import write, write_node
from tests.documents.cfdi.samples import (
    concepto,
    docto,
    exempt,
    global_invoice,
    invoice,
    iva,
    pago,
    receipt,
    receiver,
    stamped,
    withheld,
)

CFDI = "{http://www.sat.gob.mx/cfd/4}"
PAGO = "{http://www.sat.gob.mx/Pagos20}"


def everything():
    line = concepto(
        "100.123456",
        iva("100.123456", "16.019753"),
        exempt("3.5"),
        retenciones=[withheld("100.00", "10.00"), withheld("100.00", "10.666700", "002")],
        no_identificacion="SKU 1",
        unidad="PIEZA",
        descuento=Decimal("0.000001"),
        a_cuenta_terceros=ACuentaTerceros(
            rfc_a_cuenta_terceros="URE180429TM6",
            nombre_a_cuenta_terceros="UNIVERSIDAD ROBOTICA ESPAÑOLA",
            regimen_fiscal_a_cuenta_terceros="601",
            domicilio_fiscal_a_cuenta_terceros="86991",
        ),
        informacion_aduanera=("15  48  3009  0001234", "16  48  3009  0001234"),
        cuenta_predial=("15956011002",),
        complementos=(b'<i:instEducativas xmlns:i="urn:iedu" version="1.0"/>',),
        partes=(
            Parte(
                clave_prod_serv="52161557",
                cantidad=Decimal("0.5"),
                descripcion="Pata",
                informacion_aduanera=("15  48  3009  0001234",),
            ),
        ),
    )
    return invoice(
        line,
        concepto("1"),
        condiciones_de_pago="30 días",
        tipo_cambio=Decimal("1"),
        confirmacion="aB123",
        receptor=receiver(residencia_fiscal="USA", num_reg_id_trib="123456789"),
        complementos=('<x:otro xmlns:x="urn:otro" año="1">&amp;</x:otro>'.encode(),),
        addenda=(b"<pedido>7</pedido>",),
    )


@pytest.mark.parametrize(
    "document",
    [invoice(), everything(), global_invoice(), receipt(), receipt(pago(), pago())],
    ids=["invoice", "everything", "global", "receipt", "two payments"],
)
def test_what_is_written_reads_as_it_was(document):
    assert read(write(document), sealed=False) == document


def test_a_stamped_document_reads_as_it_was():
    document = stamped(receipt())
    assert read(write(document)) == document


def test_blanks_are_collapsed_but_not_a_non_breaking_one():
    xml = write(invoice()).replace(b'"Silla"', '" Silla \t de\u00a0 pino "'.encode())
    [line] = read(xml, sealed=False).conceptos
    assert line.descripcion == "Silla de\u00a0 pino"


def test_comments_between_elements_are_skipped():
    xml = write(invoice()).replace(b"<cfdi:Emisor", b"<!-- hola --><cfdi:Emisor")
    assert read(xml, sealed=False) == invoice()


def changed(document, xpath, name, text):
    root = write_node(document)
    node = root if xpath == "." else root.find(f".//{xpath}")
    if text is None:
        del node.attrib[name]
    else:
        node.set(name, text)
    return etree.tostring(root, encoding="UTF-8")


LINE = "Comprobante/Conceptos/Concepto"


@pytest.mark.parametrize(
    ("xpath", "name", "text", "where", "rule"),
    [
        (".", "Version", "3.3", "Comprobante", "fixed"),
        (".", "Version", None, "Comprobante", "missing"),
        (".", "Total", None, "Comprobante", "missing"),
        (".", "Total", "116.0000000", "Comprobante", "pattern"),
        (".", "Total", "-1", "Comprobante", "pattern"),
        (".", "Total", "1e3", "Comprobante", "number"),
        (".", "Total", "NaN", "Comprobante", "number"),
        (".", "Total", "\u0661", "Comprobante", "number"),
        (".", "Fecha", "2026-03-02T10:30:00Z", "Comprobante", "pattern"),
        (".", "Fecha", "2026-02-30T10:30:00", "Comprobante", "instant"),
        (".", "Serie", "A|B", "Comprobante", "pattern"),
        (".", "Serie", "", "Comprobante", "length"),
        (".", "Folio", "1" * 41, "Comprobante", "length"),
        (".", "Moneda", "MEX", "Comprobante", "catalogue"),
        (".", "TipoCambio", "0", "Comprobante", "minimum"),
        (".", "TipoCambio", "1.0000001", "Comprobante", "decimals"),
        (".", "NoCertificado", "1234", "Comprobante", "length"),
        (".", "Color", "rojo", "Comprobante", "unknown"),
        (f"{CFDI}Emisor", "Rfc", "EKU9013173C9", "Comprobante/Emisor", "pattern"),
        (f"{CFDI}Receptor", "UsoCFDI", "G99", "Comprobante/Receptor", "catalogue"),
        (f"{CFDI}Concepto", "Cantidad", "0", LINE, "minimum"),
        (f"{CFDI}Concepto", "ClaveProdServ", "5216155", LINE, "pattern"),
        (
            f"{CFDI}Traslado",
            "Base",
            "0.0000001",
            f"{LINE}/Impuestos/Traslados/Traslado",
            "decimals",
        ),
    ],
)
def test_an_attribute_the_schema_refuses(xpath, name, text, where, rule):
    with pytest.raises(CfdiFault) as caught:
        read(changed(invoice(), xpath, name, text), sealed=False)
    assert (caught.value.where, caught.value.name, caught.value.rule) == (where, name, rule)


def test_zeros_at_the_end_of_a_rate_are_no_decimals():
    xml = changed(invoice(), f"{CFDI}Traslado", "TasaOCuota", "0.1600000")
    assert read(xml, sealed=False).conceptos[0].impuestos.traslados[0].tasa_o_cuota == Decimal(
        "0.16"
    )


def test_the_place_says_which_line():
    root = write_node(invoice(concepto("1"), concepto("2")))
    del root.findall(f".//{CFDI}Concepto")[1].attrib["Descripcion"]
    with pytest.raises(CfdiFault, match=r"Conceptos/Concepto\[2\]@Descripcion: missing"):
        read(etree.tostring(root, encoding="UTF-8"), sealed=False)


def move_first(root):
    root.insert(0, root.find(f"{CFDI}Receptor"))


def repeat_issuer(root):
    root.insert(0, etree.fromstring(etree.tostring(root.find(f"{CFDI}Emisor"))))


def drop_receiver(root):
    root.remove(root.find(f"{CFDI}Receptor"))


def empty_lines(root):
    root.find(f"{CFDI}Conceptos").clear()


def foreign_line(root):
    etree.SubElement(root.find(f"{CFDI}Conceptos"), f"{CFDI}Parte")


def foreign_child(root):
    etree.SubElement(root, f"{CFDI}Sorpresa")


def other_namespace(root):
    root.find(f"{CFDI}Emisor").tag = "Emisor"


def text_between(root):
    root.find(f"{CFDI}Conceptos").text = "hola"


def empty_addenda(root):
    etree.SubElement(root, f"{CFDI}Addenda")


def list_with_attribute(root):
    root.find(f"{CFDI}Conceptos").set("Total", "1")


@pytest.mark.parametrize(
    ("change", "where", "name", "rule"),
    [
        (move_first, "Comprobante/Emisor", "", "order"),
        (repeat_issuer, "Comprobante/Emisor[2]", "", "repeated"),
        (drop_receiver, "Comprobante", "Receptor", "missing"),
        (empty_lines, "Comprobante/Conceptos", "Concepto", "missing"),
        (foreign_line, "Comprobante/Conceptos/Parte", "", "unknown"),
        (foreign_child, "Comprobante/Sorpresa", "", "unknown"),
        (other_namespace, "Comprobante/Emisor", "", "unknown"),
        (text_between, "Comprobante/Conceptos", "", "text"),
        (empty_addenda, "Comprobante/Addenda", "", "missing"),
        (list_with_attribute, "Comprobante/Conceptos", "Total", "unknown"),
    ],
)
def test_an_element_the_schema_refuses(change, where, name, rule):
    root = write_node(invoice())
    change(root)
    with pytest.raises(CfdiFault) as caught:
        read(etree.tostring(root, encoding="UTF-8"), sealed=False)
    assert (caught.value.where, caught.value.name, caught.value.rule) == (where, name, rule)


@pytest.mark.parametrize("tag", [f"{CFDI}Emisor", f"{PAGO}Pago"])
def test_a_part_of_the_schema_inside_an_extension_is_refused(tag):
    root = write_node(receipt())
    etree.SubElement(root.find(f"{CFDI}Complemento"), tag)
    with pytest.raises(CfdiFault, match=r"Comprobante/Complemento/(Emisor|Pago): unknown"):
        read(etree.tostring(root, encoding="UTF-8"), sealed=False)


def test_a_second_stamp_is_refused():
    root = write_node(stamped(invoice()))
    holder = root.find(f"{CFDI}Complemento")
    holder.append(etree.fromstring(etree.tostring(holder[0])))
    with pytest.raises(CfdiFault, match=r"TimbreFiscalDigital\[2\]: repeated"):
        read(etree.tostring(root, encoding="UTF-8"))


def test_a_document_without_seal_is_refused_unless_it_may_be_unsealed():
    with pytest.raises(CfdiFault, match="Comprobante@Sello: missing"):
        read(write(invoice()))


@pytest.mark.parametrize(
    "xml",
    [b"", b"<a", b"\xff\xfe\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ids=["nothing", "cut off", "not text", "entity"],
)
def test_what_is_no_plain_xml_is_refused(xml):
    with pytest.raises(CfdiFault, match="xml"):
        read(xml)


def test_another_document_is_refused():
    with pytest.raises(CfdiFault, match=r"not a CFDI 4\.0"):
        read(b'<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/3"/>')


@pytest.mark.parametrize(
    ("attribute", "text", "rule"),
    [
        ("CertPago", "no es base 64", "base64"),
        ("CtaOrdenante", "123456789", "length"),
        ("CtaOrdenante", "12345678-0", "pattern"),
        ("RfcEmisorCtaOrd", "XAXX010101000", "pattern"),
        ("TipoCadPago", "02", "catalogue"),
    ],
)
def test_a_payments_attribute_the_schema_refuses(attribute, text, rule):
    with pytest.raises(CfdiFault) as caught:
        read(changed(receipt(), f"{PAGO}Pago", attribute, text), sealed=False)
    assert (caught.value.name, caught.value.rule) == (attribute, rule)


@pytest.mark.parametrize("number", [0, 1000])
def test_an_instalment_beyond_999_cannot_be_written(number):
    paid = replace(docto(), num_parcialidad=number)
    with pytest.raises(CfdiFault, match="DoctoRelacionado@NumParcialidad: pattern"):
        write(receipt(pago(paid)))


def test_a_fault_keeps_its_parts_when_it_leaves_the_process():
    fault = CfdiFault("Comprobante", "Total", "missing", "why")
    copy = pickle.loads(pickle.dumps(fault))
    assert (str(copy), copy.name) == ("Comprobante@Total: missing: why", "Total")
