"""The Mexican sandbox as the host mounts it."""

import os

from providers.mx_facturagreen.sandbox import consulta, control, endpoint
from providers.mx_facturagreen.sandbox.notices import Poster
from providers.mx_facturagreen.sandbox.state import State
from providers.sandbox.store import Journal
from providers.sandbox.wire import Request, Response

STEP_SECONDS = 0.3


class FacturaGreenSandbox:
    """FacturaGreen's API, SAT's ConsultaCFDI and the controls over one state."""

    name = "mx_facturagreen"

    def __init__(self, journal: Journal | None = None) -> None:
        step = float(os.environ.get("SANDBOX_MX_STEP_SECONDS", STEP_SECONDS))
        self.state = State(journal or Journal(), step)
        self.poster = Poster(self.state)

    def handle(self, request: Request) -> Response | None:
        """Answer the PAC's or SAT's API."""
        if request.path == consulta.PATH:
            return consulta.answer(self.state, request)
        return endpoint.answer(self.state, self.poster, request)

    def control(self, request: Request, path: str) -> Response | None:
        """Answer a control."""
        return control.answer(self.state, self.poster, request, path)

    def reset(self) -> None:
        """Back to the seed."""
        self.poster.clear()
        self.state.reset()
