"""Where the data to check against is, and what to do without it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CONFORMANCE_DATA", ROOT / ".." / "shared" / "data"))


def load(name: str) -> Any:
    """A JSON file of the data, or a skip of the importing module where it is absent."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"no conformance data at {path}", allow_module_level=True)
    return json.loads(path.read_text(encoding="utf-8"))
