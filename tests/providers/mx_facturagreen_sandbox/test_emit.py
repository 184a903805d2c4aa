"""Invoices and credit notes: real CFDI 4.0, sealed and stamped."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from documents.cfdi.faults import NotSealed
from documents.cfdi.model import Comprobante
from documents.cfdi.seal import verify
from documents.rules import mx_cfdi

from . import payloads
from .client import Sandbox


def faults(comprobante: Comprobante) -> list[str]:
    """What our own rules say of a document."""
    return [str(fault) for fault in mx_cfdi.check(comprobante, comprobante.fecha.date())]


def test_an_invoice_is_sealed_stamped_and_right(sandbox: Sandbox) -> None:
    body = payloads.simple(sandbox, serie="A", folio="7", reference="doc-7")
    answer = sandbox.emit(body)
    found = sandbox.verified(answer["uuid"])
    assert faults(found) == []
    assert answer["uuid"].startswith("e-cfdi-")
    assert found.timbre is not None
    assert answer["cfdi"]["folio_tax"] == found.timbre.uuid
    assert (found.serie, found.folio) == ("A", "7")
    assert (found.sub_total, found.total) == (Decimal("1000.00"), Decimal("1160.00"))
    assert found.receptor.nombre == "UNIVERSIDAD ROBOTICA ESPAÑOLA"


def test_a_rich_invoice_adds_up(sandbox: Sandbox) -> None:
    """Six decimals, discounts, IEPS by rate and quota, withholdings, exempt, and dollars."""
    product, customer = sandbox.add_product(), sandbox.add_customer()
    transferred, withheld = payloads.tax("002", "0.160000"), "withheld"
    items = [
        {
            "uuid": product,
            "qty": "3.333333",
            "price": {"amount": "19.123457"},
            "discount": "1.50",
            "taxes": [
                transferred,
                payloads.tax("002", "0.106667", withheld),
                payloads.tax("001", "0.100000", withheld),
            ],
            "unit": "Hora",
            "predial": ["123456"],
        },
        {
            "uuid": product,
            "qty": 2,
            "price": {"amount": 10.5},
            "discount": "10.00%",
            "taxes": [payloads.tax("003", "0.080000"), payloads.tax("003", "2.5", factor="Cuota")],
            "customs": ["15  48  3009  0001234"],
        },
        {
            "uuid": product,
            "qty": "1",
            "price": {"amount": "5"},
            "taxes": [payloads.tax("002", None, factor="Exento")],
        },
        {"uuid": product, "qty": "1", "price": {"amount": "5"}, "taxes": [], "object": {"k": "01"}},
    ]
    body = payloads.invoice(
        customer, product, items=items, currency={"k": "USD"}, exchangeRate="18.5"
    )
    found = sandbox.verified(sandbox.emit(body)["uuid"])
    assert faults(found) == []
    assert found.sub_total == Decimal("94.74")
    assert found.descuento == Decimal("3.60")
    assert found.impuestos is not None
    # 62.244859 * .16; 18.90 * .08; 2 * 2.5
    assert found.impuestos.total_impuestos_trasladados == Decimal("9.96") + Decimal("1.51") + 5
    assert found.impuestos.total_impuestos_retenidos == Decimal("6.64") + Decimal("6.22")
    assert found.total == found.sub_total - Decimal("3.60") + Decimal("16.47") - Decimal("12.86")


def test_a_global_invoice_is_of_one_class(sandbox: Sandbox) -> None:
    public = sandbox.add_customer(
        "XAXX010101000",
        name="PUBLICO EN GENERAL",
        taxregime={"k": "616"},
        invoiceuse={"k": "S01"},
        address={"main": {"zip": "42501"}},
    )
    period = {"period": {"k": "10"}, "periodicity": {"k": "04"}, "year": {"k": payloads.YEAR}}
    body = payloads.invoice(public, sandbox.add_product(), **{"global": period})
    found = sandbox.verified(sandbox.emit(body)["uuid"])
    assert faults(found) == []
    assert [line.clave_prod_serv for line in found.conceptos] == ["01010101"]
    body["@config"] = {"enforce.cfdiGlobal": False}
    free = sandbox.verified(sandbox.emit(body)["uuid"])
    assert [line.clave_prod_serv for line in free.conceptos] == ["80101500"]


def test_a_credit_note_and_a_debit_note_relate_to_their_invoice(sandbox: Sandbox) -> None:
    invoice = sandbox.emit(payloads.simple(sandbox))["cfdi"]["folio_tax"]
    for kind, relation in (("E", "01"), ("I", "02")):
        related = [{"type": {"k": relation}, "uuids": [invoice.lower()]}]
        body = payloads.simple(sandbox, type={"k": kind}, relations=related)
        found = sandbox.verified(sandbox.emit(body)["uuid"])
        assert faults(found) == []
        assert found.tipo_de_comprobante == kind
        assert found.cfdi_relacionados[0].uuids == (invoice,)


def test_header_fields_replace_what_the_customer_says(sandbox: Sandbox) -> None:
    foreign = sandbox.add_customer("XEXX010101000", name="ACME INC")
    wished = {
        "uuid": foreign,
        "zip": "06000",
        "taxregime": {"k": "616"},
        "invoiceuse": {"k": "S01"},
        "residence": {"k": "USA"},
        "foreignId": "123456789",
    }
    place = {"address": {"zip": "06000"}}
    body = payloads.invoice(foreign, sandbox.add_product(), business=place)
    body["cfdi"]["customer"] = wished
    found = sandbox.verified(sandbox.emit(body)["uuid"])
    assert faults(found) == []
    assert found.lugar_expedicion == found.receptor.domicilio_fiscal_receptor == "06000"
    assert found.receptor.num_reg_id_trib == "123456789"


def test_without_our_number_the_pacs_is_printed(sandbox: Sandbox) -> None:
    folios = [sandbox.verified(sandbox.emit(payloads.simple(sandbox))["uuid"]).folio for _ in "12"]
    assert folios == ["1", "2"]


def test_the_same_request_twice_is_stamped_twice(sandbox: Sandbox) -> None:
    body = payloads.simple(sandbox, reference="doc-1", serie="A", folio="1")
    answers = [sandbox.emit(body) for _ in "12"]
    listed = sandbox.listed(reference="doc-1")
    assert [entry["uuid"] for entry in listed] == [answer["uuid"] for answer in answers]
    assert len({entry["folio_tax"] for entry in listed}) == 2


def test_the_list_tells_what_the_assumptions_say(sandbox: Sandbox) -> None:
    answer = sandbox.emit(payloads.simple(sandbox, reference="doc-9", serie="B", folio="9"))
    (entry,) = sandbox.listed(serie="B", folio="9")
    day = entry.pop("date")
    assert len(day) == len("2026-11-20T10:00:00")
    assert entry == {
        "uuid": answer["uuid"],
        "folio_tax": answer["cfdi"]["folio_tax"],
        "type": {"k": "I"},
        "serie": "FG",
        "folio": "1",
        "reference": "doc-9",
        "external": {"serie": "B", "folio": "9"},
        "customer": {"taxid": "URE180429TM6"},
        "total": "1160.00",
        "currency": "MXN",
        "status": "stamped",
    }
    assert sandbox.listed(reference="doc-1") == []
    assert sandbox.listed(serie="A", folio="9") == []
    assert sandbox.new_unit().listed(reference="doc-9") == []
    assert "filter" in sandbox.refusal("cfdi/emmited/all", {})


def test_files_are_of_the_issuer_alone(sandbox: Sandbox) -> None:
    answer = sandbox.emit(payloads.simple(sandbox))
    pdf = sandbox.get(f"cfdi/{answer['uuid']}/pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert answer["xml_url"].endswith(f"/interop/cfdi/{answer['uuid']}/xml")
    assert sandbox.new_unit().get(f"cfdi/{answer['uuid']}/xml").status_code == 404
    assert sandbox.get("cfdi/e-cfdi-1-nothing/xml").status_code == 404


def test_a_strange_certificate_verifies_nothing(sandbox: Sandbox) -> None:
    """The stamp is the PAC's: without its certificate nothing is believed."""
    xml = sandbox.xml(sandbox.emit(payloads.simple(sandbox))["uuid"])
    with pytest.raises(NotSealed):
        verify(xml, {})


