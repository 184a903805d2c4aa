"""The provider's scalars. A value of the wrong shape is refused by GraphQL, before any rule."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def install(schema: GraphQLSchema) -> GraphQLSchema:
    """Give the schema's scalars their meaning; returns the same schema."""
    for name, parse in PARSERS.items():
        scalar = schema.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        _teach(scalar, parse)
    return schema


def _teach(scalar: GraphQLScalarType, parse: Callable[[Any], Any]) -> None:
    scalar.parse_value = parse  # type: ignore[assignment,method-assign]
    scalar.coerce_input_value = parse


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"expected a string, got {json.dumps(value)}")
    return value


def _decimal(value: Any) -> str:
    """Strings and numbers alike; whether a string is a number is the rules' affair (001-FN1)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise GraphQLError(f"expected a decimal, got {json.dumps(value)}")
    return str(value)


def _email(value: Any) -> str:
    if not EMAIL.fullmatch(_text(value)):
        raise GraphQLError(f"{value} is not an e-mail address")
    return str(value)


def _iso(read: Callable[[str], Any], name: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        try:
            read(_text(value))
        except ValueError as error:
            raise GraphQLError(f"{value} is not an ISO 8601 {name}") from error
        return str(value)

    return parse


def _instant(value: str) -> datetime:
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError("no offset")
    return read


PARSERS: dict[str, Callable[[Any], Any]] = {
    "UID": _text,
    "decimal": _decimal,
    "email": _email,
    "uri": _text,
    "StringBase64": _text,
    "DateTime": _iso(_instant, "instant with an offset"),
    "Date": _iso(date.fromisoformat, "date"),
    "Time": _iso(time.fromisoformat, "time"),
}
"""Scalar -> how its input is read. Dates and amounts stay text, as received."""
