"""The sandbox as its own process, one for all tests of a worker, and units of it for each test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
READY = "sandbox listening on "


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: `url` its root, `control` what its control endpoints answer."""

    url: str

    def control(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Call `/_control/co_yabico<path>`; fails the test on any refusal."""
        address = f"{self.url}/_control/co_yabico{path}"
        answer = requests.request(method, address, json=body or None, timeout=10)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def new_unit(self, **wish: Any) -> dict[str, Any]:
        """A unit of its own organization: no other test sees its numbers or uses its scenarios."""
        return self.control("POST", "/units", **wish)

    def arm(self, unit: str, scenario: str, **more: Any) -> None:
        """The next request of the unit meets the scenario."""
        self.control("POST", "/scenarios", unit=unit, scenario=scenario, **more)

    def requests(self, unit: str, operation: str = "") -> list[dict[str, Any]]:
        """What the sandbox received from the unit."""
        query = f"?unit={unit}" + (f"&operation={operation}" if operation else "")
        return self.control("GET", f"/requests{query}")["requests"]

    def documents(self, unit: str) -> list[dict[str, Any]]:
        """What the sandbox took from the unit, visible to queries or not."""
        return self.control("GET", f"/documents?unit={unit}")["documents"]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox process on a free port, stopped at the end."""
    command = [sys.executable, "-m", "providers.sandbox", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            yield Sandbox(_address(process))
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def new_unit(sandbox: Sandbox) -> Callable[..., dict[str, Any]]:
    """Makes a unit of its own for the test."""
    return sandbox.new_unit


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    raise RuntimeError(f"the sandbox ended with {process.wait()} before it listened")
