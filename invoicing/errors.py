"""Why a use case was refused. The API, the tasks and the console show these; nothing was
written.
"""

from documents.values import Fault


class Refusal(Exception):
    """A use case that was refused. `code` is stable, `status` the HTTP status the API answers
    with, `retry_after` the seconds after which it is worth another try.
    """

    status = 409
    retry_after: int | None = None

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotFound(Refusal):
    """No such thing in this tenant, whoever else may have it."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__("not_found", f"There is no such {what}.")


class NotAllowed(Refusal):
    """The caller's key lacks a scope."""

    status = 403


class StaleVersion(Refusal):
    """The document changed since the caller read it (If-Match)."""

    status = 412

    def __init__(self) -> None:
        super().__init__("stale_version", "The document has changed; read it again and retry.")


class Conflict(Refusal):
    """The document's state does not allow this, or somebody else changed it first."""


class Unprocessable(Refusal):
    """The caller's data break rules. `faults` name each field and rule."""

    status = 422

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults[0].code, faults[0].message)
        self.faults = faults


def refuse(code: str, path: tuple[str | int, ...], message: str, law: str = "") -> Unprocessable:
    """An Unprocessable of one fault."""
    return Unprocessable((Fault(code, path, message, law),))
