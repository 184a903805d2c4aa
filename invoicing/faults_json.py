"""Faults as the API and the console show them, and as the database keeps them."""

from typing import Any

from documents.values import Fault


def fault_json(fault: Fault) -> dict[str, Any]:
    """`{code, loc, message, law}` with empty parts left out."""
    shown = {
        "code": fault.code,
        "loc": list(fault.path),
        "message": fault.message,
        "law": fault.law,
    }
    return {name: value for name, value in shown.items() if value not in ("", [])}
