"""Issue the demo's documents through HTTP, as any API client would, and show how they settle."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import requests

from config.demo.countries import COUNTRIES, Further
from config.demo.setup import Demo

SETTLED = ("ISSUED", "FAILED", "VOIDED", "CANCELLED")
PATIENCE_SECONDS = 120.0


@dataclass
class Issuing:
    """One document on its way. `seconds` from the first request to the final state, which is to be
    `wanted`; `further` is what follows then.
    """

    id: str
    country: str
    began: float
    wanted: str = "ISSUED"
    further: tuple[Further, ...] = ()
    body: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether it is in a final state and, when issued, has its files."""
        status = self.body.get("status")
        return status in SETTLED and (
            status != "ISSUED" or bool(self.body.get("fiscal_document_urls"))
        )


class Client:
    """A client of the API with the demo's key."""

    def __init__(self, demo: Demo) -> None:
        self._base = f"{demo.base_url}/v1"
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(
            {"Authorization": f"Bearer {demo.api_key}", "X-Tenant-Id": demo.tenant_id}
        )

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """POST with an Idempotency-Key of its own; raises for anything but 2xx, with the
        answer's text.
        """
        answer = self._session.post(
            f"{self._base}{path}", json=body, headers={"Idempotency-Key": str(uuid4())}, timeout=30
        )
        return _json(answer)

    def get(self, path: str) -> dict[str, Any]:
        """GET as JSON; raises for anything but 2xx."""
        return _json(self._session.get(f"{self._base}{path}", timeout=30))


def _json(answer: requests.Response) -> dict[str, Any]:
    if not answer.ok:
        raise RuntimeError(
            f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
        )
    found: dict[str, Any] = answer.json()
    return found


def issue_all(client: Client, demo: Demo) -> list[Issuing]:
    """Create, and where it is a draft submit, every demo document."""
    return [
        _issue(client, demo, country, body, tuple(each for each in issuer.further if each.of == i))
        for country, issuer in COUNTRIES.items()
        for i, body in enumerate(issuer.documents)
    ]


def _issue(
    client: Client,
    demo: Demo,
    country: str,
    body: Mapping[str, Any],
    further: tuple[Further, ...] = (),
) -> Issuing:
    """Invoices name their series; for the others there is only one that fits."""
    issuer = COUNTRIES[country]
    began = time.monotonic()
    is_invoice = body["document_type"] == "INVOICE"
    created = client.post(
        "/documents",
        {
            "tenant_id": demo.tenant_id,
            "issuer_profile_id": demo.issuer_profiles[country] if is_invoice else None,
            "issuer": {
                "tax_id": issuer.tax_id,
                "tax_id_type": issuer.tax_id_type,
                "name": issuer.name,
                "address": issuer.address,
            },
            **body,
        },
    )
    if created["status"] == "DRAFT":
        created = client.post(f"/documents/{created['id']}/submit")
    return Issuing(created["id"], country, began, further=further, body=created)


def _follow(client: Client, demo: Demo, document: Issuing) -> Iterator[Issuing]:
    """Issue what follows a document that is valid now."""
    for further in document.further if document.body.get("status") == "ISSUED" else ():
        if further.body is None:
            yield from _cancel(client, document)
            continue
        refers = {"relation": further.relation, "document_id": document.id}
        yield _issue(client, demo, document.country, {**further.body, "references": [refers]})


def _cancel(client: Client, document: Issuing) -> Iterator[Issuing]:
    """The document that is cancelled, and the cancellation where that is one of its own."""
    began = time.monotonic()
    body = client.post(f"/documents/{document.id}/cancel", COUNTRIES[document.country].cancellation)
    for one in body["referenced_by"]:
        yield Issuing(one["document_id"], document.country, began)
    yield Issuing(document.id, document.country, began, wanted="CANCELLED", body=body)


def watch(client: Client, demo: Demo, issuing: list[Issuing]) -> Iterator[Issuing]:
    """Yield each document as it settles, or everything left once patience runs out. What follows
    from one is added to `issuing`.
    """
    waiting = list(issuing)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waiting and time.monotonic() < deadline:
        for document in list(waiting):
            document.body = client.get(f"/documents/{document.id}")
            document.seconds = time.monotonic() - document.began
            if document.settled:
                begun = list(_follow(client, demo, document))
                issuing += begun
                waiting.remove(document)
                waiting += begun
                yield document
        time.sleep(0.2)
    yield from waiting
