"""Simple types of SAT's schemas: text to value and back, each refusing what the schema refuses."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from documents.sat.catalogue import Catalogue

_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_INSTANT: Final = re.compile(r"20[1-9][0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_SHOWN: Final = 60


class BadValue(ValueError):
    """A text that is not of the type. `rule` and `detail` as in `CfdiFault`."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(rule, detail)
        self.rule = rule
        self.detail = detail


class SimpleType(Protocol):
    """Reads an attribute's text, and writes its value."""

    def parse(self, text: str) -> Any:
        """The value of a text as it is in the XML. Raises BadValue."""

    def text(self, value: Any) -> str:
        """The text of a value. Raises BadValue where the XML may not hold it."""


def collapse(text: str) -> str:
    """XML Schema's `collapse`, which is XPath's normalize-space too: no other blanks than these
    four."""
    return _BLANKS.sub(" ", text).strip(" ")


@dataclass(frozen=True, slots=True)
class Text:
    """Text of `shortest` to `longest` characters, of a form. `kept` keeps doubled blanks."""

    form: re.Pattern[str] | None = None
    shortest: int = 0
    longest: int | None = None
    kept: bool = False

    def parse(self, text: str) -> str:
        value = text if self.kept else collapse(text)
        if len(value) < self.shortest or (self.longest is not None and len(value) > self.longest):
            bounds = f"{self.shortest} to {self.longest} characters"
            raise BadValue("length", f"{value[:_SHOWN]!r} is not {bounds}")
        if self.form is not None and not self.form.fullmatch(value):
            raise BadValue("pattern", f"{value[:_SHOWN]!r} is not of the form {self.form.pattern}")
        return value

    def text(self, value: str) -> str:
        return self.parse(value)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a catalogue, on whatever day it holds. `retired` keys are in SAT's schema but no
    longer in the catalogue."""

    catalogue: Catalogue[Any]
    retired: frozenset[str] = frozenset()

    def parse(self, text: str) -> str:
        value = collapse(text)
        if value not in self.catalogue and value not in self.retired:
            raise BadValue("catalogue", f"{value[:_SHOWN]!r} is not in {self.catalogue.name}")
        return value

    def text(self, value: str) -> str:
        return self.parse(value)


@dataclass(frozen=True, slots=True)
class Formed:
    """A key of a catalogue too big to hold, by its form."""

    name: str
    is_formed: Callable[[str], bool]

    def parse(self, text: str) -> str:
        value = collapse(text)
        if not self.is_formed(value):
            raise BadValue("pattern", f"{value[:_SHOWN]!r} is not of the form of {self.name}")
        return value

    def text(self, value: str) -> str:
        return self.parse(value)


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number. Zeros at its end do not count as decimals unless the type has a form."""

    decimals: int
    minimum: Decimal
    form: re.Pattern[str] | None = None

    def parse(self, text: str) -> Decimal:
        written = collapse(text)
        if not _DECIMAL.fullmatch(written):
            raise BadValue("number", f"{written[:_SHOWN]!r} is not a number")
        if self.form is not None and not self.form.fullmatch(written):
            raise BadValue("pattern", f"{written[:_SHOWN]!r} is not {self.form.pattern}")
        value = Decimal(written)
        self._check(value, written)
        return value

    def _check(self, value: Decimal, written: str) -> None:
        decimals = len(written.partition(".")[2].rstrip("0"))
        if decimals > self.decimals:
            raise BadValue("decimals", f"{written[:_SHOWN]} has more than {self.decimals} decimals")
        if value < self.minimum:
            raise BadValue("minimum", f"{written[:_SHOWN]} is less than {self.minimum:f}")

    def text(self, value: Decimal) -> str:
        written = f"{value:f}"
        self.parse(written)
        return written


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, of a form."""

    form: re.Pattern[str]
    minimum: int
    maximum: int

    def parse(self, text: str) -> int:
        written = collapse(text)
        if not self.form.fullmatch(written):
            raise BadValue("pattern", f"{written[:_SHOWN]!r} is not {self.form.pattern}")
        value = int(written)
        if not self.minimum <= value <= self.maximum:
            raise BadValue("minimum", f"{value} is not {self.minimum} to {self.maximum}")
        return value

    def text(self, value: int) -> str:
        written = str(value)
        self.parse(written)
        return written


class Instant:
    """AAAA-MM-DDThh:mm:ss from 2010 on: local time, no zone, no fraction (t_FechaH)."""

    def parse(self, text: str) -> datetime:
        written = collapse(text)
        if not _INSTANT.fullmatch(written):
            raise BadValue("pattern", f"{written[:_SHOWN]!r} is not AAAA-MM-DDThh:mm:ss")
        try:
            return datetime.fromisoformat(written)
        except ValueError as error:
            raise BadValue("instant", str(error)) from error

    def text(self, value: datetime) -> str:
        written = value.isoformat(timespec="auto")
        self.parse(written)
        return written


class Base64:
    """Binary content as Base64 text; the value is the text."""

    def parse(self, text: str) -> str:
        value = collapse(text)
        try:
            b64decode(value.replace(" ", ""), validate=True)
        except ValueError as error:
            raise BadValue("base64", str(error)) from error
        return value

    def text(self, value: str) -> str:
        return self.parse(value)
