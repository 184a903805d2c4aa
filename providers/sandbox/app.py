"""The WSGI application: finds the sandbox a request is for, and guards the control endpoints."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from providers.co_yabico.sandbox.mount import YabicoSandbox
from providers.mx_facturagreen.sandbox.mount import FacturaGreenSandbox
from providers.sandbox.store import Journal
from providers.sandbox.wire import (
    Mount,
    Request,
    Response,
    StartResponse,
    read_request,
    write_response,
)

CONTROL = "/_control"


class SandboxApp:
    """Routes requests to the mounted sandboxes. Control answers local peers only, unless opened."""

    def __init__(self, mounts: Sequence[Mount], *, open_control: bool = False) -> None:
        self._mounts = mounts
        self._open_control = open_control

    def __call__(self, environ: Mapping[str, Any], start: StartResponse) -> Iterable[bytes]:
        """WSGI entry point."""
        try:
            return write_response(self.answer(read_request(environ)), start)
        except ValueError as error:
            return write_response(Response.json(413, {"error": str(error)}), start)

    def answer(self, request: Request) -> Response:
        """The response to a request: health, control, or a provider's own API; 404 otherwise."""
        if request.path == "/healthz":
            return Response.json(200, {"status": "ok"})
        if request.path.startswith(CONTROL + "/"):
            return self._control(request)
        answers = (mount.handle(request) for mount in self._mounts)
        return next((a for a in answers if a is not None), _not_found(request.path))

    def _control(self, request: Request) -> Response:
        if not (request.local or self._open_control):
            return Response.json(403, {"error": "control answers this machine only"})
        try:
            return self._controlled(request) or _not_found(request.path)
        except json.JSONDecodeError:
            return Response.json(400, {"error": "the body is not JSON"})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return Response.json(400, {"error": str(error) or type(error).__name__})

    def _controlled(self, request: Request) -> Response | None:
        path = request.path.removeprefix(CONTROL)
        if path == "/reset" and request.method == "POST":
            return self._reset()
        for mount in self._mounts:
            if path.startswith(f"/{mount.name}/"):
                return mount.control(request, path.removeprefix(f"/{mount.name}"))
        return None

    def _reset(self) -> Response:
        for mount in self._mounts:
            mount.reset()
        return Response.json(200, {"reset": [mount.name for mount in self._mounts]})


def create_app(state: Path | None = None) -> SandboxApp:
    """The application with every sandbox mounted. `state` names the journal that survives a
    restart."""
    journal = Journal(state)
    opened = os.environ.get("SANDBOX_CONTROL_OPEN", "") == "1"
    mounts: list[Mount] = [YabicoSandbox(journal), FacturaGreenSandbox(journal)]
    return SandboxApp(mounts, open_control=opened)


def _not_found(path: str) -> Response:
    return Response.json(404, {"error": f"nothing at {path}"})
