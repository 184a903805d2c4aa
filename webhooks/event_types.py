"""The names a subscription may give: exact types, prefixes, and `*`."""

from collections.abc import Sequence

from invoicing import events

EVERYTHING = "*"


def known() -> tuple[str, ...]:
    """Everything a subscription may name: `*`, a prefix such as `document.*`, or one type."""
    prefixes = dict.fromkeys(f"{name.split('.')[0]}.*" for name in events.TYPES)
    return (EVERYTHING, *prefixes, *events.TYPES)


def expanded(named: Sequence[str]) -> list[str]:
    """The exact types that names stand for."""
    return [type for type in events.TYPES if any(_stands_for(name, type) for name in named)]


def unique(named: Sequence[str]) -> list[str]:
    """The names without repetition, in the order given."""
    return list(dict.fromkeys(named))


def _stands_for(name: str, type: str) -> bool:
    if name.endswith("*"):
        return type.startswith(name.removesuffix("*"))
    return name == type
