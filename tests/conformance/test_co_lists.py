"""DIAN's and DANE's lists, whole: municipalities, means of payment, rates, check digits."""

import pytest

from documents import taxes
from documents.country_specific import co_cities
from documents.rules.co.payment import PAYMENT_MEANS
from parties import tax_ids
from tests.conformance.data import load
from tests.documents.samples import TODAY

MUNICIPALITIES = load("co/codelists/dian-municipios.json")
LISTS = load("co/codelists/dian-gc-v19-2026.json")
NITS = load("co/nit-dv.json")


def test_every_municipality_is_known_by_code_and_by_name():
    assert len(MUNICIPALITIES) == 1122
    for entry in MUNICIPALITIES:
        city = co_cities.by_code(entry["code"])
        assert co_cities.folded(city.name) == co_cities.folded(entry["name"])
        assert co_cities.matching(entry["name"], city.department) == (city,)


def test_departments_are_dians():
    names = {entry["code"]: entry["name"] for entry in LISTS["Departamentos-2.1"]}
    for entry in MUNICIPALITIES:
        city = co_cities.by_code(entry["code"])
        assert city.department == names[city.department_code]


def test_means_of_payment_are_dians():
    assert {entry["code"] for entry in LISTS["MediosPago-2.1"]} == PAYMENT_MEANS


@pytest.mark.parametrize(
    ("name", "tribute"), [("TarifaImpuestoIVA-2.1", "01"), ("TarifaImpuestoINC-2.1", "04")]
)
def test_rates_are_dians(name, tribute):
    rows = [row for row in taxes.codes("CO", TODAY) if row.tribute == tribute]
    rates = {f"{row.rate:.2f}" for row in rows if row.rate is not None}
    assert rates == {entry["code"] for entry in LISTS[name]}


def test_tributes_are_dians():
    known = {entry["code"] for entry in LISTS["TipoImpuesto-2.1"]}
    assert {row.tribute for row in taxes.codes("CO", TODAY)} <= known


@pytest.mark.parametrize("given", NITS, ids=lambda given: f"{given['nit']}-{given['dv']}")
def test_check_digits(given):
    right = tax_ids.nit_check_digit(given["nit"]) == str(given["dv"])
    assert right is given.get("valid", True)


@pytest.mark.parametrize(
    "given", [n for n in NITS if len(n["nit"]) <= 10], ids=lambda n: f"{n['nit']}-{n['dv']}"
)
def test_a_nit_with_its_check_digit_is_accepted_and_with_another_refused(given):
    found = tax_ids.check("CO", "NIT", f"{given['nit']}-{given['dv']}")
    assert (found == ()) is given.get("valid", True)
