"""SAT's catalogues as published, entry by entry."""

import re
import sqlite3
from datetime import date
from decimal import Decimal

import pytest

from documents.sat import formats
from documents.sat.country import PAISES
from documents.sat.currency import MONEDAS
from documents.sat.document import (
    EXPORTACIONES,
    MESES,
    PERIODICIDADES,
    TIPOS_DE_COMPROBANTE,
    TIPOS_RELACION,
)
from documents.sat.payment import FORMAS_PAGO, METODOS_PAGO
from documents.sat.taxation import (
    CUOTA,
    IEPS,
    IMPUESTOS,
    ISR,
    IVA,
    OBJETOS_IMP,
    TASAS_O_CUOTAS,
    TIPOS_FACTOR,
)
from documents.sat.taxpayer import REGIMENES_FISCALES, USOS_CFDI, Persona
from tests.conformance.data import DATA

FOLDER = DATA / "mx" / "sat-catalogs"
if not FOLDER.is_dir():
    pytest.skip(f"no conformance data at {FOLDER}", allow_module_level=True)

CATALOGUES = {
    "exportaciones": EXPORTACIONES,
    "formas_pago": FORMAS_PAGO,
    "impuestos": IMPUESTOS,
    "meses": MESES,
    "metodos_pago": METODOS_PAGO,
    "monedas": MONEDAS,
    "objetos_impuestos": OBJETOS_IMP,
    "periodicidades": PERIODICIDADES,
    "regimenes_fiscales": REGIMENES_FISCALES,
    "tipos_comprobantes": TIPOS_DE_COMPROBANTE,
    "tipos_factores": TIPOS_FACTOR,
    "tipos_relaciones": TIPOS_RELACION,
    "usos_cfdi": USOS_CFDI,
}
TAXES = {"ISR": ISR, "IVA": IVA, "IVA Crédito aplicado del 50%": IVA, "IEPS": IEPS}


def rows(name):
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    for prefix in ("schema_", ""):
        path = FOLDER / f"{prefix}cfdi_40_{name}.sql"
        database.executescript(path.read_text(encoding="utf-8"))
    return [dict(row) for row in database.execute(f"SELECT * FROM cfdi_40_{name}")]


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_key_with_its_days_and_its_text(name):
    published = rows(name)
    catalogue = CATALOGUES[name]
    assert {row["id"] for row in published} == {entry.key for entry in catalogue}
    for row in published:
        entry = catalogue.get(row["id"])
        since = row["vigencia_desde"] or "2022-01-01"
        assert (entry.valid_from.isoformat(), entry.valid_to) == (since, None)
        assert row["vigencia_hasta"] == ""
        if entry.name and name != "tipos_factores":
            assert entry.name.rstrip(".") == row["texto"].strip().rstrip(".")


def test_means_of_payment():
    for row in rows("formas_pago"):
        entry = FORMAS_PAGO.get(row["id"])
        assert entry.banked == bool(row["es_bancarizado"])
        if entry.key == "99":
            continue
        assert (entry.payer_account or "") == row["patron_cuenta_ordenante"]
        assert (entry.payee_account or "") == row["patron_cuenta_beneficiario"]
        assert entry.payment_chain == bool(row["permite_tipo_cadena_pago"])
        assert entry.foreign_bank == bool(row["requiere_banco_ordenante_nombre_ext"])
        assert bool(entry.payer_account) == bool(row["permite_banco_ordenante_rfc"])
        assert bool(entry.payee_account) == bool(row["permite_banco_beneficiario_rfc"])


@pytest.mark.parametrize("name", ["regimenes_fiscales", "usos_cfdi"])
def test_who_may(name):
    for row in rows(name):
        entry = CATALOGUES[name].get(row["id"])
        assert (Persona.FISICA in entry.personas) == bool(row["aplica_fisica"])
        assert (Persona.MORAL in entry.personas) == bool(row["aplica_moral"])


def test_uses_by_regime():
    for row in rows("usos_cfdi"):
        regimes = set(re.findall(r"[0-9]{3}", row["regimenes_fiscales_receptores"]))
        assert USOS_CFDI.get(row["id"]).regimes == regimes


def test_currencies():
    for row in rows("monedas"):
        entry = MONEDAS.get(row["id"])
        assert (entry.decimals, entry.variation) == (row["decimales"], row["porcentaje_variacion"])


def test_countries():
    published = rows("paises")
    assert {row["id"] for row in published} == {entry.key for entry in PAISES}
    with_form = {row["id"] for row in published if row["patron_identidad_tributaria"]}
    assert with_form == {entry.key for entry in PAISES if entry.tax_id}


def test_rates():
    published = {
        (
            TAXES[row["impuesto"]],
            row["factor"],
            Decimal(row["minimo"] or row["valor"]),
            Decimal(row["valor"]),
            bool(row["traslado"]),
            bool(row["retencion"]),
            date.fromisoformat(row["vigencia_desde"]),
        )
        for row in rows("reglas_tasa_cuota")
    }
    ours = {
        (r.tax, r.factor, r.minimum, r.maximum, r.transferred, r.withheld, r.valid_from)
        for r in TASAS_O_CUOTAS
    }
    assert ours == published
    assert len(TASAS_O_CUOTAS) == len(published)
    assert {row.factor for row in TASAS_O_CUOTAS if row.tax == IVA} == {"Tasa"}
    assert [row.tax for row in TASAS_O_CUOTAS if row.factor == CUOTA] == [IEPS]


def test_every_unit_has_the_form_of_a_unit():
    units = rows("claves_unidades")
    assert len(units) > 2000
    assert all(formats.is_clave_unidad(row["id"]) for row in units)
