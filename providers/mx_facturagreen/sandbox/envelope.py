"""The envelope every answer of FacturaGreen comes in."""

import uuid
from typing import Any

from providers.sandbox.wire import Response


class Refused(Exception):
    """A request that is not carried out. `nested`: the text stands in `error.message`, as some
    endpoints have it, not in `message`."""

    def __init__(self, text: str, status: int = 400, *, nested: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
        self.nested = nested


def success(data: dict[str, Any]) -> Response:
    """HTTP 200 with `data`."""
    return Response.json(200, {"response": "success", "data": data, "telemetry": _telemetry()})


def failure(refused: Refused) -> Response:
    """The refusal, in the shape and with the HTTP status it has."""
    told: dict[str, Any] = {"message": refused.text}
    body = {"error": told} if refused.nested else told
    answer = {"response": "error", **body, "telemetry": _telemetry()}
    return Response.json(refused.status, answer)


def _telemetry() -> dict[str, str]:
    return {"call-uuid": str(uuid.uuid4())}
