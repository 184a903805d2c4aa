"""Totals of public payment complements, to the last digit."""

import re
from dataclasses import replace

import pytest

from documents.cfdi.cadena import cadena_original, chain_of
from documents.cfdi.pagos import complement, least_monto
from documents.cfdi.read import parse, read
from documents.cfdi.write import write
from tests.conformance.data import DATA

FILES = sorted((DATA / "mx/pagos20").glob("*.xml"))
# Two of the documents were published without the paid invoices' numbers.
NUMBERED = '<pago20:DoctoRelacionado IdDocumento="6DE9442D-ED57-5320-B2BA-F73E15079FA3" '

if not FILES:
    pytest.skip(f"no conformance data at {DATA / 'mx/pagos20'}", allow_module_level=True)


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def xml(request):
    text = request.param.read_text(encoding="utf-8")
    return re.sub("<pago20:DoctoRelacionado (?!IdDocumento)", NUMBERED, text).encode()


def stated(taxes):
    """What a payment says of its taxes, whatever their order."""
    withheld = {each.impuesto: each.importe for each in taxes.retenciones}
    transferred = {
        (each.impuesto, each.tipo_factor, each.tasa_o_cuota): (each.base, each.importe)
        for each in taxes.traslados
    }
    assert len(withheld) == len(taxes.retenciones)
    assert len(transferred) == len(taxes.traslados)
    return withheld, transferred


def test_totals_and_taxes_are_computed_to_the_last_digit(xml):
    given = read(xml, sealed=False).pagos
    bare = [replace(pago, impuestos_p=None) for pago in given.pagos]
    found = complement(bare)
    assert found.totales == given.totales
    for ours, theirs in zip(found.pagos, given.pagos, strict=True):
        assert (ours.impuestos_p is None) == (theirs.impuestos_p is None)
        if theirs.impuestos_p is not None:
            assert stated(ours.impuestos_p) == stated(theirs.impuestos_p)


def test_no_payment_is_less_than_its_documents_take(xml):
    for pago in read(xml, sealed=False).pagos.pagos:
        assert least_monto(pago.doctos_relacionados, pago.moneda_p) <= pago.monto


def test_it_is_written_as_it_was_read(xml):
    document = read(xml, sealed=False)
    assert read(write(document), sealed=False) == document
    assert cadena_original(document) == chain_of(parse(xml))
