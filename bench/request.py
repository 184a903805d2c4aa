"""The request that is measured: a Colombian draft of ten lines, a little different every time."""

import json
from typing import Any
from uuid import uuid4

PATH = "/v1/documents"
LINES = 10
SERIAL = "{serial}"


def body(tenant_id: str, serial: str = SERIAL) -> dict[str, Any]:
    """A ten-line draft; `serial` (8 characters) stands in its metadata."""
    return {
        "tenant_id": tenant_id,
        "country": "CO",
        "document_type": "INVOICE",
        "intent": "DRAFT",
        "issuer": _party("900559088-2", "EMPRESA DE PRUEBAS SAS"),
        "receiver": _party("900373076-4", "CLIENTE DE PRUEBA SAS"),
        "line_items": [_line(number) for number in range(1, LINES + 1)],
        "metadata": {"order": serial},
    }


def _party(tax_id: str, name: str) -> dict[str, Any]:
    return {
        "tax_id": tax_id,
        "tax_id_type": "NIT",
        "name": name,
        "email": "facturas@empresa.example",
        "address": {"line1": "CRA 7 71 21", "city": "11001", "country": "CO"},
    }


def _line(number: int) -> dict[str, Any]:
    return {
        "description": f"Servicio de consultoria {number}",
        "unit_price": {"amount": f"{50_000 + number}.50", "currency": "COP"},
        "quantity": 2,
        "tax_code": "IVA19" if number % 2 else "IVA5",
        "code": f"SKU-{number:04}",
        "unit": "94",
    }


class Request:
    """The request as bytes, made once; `next` only fills in a new key and the next serial."""

    def __init__(self, port: int, tenant_id: str, key: str) -> None:
        content = json.dumps(body(tenant_id)).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {key}\r\nX-Tenant-Id: {tenant_id}\r\n"
            f"Content-Length: {len(content)}\r\nIdempotency-Key: "
        )
        self._head = head.encode()
        self._before, self._after = content.split(SERIAL.encode())
        self._serial = 0

    def next(self) -> bytes:
        """One more request, with an Idempotency-Key and a serial of its own."""
        self._serial += 1
        serial = b"%08d" % self._serial
        key = str(uuid4()).encode()
        return b"".join((self._head, key, b"\r\n\r\n", self._before, serial, self._after))


class Probe:
    """A request for the cheapest answer there is."""

    def __init__(self, port: int) -> None:
        self._bytes = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    def next(self) -> bytes:
        """The same request again."""
        return self._bytes
