"""The page that lists Colombia's rules, written from the rule functions themselves: their names,
their docstrings, and the law ids in these."""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, Final

from documents.rules import co, common

_Rule = Callable[..., Any]

# DIAN's rules (FAD05a, FAD09a/b, DSFC02a, DC24) and the provider's codes (001-LA4).
_LAW_ID: Final = re.compile(r"\b(?:[A-Z]{2,4}\d{2}[a-z]?(?:/[a-z])?|\d{3}-[A-Z]+\d+)\b")

_INTRODUCTION: Final = """# Colombia's rules

Written by `manage.py rules_page` from the code; change the rules, not this page.

A document is checked against all of these before a number is spent on it, except that a
cancellation and an acceptance event, whose content is another document's, are asked only what is
marked *any*. Ids such as FAD05a are DIAN's (annexes FE 1.9, DS 1.1, RADIAN 1.1), ids such as
001-LA4 the provider's. A rule without an id follows from the law its text names, or from what the
provider needs to be told.
"""


def page() -> str:
    """The page as Markdown, ending in a newline."""
    sections = (_section(_title(module), module.RULES) for module in co.MODULES)
    every = _section("Every country: lines, money, parties, payment", common.RULES)
    return "\n".join((_INTRODUCTION, *sections, _of_the_day(), every))


def _title(module: ModuleType) -> str:
    """The module's docstring up to its first full stop or bracket, without the country."""
    text = " ".join((inspect.getdoc(module) or "").split()).removeprefix("Colombia: ")
    title = re.split(r" \(|\. |\.$", text, maxsplit=1)[0]
    return title[:1].upper() + title[1:]


def _section(title: str, rules: Sequence[_Rule]) -> str:
    return "\n".join((f"## {title}", "", *_table(rules), ""))


def _table(rules: Sequence[_Rule]) -> Iterator[str]:
    yield "| rule | asked of | ids | what holds |"
    yield "|---|---|---|---|"
    for rule in rules:
        text = " ".join((inspect.getdoc(rule) or "").split())
        ids = ", ".join(dict.fromkeys(_LAW_ID.findall(text)))
        yield f"| `{rule.__name__}` | {_asked_of(rule)} | {ids} | {text} |"


def _asked_of(rule: _Rule) -> str:
    """Whether a document of any type is asked, or only one with content of its own."""
    if rule not in co.RULES or all(rule in asked for asked in co.RULES_OF.values()):
        return "any"
    return "content"


def _of_the_day() -> str:
    return _section("On the day of issue", (co.signed_on_issue_date,))
