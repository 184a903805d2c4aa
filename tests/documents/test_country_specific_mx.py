"""Mexico's tagged fields: what they keep, and what they refuse."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from documents import country_specific
from tests.documents.samples_mx import (
    OTHER_UUID,
    PERIOD,
    TAG,
    UUID,
    docto,
    fields,
    line_fields,
    pago,
)

FULL = fields(
    tipo_cambio="18.500000",
    condiciones_de_pago="30 días",
    informacion_global=PERIOD,
    relations=[{"tipo_relacion": "05", "uuids": [UUID]}],
    cancellation={"motivo": "01", "folio_sustitucion": OTHER_UUID},
    pagos=[pago(docto(equivalencia_dr="17.3607500001"), tipo_cambio_p="17.3608")],
)
LINE = line_fields(
    cuenta_predial=["15956011002"],
    informacion_aduanera=["15  48  3009  0001234"],
    rated_taxes=[{"tax_code": "RET_IVA", "percent": "10.6667"}],
    unit_taxes=[{"tax_code": "IEPS_CUOTA", "amount_per_unit": "6.4555", "units": "2"}],
)


def problems(place, data):
    with pytest.raises(ValidationError) as caught:
        country_specific.parse("MX", place, {"type": TAG, **data})
    return {problem["loc"] for problem in caught.value.errors()}


@pytest.mark.parametrize(("place", "given"), [("document", FULL), ("line_item", LINE)])
def test_what_is_stored_parses_again_to_the_same(place, given):
    model = country_specific.parse("MX", place, given)
    stored = model.model_dump(mode="json")
    assert country_specific.parse("MX", place, stored) == model
    assert all(stored[name] == value for name, value in given.items() if isinstance(value, str))


def test_numbers_keep_every_decimal():
    [payment] = country_specific.parse("MX", "document", FULL).pagos
    assert payment.doctos[0].equivalencia_dr == Decimal("17.3607500001")
    assert payment.model_dump(mode="json")["doctos"][0]["equivalencia_dr"] == "17.3607500001"


def test_nothing_that_sat_reads_has_a_default():
    bare = country_specific.parse("MX", "document", {"type": TAG})
    assert {v for v in bare.model_dump().values() if v not in (None, [])} == {TAG}


@pytest.mark.parametrize(
    ("data", "loc"),
    [
        ({"exportacion": "05"}, ("exportacion",)),
        ({"tipo_cambio": "1.1234567"}, ("tipo_cambio",)),
        ({"tipo_cambio": "-1"}, ("tipo_cambio",)),
        (
            {"relations": [{"tipo_relacion": "08", "uuids": [UUID]}]},
            ("relations", 0, "tipo_relacion"),
        ),
        ({"relations": [{"tipo_relacion": "01", "uuids": []}]}, ("relations", 0, "uuids")),
        ({"relations": [{"tipo_relacion": "01", "uuids": ["x"]}]}, ("relations", 0, "uuids", 0)),
        ({"cancellation": {"motivo": "05"}}, ("cancellation", "motivo")),
        ({"cancellation": {}}, ("cancellation", "motivo")),
        ({"pagos": [pago(monto=None)]}, ("pagos", 0, "monto")),
        ({"pagos": [pago(cta_ordenante="123")]}, ("pagos", 0, "cta_ordenante")),
        ({"pagos": [pago(rfc_emisor_cta_ord="BANCO")]}, ("pagos", 0, "rfc_emisor_cta_ord")),
        ({"pagos": [pago(fecha_pago="2026-02-30T12:00:00")]}, ("pagos", 0, "fecha_pago")),
        ({"pagos": [{**pago(), "doctos": []}]}, ("pagos", 0, "doctos")),
        ({"tipo_relacion": "01"}, ("tipo_relacion",)),
    ],
)
def test_another_form_is_refused_at_its_place(data, loc):
    assert problems("document", data) == {loc}


@pytest.mark.parametrize(
    ("data", "loc"),
    [
        ({"clave_unidad": "H-7"}, ("clave_unidad",)),
        ({"objeto_imp": "09"}, ("objeto_imp",)),
        ({"cuenta_predial": ["15-1"]}, ("cuenta_predial", 0)),
        ({"informacion_aduanera": ["15 48 3009 0001234"]}, ("informacion_aduanera", 0)),
    ],
)
def test_another_form_in_a_line_is_refused_at_its_place(data, loc):
    assert problems("line_item", data) == {loc}
