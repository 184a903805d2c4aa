"""A plain HTTP client of the sandbox: the PAC's API, SAT's service, and the controls."""

from dataclasses import dataclass, field
from html import escape
from typing import Any

import requests
from lxml import etree

from documents.cfdi.certificate import Certificate, load_base64
from documents.cfdi.model import Comprobante
from documents.cfdi.seal import verify

Json = dict[str, Any]

HTTP = requests.Session()
HTTP.trust_env = False

ACTION = "http://tempuri.org/IConsultaCFDIService/Consulta"
ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    '<Consulta xmlns="http://tempuri.org/"><expresionImpresa>{}</expresionImpresa></Consulta>'
    "</s:Body></s:Envelope>"
)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, seen by one issuer."""

    base: str
    unit: str = ""
    key: str = ""
    more: Json = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """The headers of every call."""
        return {
            "x-application-key": self.key,
            "x-application-business-uuid": self.unit,
            "x-application-account-uuid": "0000",
        }

    def post(self, path: str, body: Json, timeout: float = 20, **headers: str) -> requests.Response:
        """POST to an endpoint under /interop/."""
        return HTTP.post(
            f"{self.base}/interop/{path}",
            json=body,
            headers={**self.headers(), **headers},
            timeout=timeout,
        )

    def ask(self, path: str, body: Json) -> Json:
        """The data of an answer that must be a success."""
        response = self.post(path, body)
        answer = response.json()
        assert (response.status_code, answer["response"]) == (200, "success"), answer
        assert answer["telemetry"]["call-uuid"]
        data: Json = answer["data"]
        return data

    def refusal(self, path: str, body: Json, status: int = 400) -> str:
        """The text of an answer that must be a refusal."""
        response = self.post(path, body)
        assert response.status_code == status, response.text
        answer = response.json()
        assert answer["response"] == "error"
        text: str = answer.get("message") or answer["error"]["message"]
        return text

    def get(self, path: str) -> requests.Response:
        """GET a file."""
        return HTTP.get(f"{self.base}/interop/{path}", headers=self.headers(), timeout=20)

    def emit(self, body: Json) -> Json:
        """The data of an emission that must succeed."""
        return self.ask("cfdi/emmit", body)

    def pay(self, body: Json) -> Json:
        """The data of a payment that must succeed."""
        return self.ask("cfdi/emmited/payment", body)

    def cancel(self, folio_tax: str, reason: str = "02", substitute: str | None = None) -> Json:
        """The data of a cancellation that must be taken."""
        wish = {"folio_tax": folio_tax, "reason": reason, "substitute": substitute}
        return self.ask("cfdi/emmited/cancel", {"cancel": wish})

    def listed(self, **wanted: str) -> list[Json]:
        """The documents that fit a filter."""
        found: list[Json] = self.ask("cfdi/emmited/all", {"filter": wanted})["cfdis"]
        return found

    def xml(self, uid: str) -> bytes:
        """The XML of a document that must be there."""
        response = self.get(f"cfdi/{uid}/xml")
        assert response.status_code == 200, response.text
        return response.content

    def verified(self, uid: str) -> Comprobante:
        """The document in the XML, its seal and stamp verified."""
        return verify(self.xml(uid), self.trusted())

    def trusted(self) -> dict[str, Certificate]:
        """The PAC's certificates, by number."""
        given = self.told("GET", "/certificates")["sat"]
        return {each["number"]: load_base64(each["certificate"]) for each in given}

    def consult(self, expression: str, **headers: str) -> requests.Response:
        """Ask SAT about an expression."""
        return HTTP.post(
            f"{self.base}/ConsultaCFDIService.svc",
            data=ENVELOPE.format(escape(expression)).encode(),
            headers={"SOAPAction": ACTION, "Content-Type": "text/xml; charset=utf-8", **headers},
            timeout=20,
        )

    def sat(self, expression: str) -> tuple[str, str, str, str]:
        """CodigoEstatus, Estado, EsCancelable and EstatusCancelacion of an expression."""
        response = self.consult(expression)
        assert response.status_code == 200, response.text
        root = etree.fromstring(response.content)
        told = {etree.QName(node).localname: node.text or "" for node in root.iter("{*}*")}
        names = ("CodigoEstatus", "Estado", "EsCancelable", "EstatusCancelacion")
        return tuple(told[name] for name in names)  # type: ignore[return-value]

    def standing(self, folio_tax: str) -> tuple[str, str, str]:
        """Estado, EsCancelable and EstatusCancelacion of a document stamped here."""
        (kept,) = [each for each in self.kept() if each["folio_tax"] == folio_tax]
        expression = (
            f"?id={folio_tax}&re={kept['issuer_rfc']}&rr={kept['receiver']['rfc']}"
            f"&tt={kept['total']}&fe={kept['seal'][-8:]}"
        )
        code, *standing = self.sat(expression)
        assert code.startswith("S - ")
        return tuple(standing)  # type: ignore[return-value]

    def control(self, method: str, path: str, body: Any = None) -> requests.Response:
        """A control of the Mexican sandbox."""
        url = f"{self.base}/_control/mx_facturagreen{path}"
        return HTTP.request(method, url, json=body, timeout=20)

    def told(self, method: str, path: str, body: Any = None) -> Json:
        """The answer of a control that must succeed."""
        response = self.control(method, path, body)
        assert response.status_code in (200, 201), response.text
        answer: Json = response.json()
        return answer

    def new_unit(self, **wish: Any) -> "Sandbox":
        """The sandbox seen by a new issuer with an account of its own."""
        made = self.told("POST", "/units", {"stepSeconds": 0, **wish})
        return Sandbox(self.base, made["uid"], made["key"])

    def change(self, **wish: Any) -> None:
        """Change this issuer."""
        self.told("POST", "/units", {"uid": self.unit, **wish})

    def arm(self, scenario: str, **more: Any) -> Json:
        """Arm a scenario for this issuer's next request."""
        return self.told("POST", "/scenarios", {"scenario": scenario, "unit": self.unit, **more})

    def pass_time(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self.told("POST", "/clock", {"advance_seconds": seconds})

    def log(self) -> list[Json]:
        """The requests received for this issuer."""
        entries: list[Json] = self.told("GET", f"/requests?unit={self.unit}")["requests"]
        return entries

    def kept(self) -> list[Json]:
        """The documents stamped for this issuer."""
        documents: list[Json] = self.told("GET", f"/documents?unit={self.unit}")["documents"]
        return documents

    def add_customer(self, rfc: str = "URE180429TM6", **changes: Any) -> str:
        """A registered receiver's id."""
        customer = {
            "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA" if rfc == "URE180429TM6" else "JUAN PEREZ",
            "taxid": rfc,
            "email": "pagos@cliente.example",
            "taxregime": {"k": "601" if len(rfc) == 12 else "612"},
            "invoiceuse": {"k": "G03"},
            "address": {"main": {"zip": "86991", "street": "Calle 1"}},
            **changes,
        }
        uuid: str = self.ask("customer/add", {"customer": customer})["uuid"]
        return uuid

    def add_product(self, **changes: Any) -> str:
        """A registered product's id: IVA 16 %."""
        product = {
            "id": "P1",
            "sku": "SKU-1",
            "type": "S",
            "desc": "Servicio de consultoría",
            "sat_class": {"k": "80101500"},
            "sat_unit": {"k": "E48"},
            "price": {"type": "dynamic", "amount": "1000.00"},
            "taxes": {"iva_ta": True, "iva_tr": "16.00"},
            **changes,
        }
        uuid: str = self.ask("product/add", {"product": product})["uuid"]
        return uuid
