"""Why something about parties, profiles or keys was refused; nothing was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with what the caller gave. `path` is the JSON path in the caller's body,
    `code` stable, `message` for a clerk."""

    code: str
    path: tuple[str | int, ...]
    message: str


class Refused(Exception):
    """The caller's data cannot be taken; `findings` name each field."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings[0].message)
        self.findings = findings


class NotThere(Exception):
    """No such thing in this tenant, whoever else may have it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")
        self.what = what


def refuse(code: str, path: tuple[str | int, ...], message: str) -> Refused:
    """A Refused of one finding."""
    return Refused((Finding(code, path, message),))
