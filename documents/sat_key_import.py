"""Reading one of SAT's big catalogues from CSV and putting it in the place of the one there was."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from django.db import connection, transaction

from documents.sat import formats
from documents.sat_key import CODIGO_POSTAL, PROD_SERV, UNIDAD, SatKey

HEADER: Final = ("key", "name", "valid_from", "valid_to")
BATCH: Final = 5000

# A spreadsheet puts a byte order mark in front.
ENCODING: Final = "utf-8-sig"

_FORMS: Final[Mapping[str, Callable[[str], bool]]] = {
    PROD_SERV: formats.is_clave_prod_serv,
    UNIDAD: formats.is_clave_unidad,
    CODIGO_POSTAL: formats.is_codigo_postal,
}


class BadLine(Exception):
    """A line of the file that cannot be read; the first one is 1, the header."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")


def replace(catalogue: str, lines: Iterable[bytes]) -> int:
    """Put the catalogue that the lines of a CSV hold in the place of the one stored, in one
    transaction; returns how many keys it has. Two at once come one after the other.

    Raises BadLine for the first line that is wrong, and for a file without keys; then nothing has
    changed.
    """
    keys = list(read(catalogue, lines))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [catalogue])
        SatKey.objects.filter(catalogue=catalogue).delete()
        SatKey.objects.bulk_create(keys, batch_size=BATCH)
    return len(keys)


def read(catalogue: str, lines: Iterable[bytes]) -> Iterator[SatKey]:
    """The keys in the lines of a CSV in UTF-8 with the header HEADER, days as YYYY-MM-DD,
    `valid_to` empty where a key has no last day. Raises BadLine."""
    rows = csv.reader((line.decode(ENCODING) for line in lines), strict=True)
    seen: set[str] = set()
    try:
        if tuple(next(rows, [])) != HEADER:
            raise BadLine(1, f"the header must be {','.join(HEADER)}.")
        for row in rows:
            found = _key(catalogue, rows.line_num, row)
            if found.key in seen:
                raise BadLine(rows.line_num, f"{found.key} is there twice.")
            seen.add(found.key)
            yield found
    except csv.Error as error:
        raise BadLine(rows.line_num, f"{error}.") from error
    except UnicodeDecodeError as error:
        raise BadLine(rows.line_num + 1, "it is not UTF-8.") from error
    if not seen:
        raise BadLine(1, "no key follows the header.")


def _key(catalogue: str, line: int, row: list[str]) -> SatKey:
    if len(row) != len(HEADER):
        raise BadLine(line, f"{len(HEADER)} columns are wanted, it has {len(row)}.")
    key, name, first, last = (text.strip() for text in row)
    if not _FORMS[catalogue](key):
        raise BadLine(line, f"{key!r} has not the form of {catalogue}.")
    if "\0" in name:
        raise BadLine(line, "the name has a NUL character.")
    valid_from = _day(line, "valid_from", first)
    valid_to = _day(line, "valid_to", last) if last else None
    if valid_to is not None and valid_to < valid_from:
        raise BadLine(line, "valid_to is before valid_from.")
    return SatKey(catalogue=catalogue, key=key, name=name, valid_from=valid_from, valid_to=valid_to)


def _day(line: int, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadLine(line, f"{column} {text!r} is no day; write YYYY-MM-DD.") from error
