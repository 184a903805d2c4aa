"""SAT's codes: for each a request that a PAC would refuse, and the right one beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from providers.mx_facturagreen.sandbox.magic import MAGIC_RECEIVERS
from providers.mx_facturagreen.sandbox.texts import TEXTS

from . import payloads
from .client import Sandbox

Json = dict[str, Any]

IVA = payloads.tax("002", "0.16")
GENERIC = {"taxregime": {"k": "616"}, "invoiceuse": {"k": "S01"}}
PERIOD = {"periodicity": {"k": "04"}, "period": {"k": "10"}, "year": {"k": payloads.YEAR}}


def change(target: Json, path: str, value: Any) -> Json:
    """The object with the value at a dotted path."""
    *steps, last = path.split(".")
    inner = target
    for step in steps:
        inner = inner[int(step)] if step.isdigit() else inner.setdefault(step, {})
    inner[last] = value
    return target


HEADER = [
    ("CFDI40104", "payment.form.k", "98"),
    ("CFDI40105", "payment.method.k", "PPD"),
    ("CFDI40113", "currency.k", "MEX"),
    ("CFDI40114", "exchangeRate", "2"),
    ("CFDI40115", "currency.k", "USD"),
    ("CFDI40117", "exchangeRate", "1.0000001"),
    ("CFDI40121", "type.k", "Z"),
    ("CFDI40122", "export.k", "02"),
    ("CFDI40123", "export.k", "09"),
    ("CFDI40124", "payment.method.k", "PAD"),
    ("CFDI40126", "business.address.zip", "4250"),
    ("CFDI40130", "global", PERIOD),
    ("CFDI40137", "relations", [{"type": {"k": "09"}, "uuids": ["x"]}]),
    ("CFDI40140", "business.taxregime.k", "699"),
    ("CFDI40141", "business.taxregime.k", "612"),
    ("CFDI40147", "customer.zip", "8699"),
    ("CFDI40148", "customer.zip", "06000"),
    ("CFDI40150", "customer.residence.k", "ZZZZ"),
    ("CFDI40151", "customer.residence.k", "USA"),
    ("CFDI40154", "customer.foreignId", "123456789"),
    ("CFDI40157", "customer.taxregime.k", "699"),
    ("CFDI40158", "customer.taxregime.k", "612"),
    ("CFDI40159", "customer.taxregime.k", "603"),
    ("CFDI40160", "customer.invoiceuse.k", "P01"),
    ("CFDI40161", "customer.invoiceuse.k", "D01"),
    ("CFDI40161", "customer.invoiceuse.k", "CP01"),
]


@pytest.mark.parametrize(("code", "path", "value"), HEADER)
def test_header_and_receiver(sandbox: Sandbox, code: str, path: str, value: Any) -> None:
    body = payloads.simple(sandbox)
    sandbox.emit(body)
    change(body["cfdi"], path, value)
    assert sandbox.refusal("cfdi/emmit", body) == f"{code}: {TEXTS[code]}"
    assert len(sandbox.kept()) == 1


def test_no_currency_has_no_rate(sandbox: Sandbox) -> None:
    body = payloads.simple(sandbox, currency={"k": "XXX"}, exchangeRate="1")
    assert sandbox.refusal("cfdi/emmit", body).startswith("CFDI40116")


RECEIVERS = [
    ("CFDI40143", "CAN010101AB1", {"name": "CONTRIBUYENTE CANCELADO"}),
    ("CFDI40143", "NO-RFC", {}),
    ("CFDI40145", "URE180429TM6", {"name": "UNIVERSIDAD ROBOTICA ESPAÑOLA SA DE CV"}),
    ("CFDI40146", "SAND010101099", {"name": "PUBLICO EN GENERAL"}),
    ("CFDI40149", "XAXX010101000", {"name": "VARIOS", **GENERIC}),
    ("CFDI40157", "SAND010101099", {"taxregime": {"k": ""}}),
    ("CFDI40158", "XAXX010101000", {"name": "VARIOS", "address": {"main": {"zip": "42501"}}}),
    ("CFDI40160", "SAND010101099", {"invoiceuse": None}),
]


@pytest.mark.parametrize(("code", "rfc", "wish"), RECEIVERS)
def test_registered_receivers(sandbox: Sandbox, code: str, rfc: str, wish: Json) -> None:
    body = payloads.invoice(sandbox.add_customer(rfc, **wish), sandbox.add_product())
    assert sandbox.refusal("cfdi/emmit", body).startswith(f"{code}: ")


FOREIGN = [
    ("CFDI40152", {"residence": {"k": "MEX"}}),
    ("CFDI40153", {"foreignId": "123456789"}),
    ("CFDI40156", {"residence": {"k": "USA"}, "foreignId": "12"}),
    ("CFDI40161", {"invoiceuse": {"k": "CP01"}}),
]


@pytest.mark.parametrize(("code", "wish"), FOREIGN)
def test_foreign_receivers(sandbox: Sandbox, code: str, wish: Json) -> None:
    at_issuer = {"address": {"main": {"zip": "42501"}}}
    customer = sandbox.add_customer("XEXX010101000", name="ACME", **at_issuer, **GENERIC)
    body = payloads.invoice(customer, sandbox.add_product())
    sandbox.emit(body)
    body["cfdi"]["customer"].update(wish)
    assert sandbox.refusal("cfdi/emmit", body).startswith(f"{code}: ")


PERIODS = [
    ("CFDI40131", "periodicity.k", "09"),
    ("CFDI40132", "periodicity.k", "05"),
    ("CFDI40133", "period.k", "19"),
    ("CFDI40134", "period.k", "13"),
    ("CFDI40136", "year.k", "2020"),
]


def public(sandbox: Sandbox) -> str:
    """The registered general public."""
    at_issuer = {"address": {"main": {"zip": "42501"}}}
    return sandbox.add_customer("XAXX010101000", name="PUBLICO EN GENERAL", **at_issuer, **GENERIC)


@pytest.mark.parametrize(("code", "path", "value"), PERIODS)
def test_global_invoices(sandbox: Sandbox, code: str, path: str, value: str) -> None:
    period = change({key: dict(part) for key, part in PERIOD.items()}, path, value)
    body = payloads.invoice(public(sandbox), sandbox.add_product(), **{"global": period})
    assert sandbox.refusal("cfdi/emmit", body).startswith(f"{code}: ")


def test_two_months_are_of_two_months(sandbox: Sandbox) -> None:
    period = {**PERIOD, "periodicity": {"k": "05"}}
    more = {"global": period, "business": {"taxregime": {"k": "621"}}}
    small = sandbox.new_unit(rfc="SAND010101098", name="JUAN", regime="621")
    body = payloads.invoice(public(small), small.add_product(), **more)
    assert small.refusal("cfdi/emmit", body).startswith("CFDI40135: ")
    period["period"] = {"k": "17"}
    small.emit(body)


def test_the_general_public_needs_a_period(sandbox: Sandbox) -> None:
    body = payloads.invoice(public(sandbox), sandbox.add_product())
    assert sandbox.refusal("cfdi/emmit", body).startswith("CFDI40130: ")


def test_an_issuer_is_named_as_sat_names_it(base: str) -> None:
    other = Sandbox(base).new_unit(name="ESCUELA KEMPER URGATE SA DE CV")
    assert other.refusal("cfdi/emmit", payloads.simple(other)).startswith("CFDI40139: ")


LINES = [
    ("CFDI40119", {"taxes": [payloads.tax("001", "0.35", "withheld")] * 3}),
    ("CFDI40166", {"price": {"amount": "0"}}),
    ("CFDI40168", {"discount": "0.1234567"}),
    ("CFDI40169", {"discount": "1000.01"}),
    ("CFDI40170", {"object": {"k": "09"}}),
    ("CFDI40171", {"object": {"k": "02"}, "taxes": []}),
    ("CFDI40172", {"object": {"k": "01"}, "taxes": [IVA]}),
    ("CFDI40174", {"discount": "1000.00"}),
    ("CFDI40175", {"taxes": [payloads.tax("001", "0.16")]}),
    ("CFDI40176", {"taxes": [payloads.tax("002", "0.16", factor="Rate")]}),
    ("CFDI40177", {"taxes": [payloads.tax("002", "0.16", factor="Exento")]}),
    ("CFDI40178", {"taxes": [payloads.tax("002", None)]}),
    ("CFDI40179", {"taxes": [payloads.tax("002", "0.15")]}),
    ("CFDI40181", {"taxes": [{**payloads.tax("001", "0.1", "withheld"), "base": "0"}]}),
    ("CFDI40182", {"taxes": [payloads.tax("009", "0.1", "withheld")]}),
    ("CFDI40183", {"taxes": [payloads.tax("001", "0.1", "withheld", "Rate")]}),
    ("CFDI40184", {"taxes": [payloads.tax("001", None, "withheld", "Exento")]}),
    ("CFDI40185", {"taxes": [payloads.tax("001", "0.36", "withheld")]}),
    ("CFDI40194", {"customs": ["15 48 3009 0001234"]}),
]


@pytest.mark.parametrize(("code", "item"), LINES)
def test_lines(sandbox: Sandbox, code: str, item: Json) -> None:
    assert sandbox.refusal("cfdi/emmit", payloads.lined(sandbox, **item)).startswith(f"{code}: ")
    assert sandbox.kept() == []


@pytest.mark.parametrize(
    ("code", "wish"),
    [("CFDI40162", {"sat_class": {"k": "8010"}}), ("CFDI40165", {"sat_unit": {"k": "E"}})],
)
def test_products(sandbox: Sandbox, code: str, wish: Json) -> None:
    body = payloads.invoice(sandbox.add_customer(), sandbox.add_product(**wish))
    assert sandbox.refusal("cfdi/emmit", body).startswith(f"{code}: ")


def several(**wish: Any) -> Callable[[str], Json]:
    """A payment of one invoice among `invoices`, with fields of it as wished."""

    def body(folio_tax: str) -> Json:
        paid = {
            "uuid": folio_tax,
            "number": 1,
            "amount": "1160.00",
            "balance": {"before": "1160.00", "after": "0.00"},
            **wish,
        }
        return payloads.payment(folio_tax, invoices=[paid])

    return body


def single(**wish: Any) -> Callable[[str], Json]:
    """A payment as documented, with fields as wished."""
    return lambda folio_tax: payloads.payment(folio_tax, **wish)


def received(amount: str) -> Callable[[str], Json]:
    """1160.00 of an invoice, paid with another amount."""

    def body(folio_tax: str) -> Json:
        return change(several()(folio_tax), "payment.amount", amount)

    return body


PAYMENTS = [
    ("CRP20212", single(form={"k": "99"})),
    ("CRP20213", single(currency={"k": "XXX"})),
    ("CRP20214", single(currency={"k": "USD"})),
    ("CRP20215", single(exchangeRate="2")),
    ("CRP20217", received("1159.99")),
    ("CRP20218", received("0")),
    ("CRP20219", received("1160.001")),
    ("CRP20221", single(form={"k": "01"}, payer={"bankTaxid": "BBA830831LJ2"})),
    ("CRP20223", single(payer={"bankTaxid": "XEXX010101000"})),
    ("CRP20224", single(form={"k": "01"}, payer={"account": "0123456789"})),
    ("CRP20225", single(payer={"account": "01234567890"})),
    ("CRP20226", single(payee={"account": "01234567890"})),
    ("CRP20227", single(form={"k": "01"}, payee={"bankTaxid": "BBA830831LJ2"})),
    ("CRP20228", single(form={"k": "01"}, payee={"account": "0123456789"})),
    ("CRP20236", several(currency={"k": "USD"}, equivalence="1")),
    ("CRP20237", single(currency={"k": "USD"}, exchangeRate="18.5")),
    ("CRP20238", several(equivalence="2")),
    ("CRP20239", several(balance={"before": "0", "after": "0"})),
    ("CRP20240", several(balance={"before": "1160.001", "after": "0.001"})),
    ("CRP20241", several(amount="0")),
    ("CRP20242", several(amount="1159.999", balance={"before": "1160.00", "after": "0.001"})),
    ("CRP20244", several(balance={"before": "1160.00", "after": "1.00"})),
    ("CRP20244", several(balance={"before": "1000.00", "after": "-160.00"})),
    ("CRP20245", several(object={"k": "09"})),
    ("CRP20246", several(taxes=[])),
    ("CRP20247", several(object={"k": "01"})),
]


@pytest.mark.parametrize(("code", "body"), PAYMENTS)
def test_payments(sandbox: Sandbox, code: str, body: Callable[[str], Json]) -> None:
    folio_tax = sandbox.emit(payloads.deferred(sandbox))["cfdi"]["folio_tax"]
    assert sandbox.refusal("cfdi/emmited/payment", body(folio_tax)).startswith(f"{code}: ")
    assert len(sandbox.kept()) == 1


def test_every_code_has_its_case() -> None:
    """So that the table of texts and this file tell the same."""
    tabled = {row[0] for row in (*HEADER, *RECEIVERS, *FOREIGN, *PERIODS, *LINES, *PAYMENTS)}
    alone = {"CFDI40116", "CFDI40135", "CFDI40139", "CFDI40162", "CFDI40165"}
    assert tabled | alone == set(TEXTS)
    assert len(TEXTS) > 40


def test_relations_are_to_live_documents_of_the_issuer(sandbox: Sandbox) -> None:
    unknown = [{"type": {"k": "01"}, "uuids": ["11111111-2222-4333-8444-555555555555"]}]
    body = payloads.simple(sandbox, relations=unknown)
    assert "no existe" in sandbox.refusal("cfdi/emmit", body)
    gone = sandbox.emit(payloads.lined(sandbox, price={"amount": "1"}))["cfdi"]["folio_tax"]
    sandbox.cancel(gone)
    related = [{"type": {"k": "01"}, "uuids": [gone]}]
    assert "cancelado" in sandbox.refusal("cfdi/emmit", payloads.simple(sandbox, relations=related))
    related[0]["type"] = {"k": "04"}
    sandbox.emit(payloads.simple(sandbox, relations=related))


def test_the_page_tells_every_code_and_every_magic_receiver() -> None:
    page = (Path(__file__).parents[3] / "providers/mx_facturagreen/SANDBOX.md").read_text("utf-8")
    for code, text in TEXTS.items():
        assert f"| {code} | {text} |" in page
    for rfc, name in MAGIC_RECEIVERS.items():
        assert f"| {rfc} | {name} |" in page
