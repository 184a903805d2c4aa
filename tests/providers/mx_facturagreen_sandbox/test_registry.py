"""Headers, envelope, customers and products."""

import pytest

from . import payloads
from .client import HTTP, Sandbox


def test_headers_are_checked(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    for headers, status in (
        ({"x-application-key": ""}, 401),
        ({"x-application-key": "wrong"}, 401),
        ({"x-application-business-uuid": other.unit}, 403),
        ({"x-application-business-uuid": ""}, 403),
        ({"x-application-account-uuid": "0001"}, 403),
    ):
        answer = sandbox.post("customer/all", {}, **headers)
        assert (answer.status_code, answer.json()["response"]) == (status, "error")
    assert sandbox.ask("customer/all", {}) == {"customers": []}


def test_a_key_serves_several_issuers(sandbox: Sandbox) -> None:
    branch = sandbox.new_unit(key=sandbox.key)
    branch.add_customer()
    assert sandbox.ask("customer/all", {}) == {"customers": []}
    branch.change(active=False)
    assert branch.post("customer/all", {}).status_code == 403


def test_what_is_not_there_is_404_in_the_envelope(sandbox: Sandbox) -> None:
    assert "nothing at" in sandbox.refusal("cfdi/stamp", {}, 404)
    answer = HTTP.get(f"{sandbox.base}/interop/customer/all", headers=sandbox.headers(), timeout=9)
    assert answer.status_code == 404


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"x"'])
def test_the_body_is_an_object(sandbox: Sandbox, raw: bytes) -> None:
    url = f"{sandbox.base}/interop/customer/all"
    answer = HTTP.post(url, data=raw, headers=sandbox.headers(), timeout=10)
    assert (answer.status_code, answer.json()["response"]) == (400, "error")


def test_customers_are_added_listed_replaced_and_deleted(sandbox: Sandbox) -> None:
    uuid = sandbox.add_customer(phone="5555")
    (entry,) = sandbox.ask("customer/all", {})["customers"]
    assert len(entry.pop("cd")) == len("2026-11-20")
    assert entry == {
        "uuid": uuid,
        "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA",
        "taxid": "URE180429TM6",
        "taxregime": {"k": "601"},
        "email": "pagos@cliente.example",
        "phone": "5555",
        "invoiceuse": {"k": "G03"},
        "zipCode": "86991",
    }
    sandbox.ask("customer/update", {"customer": {"uuid": uuid, "name": "X", "taxid": "Y"}})
    (entry,) = sandbox.ask("customer/all", {})["customers"]
    assert (entry["zipCode"], entry["taxregime"], entry["phone"]) == ("", {"k": ""}, "")
    sandbox.ask("customer/delete", {"customer": {"uuid": uuid}})
    assert sandbox.ask("customer/all", {}) == {"customers": []}
    assert "not found" in sandbox.refusal("customer/delete", {"customer": {"uuid": uuid}})


def test_the_same_customer_twice_is_two(sandbox: Sandbox) -> None:
    assert sandbox.add_customer() != sandbox.add_customer()
    assert len(sandbox.ask("customer/all", {})["customers"]) == 2


def test_products_have_short_names_in_the_list(sandbox: Sandbox) -> None:
    uuid = sandbox.add_product()
    fixed = sandbox.add_product(sku="", price={"type": "fixed", "amount": 5})
    first, second = sandbox.ask("product/all", {})["products"]
    assert first["uuid"] == uuid
    assert (first["name"], first["s"], first["u"], first["dp"], first["sku"]) == (
        "Servicio de consultoría",
        "80101500",
        "E48",
        "1000.00",
        "SKU-1",
    )
    assert first["t"]["iva_tr"] == {"v": "16.00"}
    assert first["t"]["isr_ra"] is False
    assert (second["uuid"], second["p"], second["id"]) == (fixed, "5", "P1")


def test_products_are_changed_in_part(sandbox: Sandbox) -> None:
    uuid = sandbox.add_product()
    sandbox.ask("product/update", {"product": {"uuid": uuid, "price": {"amount": "7"}}})
    shown = sandbox.ask("product/get", {"product": {"uuid": uuid}})["product"]
    assert shown["price"] == {"type": "dynamic", "amount": "7"}
    assert (shown["desc"], shown["sat_unit"]) == ("Servicio de consultoría", {"k": "E48"})
    assert shown["taxes"]["iva_tr"] == "16.00"


@pytest.mark.parametrize(
    "wish",
    [
        {"taxes": {"iva_ta": True, "iva_tr": "10.6667"}},
        {"taxes": {"iva_ta": True, "iva_tr": 16}},
        {"taxes": []},
        {"type": "X"},
        {"price": {"type": "free", "amount": 1}},
        {"price": {"amount": "x"}},
        {"sat_class": {}},
        {"desc": ""},
    ],
)
def test_bad_products_are_refused(sandbox: Sandbox, wish: payloads.Json) -> None:
    product = {
        "desc": "x",
        "sat_class": {"k": "80101500"},
        "sat_unit": {"k": "E48"},
        "price": {"amount": 1},
        **wish,
    }
    assert sandbox.refusal("product/add", {"product": product})
    assert sandbox.ask("product/all", {}) == {"products": []}


def test_flags_of_a_product_are_its_taxes(sandbox: Sandbox) -> None:
    taxes = {
        "iva_ta": True,
        "iva_tr": "16.00",
        "iva_ra": True,
        "iva_rr": "10.67",
        "isr_ra": True,
        "isr_rr": "10.00",
    }
    product = sandbox.add_product(taxes=taxes)
    found = sandbox.verified(
        sandbox.emit(payloads.invoice(sandbox.add_customer(), product))["uuid"]
    )
    (line,) = found.conceptos
    assert line.impuestos is not None
    assert [str(tax.importe) for tax in line.impuestos.traslados] == ["160.000000"]
    assert sorted(str(tax.importe) for tax in line.impuestos.retenciones) == [
        "100.000000",
        "106.700000",
    ]


def test_emission_needs_what_is_registered_here(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    body = payloads.invoice(other.add_customer(), sandbox.add_product())
    assert "customer" in sandbox.refusal("cfdi/emmit", body)
    body = payloads.invoice(sandbox.add_customer(), other.add_product())
    assert "product" in sandbox.refusal("cfdi/emmit", body)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("items", []),
        ("items", "x"),
        ("items", [1]),
        ("relations", [{"type": {"k": "01"}, "uuids": []}]),
        ("relations", [{"type": {"k": "01"}, "uuids": "x"}]),
        ("reference", "x" * 65),
        ("serie", "x" * 26),
        ("folio", "a|b"),
        ("exchangeRate", {}),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(sandbox: Sandbox, path: str, value: object) -> None:
    body = payloads.simple(sandbox)
    body["cfdi"][path] = value
    assert sandbox.refusal("cfdi/emmit", body)


@pytest.mark.parametrize(
    "item",
    [
        {"qty": "x"},
        {"qty": None},
        {"qty": "1.1234567"},
        {"price": {"amount": "NaN"}},
        {"taxes": [{"kind": "x"}]},
        {"predial": "x"},
    ],
)
def test_lines_that_cannot_be_read_are_refused(sandbox: Sandbox, item: payloads.Json) -> None:
    assert sandbox.refusal("cfdi/emmit", payloads.lined(sandbox, **item))
