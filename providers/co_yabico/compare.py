"""What a live schema lacks for our operations: a plain comparison, no I/O."""

from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLInputObjectType, is_required_input_field

from documents.values import Severity
from providers.co_yabico.codes import ALTERNATIVES
from providers.co_yabico.dialect import OMISSIBLE, OMISSIBLE_IN, Dialect
from providers.co_yabico.needs import NAMES, NAMES_FURTHER, SENT, SENT_FURTHER
from providers.co_yabico.operations import EXTRA_DOCUMENT, FURTHER, NEEDED, with_extra

Difference = tuple[Severity, str]


def differences(dialect: Dialect) -> Iterator[Difference]:
    """How a live schema differs from what our operations need.

    ERROR: something needed is missing, so invoices cannot be issued. WARNING: something goes
    under another name, is left out, or only operations beside invoices would use it.
    """
    yield from _operations(dialect)
    for type_name, fields in SENT.items():
        yield from _input(dialect, type_name, fields)
    for type_name, fields in SENT_FURTHER.items():
        yield from _milder(_input(dialect, type_name, fields))
    for enum_name, names in NAMES.items():
        yield from _enum(dialect, enum_name, names)
    for enum_name, names in NAMES_FURTHER.items():
        yield from _milder(_enum(dialect, enum_name, names))


def _milder(found: Iterator[Difference]) -> Iterator[Difference]:
    """Invoices can be issued all the same."""
    return ((Severity.WARNING, text) for _, text in found)


def _operations(dialect: Dialect) -> Iterator[Difference]:
    extra = dialect.present("Invoice", EXTRA_DOCUMENT)
    for name, document in NEEDED.items():
        for message in dialect.accepts(with_extra(document, extra)):
            yield Severity.ERROR, f"{name}: {message}"
    for name, document in FURTHER.items():
        if name not in NEEDED:
            for message in dialect.accepts(with_extra(document, "__typename")):
                yield Severity.WARNING, f"{name}: {message}"
    if not extra:
        yield Severity.WARNING, f"Invoice: has none of {', '.join(EXTRA_DOCUMENT)}"


def _input(dialect: Dialect, type_name: str, sent: frozenset[str]) -> Iterator[Difference]:
    kind = dialect.schema.type_map.get(type_name)
    if not isinstance(kind, GraphQLInputObjectType):
        yield Severity.ERROR, f"{type_name}: missing"
        return
    omissible = OMISSIBLE_IN.get(type_name, OMISSIBLE)
    for name in sorted(sent - kind.fields.keys()):
        severity = Severity.WARNING if name in omissible else Severity.ERROR
        yield severity, f"{type_name}.{name}: missing"
    for name, field in sorted(kind.fields.items()):
        if is_required_input_field(field) and name not in sent:
            yield Severity.ERROR, f"{type_name}.{name}: required, and never sent"


def _enum(dialect: Dialect, enum_name: str, names: tuple[str, ...]) -> Iterator[Difference]:
    kind = dialect.schema.type_map.get(enum_name)
    if not isinstance(kind, GraphQLEnumType):
        yield Severity.ERROR, f"{enum_name}: missing"
        return
    for name in names:
        offered = dialect.enum(kind, name)
        if offered is None:
            severity = Severity.ERROR if _essential(enum_name, name) else Severity.WARNING
            yield severity, f"{enum_name}.{name}: missing"
        elif offered != name:
            yield Severity.WARNING, f"{enum_name}.{name}: offered as {offered}"


def _essential(enum_name: str, name: str) -> bool:
    """Whether every invoice, or every invoice of a common kind, needs the value."""
    first = NAMES.get(enum_name, ("",))[0]
    return name in (first, "CREDIT", "CC") or name in ALTERNATIVES.get(enum_name, {})
