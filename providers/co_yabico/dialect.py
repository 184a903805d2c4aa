"""Which of the schema's dialects an endpoint speaks, and fitting what we send into it.

Two dialects are known: the printed reference (annex 1.8) and the one seen live (annex 1.9); they
differ in fields and enum names. The schema is read by introspection once per address and kept.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    IntrospectionQuery,
    build_client_schema,
    get_named_type,
    is_leaf_type,
    is_required_input_field,
    parse,
    validate,
)

from documents.values import Fault
from providers.base import ErrorKind, ProviderError
from providers.co_yabico.codes import ALTERNATIVES

OMISSIBLE: Final = frozenset({"issueDateTime", "roundingAmount", "baseQuantity", "priceType"})
"""Input fields left out where the schema lacks them: they carry nothing of the deal."""

OMISSIBLE_IN: Final = MappingProxyType(
    dict.fromkeys(
        ("CreditNoteInput", "SaleDebitNoteInput", "AcquisitionAdjustmentNoteInput"),
        OMISSIBLE | {"organizationalUnitId"},
    )
)
"""More of them in a note: its unit follows from the document it modifies."""

SCHEMA_SECONDS: Final = 3600.0


class Dialect:
    """A live schema and what it means for us. Immutable once built."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    @classmethod
    def read(cls, introspection: Mapping[str, Any]) -> "Dialect":
        """From the `data` of an introspection answer. ProviderError CONFIG when it is no schema."""
        try:
            answer = cast("IntrospectionQuery", introspection)
            schema = build_client_schema(answer, assume_valid=True)
        except (TypeError, KeyError, ValueError, GraphQLError) as exc:
            raise mismatch(f"The answer to introspection is no schema: {exc}") from None
        if schema.query_type is None:
            raise mismatch("The answer to introspection is no schema: it has no queries.")
        return cls(schema)

    def fit(self, type_name: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """`value` with the schema's own enum names, without the omissible fields it lacks.

        Raises ProviderError: CONFIG `schema_mismatch` when a field we send is missing there or one
        it requires is missing here; REJECT `value_not_offered` for a code its list does not have.
        """
        kind = self.schema.type_map.get(type_name)
        if not isinstance(kind, GraphQLInputObjectType):
            raise mismatch(f"The schema has no input {type_name}.")
        return self._object(kind, value)

    def present(self, type_name: str, names: Iterable[str]) -> str:
        """A selection of those of `names` that the type has; objects with their plain fields."""
        fields = self._fields(type_name)
        return " ".join(f"{n} {self._inside(type_name, n)}".strip() for n in names if n in fields)

    def accepts(self, document: str) -> tuple[str, ...]:
        """What the schema objects to in a GraphQL document; empty when it accepts it."""
        return tuple(error.message for error in validate(self.schema, parse(document)))

    def enum(self, kind: GraphQLEnumType, name: str) -> str | None:
        """The schema's name for our enum name, or None when it offers none."""
        names = ALTERNATIVES.get(kind.name, {}).get(name, (name,))
        return next((n for n in names if n in kind.values), None)

    def _inside(self, type_name: str, field: str) -> str:
        kind = get_named_type(self._fields(type_name)[field].type)
        if is_leaf_type(kind):
            return ""
        inner = self._fields(kind.name).items()
        leaves = [n for n, f in inner if is_leaf_type(get_named_type(f.type)) and not f.args]
        return "{ " + " ".join(leaves or ["__typename"]) + " }"

    def _fields(self, type_name: str) -> Mapping[str, Any]:
        kind = self.schema.type_map.get(type_name)
        return kind.fields if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else {}

    def _object(self, kind: GraphQLInputObjectType, value: Mapping[str, Any]) -> dict[str, Any]:
        self._check_known(kind, value)
        self._check_required(kind, value)
        return {
            name: self._value(field.type, value[name], f"{kind.name}.{name}")
            for name, field in kind.fields.items()
            if value.get(name) is not None
        }

    def _check_known(self, kind: GraphQLInputObjectType, value: Mapping[str, Any]) -> None:
        given = {n for n, v in value.items() if v is not None}
        extra = given - kind.fields.keys() - OMISSIBLE_IN.get(kind.name, OMISSIBLE)
        if extra:
            raise mismatch(f"{kind.name} has no field {', '.join(sorted(extra))}.")

    def _check_required(self, kind: GraphQLInputObjectType, value: Mapping[str, Any]) -> None:
        required = {n for n, f in kind.fields.items() if is_required_input_field(f)}
        missing = {n for n in required if value.get(n) is None}
        if missing:
            raise mismatch(f"{kind.name} requires {', '.join(sorted(missing))}.")

    def _value(self, kind: GraphQLInputType, value: Any, where: str) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, value, where)
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type, item, where) for item in value]
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind, value)
        if isinstance(kind, GraphQLEnumType):
            return self._offered(kind, str(value), where)
        return value

    def _offered(self, kind: GraphQLEnumType, name: str, where: str) -> str:
        offered = self.enum(kind, name)
        if offered is not None:
            return offered
        if name in ALTERNATIVES.get(kind.name, {}):
            raise mismatch(f"{kind.name} offers no name for {name}.")
        message = f"The provider's list {kind.name} has no {name} ({where})."
        fault = Fault("value_not_offered", (), message)
        raise ProviderError(ErrorKind.REJECT, fault.code, message, faults=(fault,))


class DialectCache:
    """Dialects by address, each read once per `seconds` however many threads ask at once."""

    def __init__(
        self, seconds: float = SCHEMA_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._kept: dict[str, tuple[float, Dialect]] = {}

    def get(self, address: str, read: Callable[[], Dialect]) -> Dialect:
        """The dialect at `address`; `read` is called when it is unknown or too old. What `read`
        raises is raised, and nothing is kept."""
        with self._lock(address):
            known = self._kept.get(address)
            if known is not None and self._clock() < known[0]:
                return known[1]
            dialect = read()
            self._kept[address] = (self._clock() + self._seconds, dialect)
            return dialect

    def forget(self, address: str) -> None:
        """Read the schema again at the next `get`."""
        self._kept.pop(address, None)

    def _lock(self, address: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(address, threading.Lock())


def mismatch(message: str) -> ProviderError:
    """The live schema and our operations do not agree; `check_provider` says how."""
    return ProviderError(ErrorKind.CONFIG, "schema_mismatch", message)
