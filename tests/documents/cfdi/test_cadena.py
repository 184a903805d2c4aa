from dataclasses import replace
from decimal import Decimal

import pytest

from documents.cfdi.cadena import cadena_original, cadena_timbre, chain_of
from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import Impuestos, Parte
from documents.cfdi.read import parse
from documents.cfdi.write import write
from tests.documents.cfdi.samples import (
    FECHA,
    UUID,
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

HEAD = "||4.0|A|12|2026-03-02T10:30:00"
PARTIES = (
    "EKU9003173C9|ESCUELA KEMPER URGATE|601|URE180429TM6|UNIVERSIDAD ROBOTICA ESPAÑOLA|86991|601"
)


def test_an_invoices_chain():
    expected = (
        f"{HEAD}|03||100.00|MXN|116.00|I|01|PUE|86000|{PARTIES}|G01"
        "|52161557|1|H87|Silla|100.00|100.00|02|100.00|002|Tasa|0.160000|16.00"
        "|100.00|002|Tasa|0.160000|16.00|16.00||"
    )
    assert cadena_original(invoice()) == expected


def test_what_is_withheld_comes_before_what_is_transferred_in_the_summary_only():
    line = concepto("100.00", iva("100.00", "16.00"), retenciones=[withheld("100.00", "10.00")])
    chain = cadena_original(invoice(line))
    in_line = "02|100.00|002|Tasa|0.160000|16.00|100.00|001|Tasa|0.100000|10.00"
    in_summary = "|001|10.00|10.00|100.00|002|Tasa|0.160000|16.00|16.00||"
    assert chain.endswith(in_line + in_summary)


def test_an_exempt_tax_has_neither_rate_nor_amount():
    chain = cadena_original(invoice(concepto("100.00", exempt("100.00"))))
    assert chain.endswith("|02|100.00|002|Exento|100.00|002|Exento||")


def test_a_global_invoices_period_and_relations():
    chain = cadena_original(global_invoice())
    relations = f"04|{UUID}|{UUID.lower()}|07|{UUID}"
    assert f"|86000|01|03|2026|{relations}|{PARTIES}" in chain


def test_the_inside_of_a_line():
    part = Parte(
        clave_prod_serv="52161557",
        cantidad=Decimal(2),
        descripcion="Pata",
        valor_unitario=Decimal("1.5"),
        informacion_aduanera=("15  48  3009  0001234",),
    )
    line = concepto(
        "1",
        informacion_aduanera=("16  48  3009  0001234",),
        cuenta_predial=("77", "78"),
        partes=(part,),
    )
    inside = "|01|16 48 3009 0001234|77|78|52161557|2|Pata|1.5|15 48 3009 0001234||"
    assert cadena_original(invoice(line)).endswith(inside)


def test_a_foreign_receiver():
    foreign = receiver(residencia_fiscal="USA", num_reg_id_trib="123456789")
    chain = cadena_original(invoice(receptor=foreign))
    assert "|86991|USA|123456789|601|G01|" in chain


def test_a_payments_chain():
    paid = docto(iva("100.00", "16.00"), retenciones=[withheld("100.00", "10.00")])
    expected = (
        "|1|ACT|Pago|0|0|01|2.0|10.00|100.00|16.00|116.00|2026-03-02T10:30:00|03|MXN|1|116.00"
        f"|{UUID}|MXN|1|1|116.00|116.00|0.00|02|100.00|001|Tasa|0.100000|10.00"
        "|100.00|002|Tasa|0.160000|16.00|001|10.000000|100.000000|002|Tasa|0.160000|16.000000||"
    )
    assert cadena_original(receipt(pago(paid))).endswith(expected)


def test_blanks_are_collapsed_and_the_seal_and_addenda_are_outside():
    document = stamped(invoice(addenda=(b"<pedido>7</pedido>",)))
    xml = write(document).replace(b'"Silla"', b'"  Silla&#10;&#9;roja "')
    chain = chain_of(parse(xml))
    assert "|Silla roja|" in chain
    assert document.sello not in chain
    assert document.certificado not in chain
    assert "pedido" not in chain


def test_a_chain_takes_amounts_as_they_are_written():
    xml = write(invoice()).replace(b'Cantidad="1"', b'Cantidad="01.0"')
    assert "|01.0|H87|" in chain_of(parse(xml))


def test_an_absent_required_attribute_leaves_an_empty_field():
    assert "|03||100.00|MXN|" in cadena_original(invoice())


@pytest.mark.parametrize(
    "document",
    [
        invoice(complementos=(b'<x:otro xmlns:x="urn:otro"/>',)),
        invoice(concepto("1", complementos=(b'<x:otro xmlns:x="urn:otro"/>',))),
    ],
    ids=["document", "line"],
)
def test_a_complement_without_known_transformation_has_no_chain(document):
    with pytest.raises(CfdiFault, match="otro: unknown: no cadena original"):
        cadena_original(document)


def test_a_stamps_chain():
    timbre = replace(stamped(invoice()).timbre, sello_cfd="abc=", leyenda="Aviso del SAT")
    assert timbre.fecha_timbrado == FECHA
    assert cadena_timbre(timbre) == (
        f"||1.1|{UUID}|2026-03-02T10:30:00|SPR190613I52|Aviso del SAT|abc=|30001000000500003456||"
    )


def test_an_empty_taxes_node_leaves_nothing():
    line = replace(concepto("1"), impuestos=Impuestos())
    assert cadena_original(invoice(line)) == cadena_original(invoice(concepto("1")))


SITE = "http://www.sat.gob.mx"


@pytest.mark.parametrize(
    ("xml", "fields"),
    [
        (
            f'<d:Donatarias xmlns:d="{SITE}/donat" leyenda="No  reembolsable" version="1.1"'
            ' fechaAutorizacion="2020-01-31" noAutorizacion="325"/>',
            "1.1|325|2020-01-31|No reembolsable",
        ),
        (
            f'<l:ImpuestosLocales xmlns:l="{SITE}/implocal" version="1.0" TotaldeRetenciones="0.00"'
            ' TotaldeTraslados="3.00"><l:TrasladosLocales ImpLocTrasladado="ISH"'
            ' TasadeTraslado="3.00" Importe="3.00"/></l:ImpuestosLocales>',
            "1.0|0.00|3.00|ISH|3.00|3.00",
        ),
        (
            f'<f:LeyendasFiscales xmlns:f="{SITE}/leyendasFiscales" version="1.0"><f:Leyenda'
            ' textoLeyenda="Uno"/><f:Leyenda norma="2" textoLeyenda="Dos"/></f:LeyendasFiscales>',
            "1.0|Uno|2|Dos",
        ),
        (
            f'<v:Divisas xmlns:v="{SITE}/divisas" version="1.0" tipoOperacion="venta"/>',
            "1.0|venta",
        ),
    ],
    ids=["donation", "local taxes", "legends", "currency"],
)
def test_complements_a_pac_adds_are_sealed_before_the_stamp(xml, fields):
    document = stamped(invoice(complementos=(xml.encode(),)))
    assert cadena_original(document).endswith(f"|16.00|16.00|{fields}||")


@pytest.mark.parametrize("rfc", ["", "URE180429TM6"])
def test_a_schools_complement_is_sealed_inside_its_line(rfc):
    pays = f' rfcPago="{rfc}"' if rfc else ""
    xml = (
        f'<i:instEducativas xmlns:i="{SITE}/iedu" version="1.0" nombreAlumno="Ana"'
        f' CURP="AAAA000101MDFXXX01" nivelEducativo="Primaria" autRVOE="7"{pays}/>'
    )
    chain = cadena_original(invoice(concepto("1", complementos=(xml.encode(),))))
    assert chain.endswith(
        "|01|1.0|Ana|AAAA000101MDFXXX01|Primaria|7" + f"|{rfc}" * bool(rfc) + "||"
    )
