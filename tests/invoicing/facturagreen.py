"""A Mexican issuer at a sandbox of its own, and what its documents look like."""

from base64 import b64decode
from typing import Any

import pytest
import requests

from documents.draft import Draft
from documents.models import Document
from invoicing import check
from parties.models import IssuerProfile, Party, Tenant
from providers import secrets
from tests.invoicing.notes import refers

TAG = "mx_cfdi.v4_0"
ISSUER: dict[str, Any] = {
    "tax_id": "EKU9003173C9",
    "tax_id_type": "RFC",
    "name": "ESCUELA KEMPER URGATE",
}
RECEIVER: dict[str, Any] = {
    "tax_id": "URE180429TM6",
    "tax_id_type": "RFC",
    "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA",
}
OF_RECEIVER = {"regimen_fiscal": "601", "domicilio_fiscal": "86991"}
OF_LINE = {
    "type": TAG,
    "clave_prod_serv": "80101500",
    "clave_unidad": "E48",
    "objeto_imp": "02",
}


def mx_line(price: str = "1000", currency: str = "MXN", **more: Any) -> dict[str, Any]:
    """A line of IVA 16 %."""
    return {
        "description": "Consultoría",
        "unit_price": {"amount": price, "currency": currency},
        "quantity": "1",
        "tax_code": "IVA16",
        "country_specific": OF_LINE,
        **more,
    }


def mx_invoice(price: str = "1000", own: dict[str, Any] | None = None, **more: Any) -> Draft:
    """An invoice of 1,160.00 MXN to be paid later (PPD)."""
    fields = {
        "type": TAG,
        "uso_cfdi": "G03",
        "receiver": OF_RECEIVER,
        "metodo_pago": "PPD",
        "forma_pago": "99",
        "exportacion": "01",
        **(own or {}),
    }
    parts: dict[str, Any] = {
        "country": "MX",
        "document_type": "INVOICE",
        "issuer": ISSUER,
        "receiver": RECEIVER,
        "line_items": [mx_line(price)],
        "country_specific": fields,
    }
    return Draft(**{**parts, **more})


def mx_note(
    invoice: Document, price: str, relation: str = "CREDITS", kind: str = "CREDIT_NOTE"
) -> Draft:
    """A note about an invoice; a debit note is itself an invoice to be paid later."""
    own = {"uso_cfdi": "G02", "metodo_pago": "PUE", "forma_pago": "03"}
    return mx_invoice(
        price,
        own if kind == "CREDIT_NOTE" else None,
        document_type=kind,
        references=refers(relation, invoice),
    )


def rep(*invoices: Document, pagos: Any = None, amount: str = "400.00", **more: Any) -> Draft:
    """A payment complement; a plain payment of today in pesos, or the `pagos`."""
    payment = {
        "payment_date": f"{check.today_in('MX').isoformat()}T00:00:00",
        "payment_method": "03",
        "currency": "MXN",
        "amount": amount,
    }
    own = {"type": TAG, "receiver": OF_RECEIVER}
    parts: dict[str, Any] = {
        "country": "MX",
        "document_type": "PAYMENT_COMPLEMENT",
        "issuer": ISSUER,
        "receiver": RECEIVER,
        "references": refers("PAYS", *invoices),
        "payment": None if pagos else payment,
        "country_specific": own | ({"pagos": pagos} if pagos else {}),
    }
    return Draft(**{**parts, **more})


def pago(*doctos: dict[str, Any], monto: str, currency: str = "MXN", **more: Any) -> dict[str, Any]:
    """One payment of today, as the API stores it."""
    return {
        "fecha_pago": f"{check.today_in('MX').isoformat()}T00:00:00",
        "forma_de_pago_p": "03",
        "moneda_p": currency,
        "monto": monto,
        "doctos": list(doctos),
        **more,
    }


def docto(place: int, paid: str, **more: Any) -> dict[str, Any]:
    """What is paid of the invoice at a place of the references."""
    return {"reference": place, "imp_pagado": paid, **more}


def mx_series(tenant: Tenant, unit: dict[str, Any], prefix: str, *types: str) -> IssuerProfile:
    """A series of the unit's issuer."""
    party, _ = Party.objects.get_or_create(
        tenant=tenant,
        tax_id=ISSUER["tax_id"],
        defaults={"tax_id_type": "RFC", "name": ISSUER["name"], "country": "MX", "kind": "issuer"},
    )
    return IssuerProfile.objects.create(
        tenant=tenant,
        party=party,
        country="MX",
        document_types=list(types),
        issuer_series=prefix,
        numerator_prefix=prefix,
        numerator_range_min=1,
        numerator_range_max=99999,
        numerator_current=0,
        secret_arn="env:MX_KEY",
        external_ref=unit["uid"],
        provider_config={"lugar_expedicion": "42501", "issuer_regimen_fiscal": "601"},
    )


class Controls:
    """The Mexican sandbox, as a test sees and arms it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Call `/_control/mx_facturagreen<path>`; fails the test on any refusal."""
        address = f"{self.url}/_control/mx_facturagreen{path}"
        answer = requests.request(method, address, json=body or None, timeout=10)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def documents(self, unit: dict[str, Any]) -> list[dict[str, Any]]:
        """What was stamped for the unit."""
        return self.call("GET", f"/documents?unit={unit['uid']}")["documents"]

    def arm(self, unit: dict[str, Any], scenario: str, **more: Any) -> None:
        """The next request of the unit meets the scenario."""
        self.call("POST", "/scenarios", unit=unit["uid"], scenario=scenario, **more)


@pytest.fixture
def mx_controls(sandbox) -> Controls:
    """The sandbox's Mexican part."""
    return Controls(sandbox.url)


@pytest.fixture
def mx_unit(mx_controls, monkeypatch, settings, tmp_path) -> dict[str, Any]:
    """An issuer of its own in the sandbox, to whom SAT answers at once; short waits. The stamp's
    certificate is trusted."""
    unit = mx_controls.call("POST", "/units", stepSeconds=0)
    monkeypatch.setenv("MX_KEY", unit["key"])
    secrets.forget("env:MX_KEY")
    for i, sat in enumerate(mx_controls.call("GET", "/certificates")["sat"]):
        (tmp_path / f"{i}.cer").write_bytes(b64decode(sat["certificate"]))
    settings.PROVIDER_URLS = {"mx_facturagreen": mx_controls.url}
    settings.PROVIDER_SETTINGS = {
        "mx_facturagreen": {
            "consulta_url": f"{mx_controls.url}/ConsultaCFDIService.svc",
            "sat_certificates": str(tmp_path),
        }
    }
    settings.SCHEDULE_SCALE = 0.005
    settings.PROVIDER_READ_TIMEOUT = 5
    return unit


@pytest.fixture
def mx_issuer(tenant, mx_unit) -> dict[str, Any]:
    """The unit with its series: F for invoices and notes, P for payment complements."""
    mx_series(tenant, mx_unit, "F", "INVOICE", "CREDIT_NOTE", "DEBIT_NOTE")
    mx_series(tenant, mx_unit, "P", "PAYMENT_COMPLEMENT")
    return mx_unit
