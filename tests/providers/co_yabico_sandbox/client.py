"""A plain HTTP client of the sandbox: its API in either dialect, and its controls."""

from dataclasses import dataclass
from typing import Any

import requests

Json = dict[str, Any]

HTTP = requests.Session()
HTTP.trust_env = False

ERROR = "{ id type subType title message helpText language }"
CREATE = f"""
mutation Create($document: InvoiceInput!) {{
  createInvoice(document: $document) {{
    document {{
      uid id documentUid documentQr documentStatus {{ code description }}
      generalInformation {{ issueDateTime }} files {{ attachedDocument {{ data }} }}
    }}
    errors {ERROR} warnings {ERROR} notifications {ERROR}
  }}
}}
"""
FIND = """
query Find($uid: UID!) {
  invoice(uid: $uid) {
    uid id documentUid documentQr documentStatus { code description }
    generalInformation { issueDateTime environment }
    documentTotals { payableAmount }
    documentParties { accountingCustomerParty { identification { identifier } } }
  }
}
"""


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, seen by one unit."""

    base: str
    unit: str = ""
    token: str = ""

    def graphql(
        self, query: str, variables: Json | None = None, dialect: str = "live", **options: Any
    ) -> requests.Response:
        """POST a query."""
        path = {"live": "v2", "printed": "v1"}[dialect]
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return HTTP.post(
            f"{self.base}/co/einvoices/{path}/",
            json={"query": query, "variables": variables},
            headers=headers,
            timeout=options.pop("timeout", 10),
            **options,
        )

    def ask(self, query: str, variables: Json | None = None, dialect: str = "live") -> Json:
        """The whole answer to a query that must come with HTTP 200."""
        response = self.graphql(query, variables, dialect)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def create(self, document: Json, dialect: str = "live") -> Json:
        """The createInvoice output."""
        answer = self.ask(CREATE, {"document": document}, dialect)
        assert "errors" not in answer, answer
        output: Json = answer["data"]["createInvoice"]
        return output

    def accepted(self, document: Json, dialect: str = "live") -> Json:
        """The document of a creation that must succeed."""
        output = self.create(document, dialect)
        assert output["errors"] == []
        created: Json = output["document"]
        return created

    def refusal(self, document: Json, dialect: str = "live") -> list[str]:
        """The error ids of a creation that must be refused."""
        output = self.create(document, dialect)
        assert output["document"] is None
        return [error["id"] for error in output["errors"]]

    def find(self, key: str) -> Json:
        """The whole answer to `invoice`."""
        return self.ask(FIND, {"uid": key})

    def status(self, key: str) -> str:
        """The status code of an invoice that must be found."""
        code: str = self.find(key)["data"]["invoice"]["documentStatus"]["code"]
        return code

    def control(self, method: str, path: str, body: Any = None) -> requests.Response:
        """A control of the Colombian sandbox."""
        url = f"{self.base}/_control/co_yabico{path}"
        return HTTP.request(method, url, json=body, timeout=10)

    def told(self, method: str, path: str, body: Any = None) -> Json:
        """The answer of a control that must succeed."""
        response = self.control(method, path, body)
        assert response.status_code in (200, 201), response.text
        answer: Json = response.json()
        return answer

    def new_unit(self, **wish: Any) -> "Sandbox":
        """The sandbox seen by a new unit in an organization of its own."""
        made = self.told("POST", "/units", {"stepSeconds": 10, **wish})
        return Sandbox(self.base, made["uid"], made["token"])

    def arm(self, scenario: str, **more: Any) -> Json:
        """Arm a scenario for this unit's next request."""
        return self.told("POST", "/scenarios", {"scenario": scenario, "unit": self.unit, **more})

    def pass_time(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self.told("POST", "/clock", {"advance_seconds": seconds})

    def log(self) -> list[Json]:
        """The requests received for this unit."""
        entries: list[Json] = self.told("GET", f"/requests?unit={self.unit}")["requests"]
        return entries

    def kept(self) -> list[Json]:
        """The documents kept for this unit."""
        documents: list[Json] = self.told("GET", f"/documents?unit={self.unit}")["documents"]
        return documents
