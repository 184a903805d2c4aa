"""FacturaGreen's remote operations, one short method each. Their words are allowed here."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from providers.base import Recorder
from providers.http import LIMITS, Limits, get, open_session, post_bytes
from providers.mx_facturagreen.config import Headers
from providers.mx_facturagreen.judging import Json, content, judged, listed

EMIT: Final = "cfdi/emmit"
PAYMENT: Final = "cfdi/emmited/payment"


class FacturaGreenClient:
    """One account's calls. Every method raises ProviderError when it brings no answer; one that
    only reads never raises IN_DOUBT."""

    def __init__(
        self, address: str, headers: Headers, recorder: Recorder, limits: Limits = LIMITS
    ) -> None:
        self._address = address
        self._headers = headers
        self._recorder = recorder
        self._limits = limits

    def emit(self, operation: str, body: bytes) -> Json:
        """Have a document stamped by `EMIT` or `PAYMENT`; the whole envelope. Never idempotent."""
        return self._post(operation, body, effect=True)

    def cancel(self, request: Mapping[str, Any]) -> Json:
        """Hand a cancellation to SAT; the whole envelope."""
        return self._post("cfdi/emmited/cancel", canonical({"cancel": dict(request)}), effect=True)

    def emitted(self, wanted: Mapping[str, str]) -> list[Json]:
        """The documents that a filter lets through, oldest first (A5)."""
        wished = canonical({"filter": dict(wanted)})
        return listed(self._post("cfdi/emmited/all", wished, effect=False), "cfdis")

    def xml(self, uid: str) -> bytes | None:
        """A document's XML by the provider's id; None before it is stamped, and for no document."""
        return self._get(uid, "xml")

    def pdf(self, uid: str) -> bytes | None:
        """A document's PDF by the provider's id; None where there is none."""
        return self._get(uid, "pdf")

    def customers(self) -> list[Json]:
        """All registered customers."""
        return listed(self._post("customer/all", b"{}", effect=False), "customers")

    def add_customer(self, customer: Mapping[str, Any]) -> str:
        """Register a customer; its id, "" where the answer tells none."""
        return self._add("customer", customer)

    def products(self) -> list[Json]:
        """All registered products, in the list's short names."""
        return listed(self._post("product/all", b"{}", effect=False), "products")

    def add_product(self, product: Mapping[str, Any]) -> str:
        """Register a product; its id, "" where the answer tells none."""
        return self._add("product", product)

    def _add(self, name: str, entry: Mapping[str, Any]) -> str:
        # What is registered twice harms nobody: no effect that could be in doubt.
        body = canonical({name: dict(entry)})
        return _uuid(self._post(f"{name}/add", body, effect=False))

    def _post(self, operation: str, body: bytes, *, effect: bool) -> Json:
        with open_session(self._recorder, operation, self._limits) as session:
            headers = {**self._headers.as_sent(), "Content-Type": "application/json"}
            url = f"{self._address}/interop/{operation}"
            answer = post_bytes(session, url, body, headers, effect=effect)
            return judged(answer, effect=effect)

    def _get(self, uid: str, kind: str) -> bytes | None:
        with open_session(self._recorder, f"cfdi/{kind}", self._limits) as session:
            url = f"{self._address}/interop/cfdi/{quote(uid, safe='')}/{kind}"
            return content(get(session, url, self._headers.as_sent()))


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no blanks, UTF-8: the same value is always the same bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _uuid(envelope: Json) -> str:
    data = envelope.get("data")
    return str(data.get("uuid") or "") if isinstance(data, dict) else ""
