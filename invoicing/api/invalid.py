"""Requests that cannot be understood: the contract's 422 answer."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from documents.values import Fault, Severity

MOST_SHOWN = 100

Loc = tuple[str | int, ...]


class InvalidRequest(Exception):
    """A request refused before anything was done. `detail` holds `{loc, msg, type}` per problem;
    loc starts with body, header, query or path."""

    def __init__(self, detail: list[dict[str, Any]]) -> None:
        super().__init__(detail[0]["msg"])
        self.detail = detail[:MOST_SHOWN]


def problem(loc: Loc, message: str, type: str) -> dict[str, Any]:
    """One item of a 422 answer."""
    return {"loc": list(loc), "msg": message, "type": type}


def invalid(loc: Loc, message: str, type: str) -> InvalidRequest:
    """An InvalidRequest of one problem."""
    return InvalidRequest([problem(loc, message, type)])


def problems_of(error: ValidationError, where: Loc) -> list[dict[str, Any]]:
    """pydantic's errors as items of a 422 answer, their loc under `where`."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    return [problem((*where, *e["loc"]), e["msg"], e["type"]) for e in errors[:MOST_SHOWN]]


def fault_problem(fault: Fault) -> dict[str, Any]:
    """A broken rule as an item of a 422 answer; `law` is the rule's own id where it has one."""
    item = problem(("body", *fault.path), fault.message, fault.code)
    return item | {"law": fault.law} if fault.law else item


def fault_problems(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """The faults that stop a use case; all of them where none says so."""
    faults = tuple(faults)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    return [fault_problem(fault) for fault in errors or faults][:MOST_SHOWN]
