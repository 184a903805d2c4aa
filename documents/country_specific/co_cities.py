"""Colombia's municipalities: DANE's five-digit codes, and the names people write instead."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

# Names in use that are not DANE's own.
_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bogota": "11001",
        "bogota dc": "11001",
        "santa fe de bogota": "11001",
        "santafe de bogota": "11001",
        "cartagena": "13001",
        "cucuta": "54001",
        "santiago de cali": "76001",
        "san juan de pasto": "52001",
        "buga": "76111",
        "tolu": "70820",
        "tumaco": "52835",
        "ubate": "25843",
        "mariquita": "73443",
        "since": "70742",
    }
)


@dataclass(frozen=True, slots=True)
class City:
    """A municipality. `code` has five digits, the first two are `department_code`."""

    code: str
    name: str
    department_code: str
    department: str


def by_code(code: str) -> City | None:
    """The municipality of a five-digit code, or None."""
    return _cities().get(code)


def matching(text: str, region: str = "") -> tuple[City, ...]:
    """The municipalities a text may mean: a five-digit code, or a name in any case, with or without
    accents. `region` (a department's name or two-digit code) chooses among towns of the same name.
    Several remain when it does not; none when no town is called so."""
    city = by_code(text.strip())
    if city is not None:
        return (city,)
    named = _by_name().get(folded(text), ())
    if len(named) < 2:
        return named
    return tuple(c for c in named if _is_in(c, region)) or named


def folded(text: str) -> str:
    """A name without case, accents and punctuation, for comparison."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare.casefold()).split())


def _is_in(city: City, region: str) -> bool:
    return folded(region) in {folded(city.department), city.department_code}


@cache
def _cities() -> Mapping[str, City]:
    return MappingProxyType({city.code: city for city in _read()})


@cache
def _by_name() -> Mapping[str, tuple[City, ...]]:
    names: dict[str, tuple[City, ...]] = {}
    for city in _cities().values():
        key = folded(city.name)
        names[key] = (*names.get(key, ()), city)
    for alias, code in _ALIASES.items():
        names[alias] = (_cities()[code],)
    return MappingProxyType(names)


def _read() -> Iterator[City]:
    """A line starting with a digit opens a department; indented ones list `code name|code name`."""
    department_code = department = ""
    text = files(__package__).joinpath("co_cities.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            department_code, _, department = line.partition(" ")
            continue
        for entry in filter(None, line.strip().split("|")):
            code, _, name = entry.partition(" ")
            yield City(department_code + code, name, department_code, department)