def test_dates_may_lie_three_days_back(sandbox: Sandbox) -> None:
    body = payloads.simple(sandbox)
    today = sandbox.verified(sandbox.emit(body)["uuid"])
    body["@config"] = {"override.emmitDateOffset": "-3d", "override.paymentConditions": True}
    body["cfdi"]["paymentConditions"] = "Contado"
    back = sandbox.verified(sandbox.emit(body)["uuid"])
    assert (today.fecha - back.fecha).days in (2, 3)
    assert (today.condiciones_de_pago, back.condiciones_de_pago) == (None, "Contado")
    body["@config"] = {"override.emmitDateOffset": "-4d"}
    assert "emmitDateOffset" in sandbox.refusal("cfdi/emmit", body)


@pytest.mark.parametrize(
    "item",
    [
        {"qty": "0"},
        {"qty": "-1"},
        {"price": {"amount": "-1"}},
        {"discount": "-1"},
        {"desc": "a|b"},
        {"desc": "x" * 1001},
        {"unit": "x" * 21},
        {"predial": ["a b"]},
        {"taxes": [payloads.tax("002", "-0.16")]},
    ],
)
def test_what_the_schema_refuses_is_refused(sandbox: Sandbox, item: payloads.Json) -> None:
    assert sandbox.refusal("cfdi/emmit", payloads.lined(sandbox, **item)).startswith("301: ")


def test_many_at_once_have_numbers_of_their_own(sandbox: Sandbox) -> None:
    body = payloads.simple(sandbox, reference="all")
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: sandbox.emit(body), range(24)))
    folios = {int(answer["cfdi"]["folio"]) for answer in answers}
    assert folios == set(range(1, 25))
    assert len(sandbox.listed(reference="all")) == 24


def test_a_donation_is_sealed_with_its_authorisation(sandbox: Sandbox) -> None:
    told = {"auth_number": "600-02-2025-1", "auth_date": "05/03/2025", "legend": "No vendible"}
    body = payloads.simple(sandbox, accessories={"#donat11": told})
    found = sandbox.verified(sandbox.emit(body)["uuid"])
    assert faults(found) == []
    (complement,) = found.complementos
    assert b'fechaAutorizacion="2025-03-05"' in complement
    for wrong in ({"auth_date": "2025-03-05"}, {"auth_number": ""}):
        body["cfdi"]["accessories"] = {"#donat11": {**told, **wrong}}
        assert "#donat11" in sandbox.refusal("cfdi/emmit", body)
