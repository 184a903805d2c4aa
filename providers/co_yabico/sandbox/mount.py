"""The Colombian sandbox as the host mounts it."""

import os

from providers.co_yabico.sandbox import control, endpoint
from providers.co_yabico.sandbox.resolvers import executable
from providers.co_yabico.sandbox.schema import DIALECTS
from providers.co_yabico.sandbox.state import State
from providers.sandbox.store import Journal
from providers.sandbox.wire import Request, Response

STEP_SECONDS = 0.3


class YabicoSandbox:
    """YABI-CO's API and its controls over one state."""

    name = "co_yabico"

    def __init__(self, journal: Journal | None = None) -> None:
        step = float(os.environ.get("SANDBOX_CO_STEP_SECONDS", STEP_SECONDS))
        self.state = State(journal or Journal(), step)
        for name in DIALECTS:
            executable(name)

    def handle(self, request: Request) -> Response | None:
        """Answer the provider's API."""
        return endpoint.answer(self.state, request)

    def control(self, request: Request, path: str) -> Response | None:
        """Answer a control."""
        return control.answer(self.state, request, path)

    def reset(self) -> None:
        """Back to the seed."""
        self.state.reset()
