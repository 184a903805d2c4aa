"""Errors as the provider reports them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphql import GraphQLError

from providers.co_yabico.sandbox.error_codes import CODES, HELP, PARENTS, TYPES

LANGUAGE = "en-US"


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule: the provider's code, what is wrong with which values, and where. `meaning`
    is subtype and title where a code has more than one."""

    code: str
    message: str
    where: str = ""
    meaning: tuple[str, str] | None = None

    def as_output(self) -> dict[str, str]:
        """The provider's seven-field Error (also its Warning and Information)."""
        subtype, title = self.meaning or CODES[self.code]
        kind = TYPES[self.code[:3]]
        message = f"{self.where}: {self.message}" if self.where else self.message
        return {
            "id": self.code,
            "type": kind,
            "subType": subtype,
            "title": title,
            "message": message,
            "helpText": HELP[kind],
            "language": LANGUAGE,
        }


class RequestRefused(GraphQLError):
    """A query that cannot be answered: the error stands at the top level of the GraphQL answer."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.as_output()["message"], extensions=dict(fault.as_output()))


def with_parents(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Each fault, followed by the general codes the provider adds once per place it happens."""
    told: set[tuple[str, str]] = set()
    for fault in faults:
        yield fault
        code = PARENTS.get(fault.code)
        while code and (code, _place(fault)) not in told:
            told.add((code, _place(fault)))
            yield Fault(code, CODES[code][1], _place(fault))
            code = PARENTS.get(code)


def _place(fault: Fault) -> str:
    return fault.where.split("/")[0]
