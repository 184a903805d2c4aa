"""CUFE, CUDE, CUDS and software security codes against published vectors."""

from datetime import datetime
from decimal import Decimal

import pytest

from documents import cufe
from documents.amounts import compute
from documents.values import Numbering
from tests.conformance.data import load
from tests.conformance.test_co_amounts import CASES, document_of
from tests.documents.samples import company, issuer

DATA = load("co/hash-vectors.json")
VECTORS = {vector["id"]: vector for vector in DATA["vectors"]}


def common(given):
    return {
        "number": given["number"],
        "issued_at": datetime.fromisoformat(f"{given['date']}T{given['time']}"),
        "line_extension": Decimal(given["base"]),
        "payable": Decimal(given["total"]),
        "buyer": given["buyer"],
        "environment": given["env"],
        "iva": Decimal(given["iva"]),
    }


def computed(kind, given):
    if kind == "CUDS":
        return cufe.cuds(cufe.SupportSeal(seller=given["seller"], **common(given)), given["key"])
    taxes = {"inc": Decimal(given["inc"]), "ica": Decimal(given["ica"])}
    seal = cufe.InvoiceSeal(issuer=given["seller"], **common(given), **taxes)
    return (cufe.cufe if kind == "CUFE" else cufe.cude)(seal, given["key"])


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_hashes(vector):
    assert computed(vector["kind"], vector["inputs"]) == vector["expected"]


@pytest.mark.parametrize("given", DATA["software_security_code"], ids=lambda v: v["number"])
def test_software_security_codes(given):
    code = cufe.software_security_code(given["software_id"], given["pin"], given["number"])
    assert code == given["expected"]


def test_an_invoice_of_six_lines_gets_its_published_cufe_from_its_lines():
    vector = VECTORS["stenfrank-invoice"]
    given = vector["inputs"]
    document = document_of(CASES["ubl21dian-invoice-6-lines"])
    party = {"tax_id": given["seller"]}
    numbered = type(document)(
        id="1",
        country="CO",
        document_type="INVOICE",
        issuer=issuer(**party),
        receiver=company(**party),
        line_items=document.line_items,
        country_specific=document.country_specific,
        numbering=Numbering("SETP", "SETP", 990000000, 995000000, 990000008),
    )
    found = cufe.cufe_of(
        numbered,
        compute(numbered),
        common(given)["issued_at"],
        technical_key=given["key"],
        environment=given["env"],
    )
    assert found == vector["expected"]
