"""Importing one of SAT's big catalogues from CSV: all of it, or nothing."""

import io
import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from documents import sat_key_import
from documents.models import SatKey

HEAD = "key,name,valid_from,valid_to\n"
H87 = "H87,Pieza,2022-01-01,\n"


def stored(catalogue="c_ClaveUnidad"):
    rows = SatKey.objects.filter(catalogue=catalogue).order_by("key")
    return list(rows.values_list("key", "name", "valid_from", "valid_to"))


@pytest.fixture
def load(tmp_path):
    """Imports a text, or bytes; returns what is printed."""

    def load(text, catalogue="c_ClaveUnidad"):
        file = tmp_path / "keys.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        call_command("import_sat_catalogue", catalogue, str(file), stdout=out)
        return out.getvalue()

    return load


def test_a_file_takes_the_place_of_what_was_imported_before(db, load):
    assert load(HEAD + H87 + '18,"Tambor, 55 gal",2022-01-01,2024-06-30\n') == (
        "c_ClaveUnidad: 2 keys.\n"
    )
    assert stored() == [
        ("18", "Tambor, 55 gal", date(2022, 1, 1), date(2024, 6, 30)),
        ("H87", "Pieza", date(2022, 1, 1), None),
    ]
    load(HEAD + "06000,,2022-01-01,\n", "c_CodigoPostal")
    load(HEAD + "E48,Servicio,2023-01-01,\n")
    assert [row[0] for row in stored()] == ["E48"]
    assert stored("c_CodigoPostal") == [("06000", "", date(2022, 1, 1), None)]


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_no_matter(db, load):
    text = (HEAD + "H87,Pieza año,2022-01-01,\n").replace("\n", "\r\n")
    load(text.encode("utf-8-sig"))
    assert stored() == [("H87", "Pieza año", date(2022, 1, 1), None)]


def test_standard_input_is_read(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((HEAD + H87).encode())))
    call_command("import_sat_catalogue", "c_ClaveUnidad", "-", stdout=io.StringIO())
    assert [row[0] for row in stored()] == ["H87"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Line 1: the header must be key,name,valid_from,valid_to"),
        ("H87,Pieza,2022-01-01,\n", "Line 1: the header must be"),
        (HEAD, "Line 1: no key follows"),
        (HEAD + H87 + "E48,Servicio\n", "Line 3: 4 columns are wanted, it has 2"),
        (HEAD + H87 + "\n", "Line 3: 4 columns are wanted, it has 0"),
        (HEAD + H87 + "E-8,Servicio,2022-01-01,\n", "Line 3: 'E-8' has not the form"),
        (HEAD + "80101500,Servicio,2022-01-01,\n", "Line 2: '80101500' has not the form"),
        (HEAD + "E48,Servicio,,\n", "Line 2: valid_from '' is no day"),
        (HEAD + "E48,Servicio,2022-02-30,\n", "Line 2: valid_from '2022-02-30' is no day"),
        (HEAD + "E48,Servicio,2022-01-01,never\n", "Line 2: valid_to 'never' is no day"),
        (HEAD + "E48,Servicio,2022-01-02,2022-01-01\n", "Line 2: valid_to is before"),
        (HEAD + H87 + "E48,Servicio,2022-01-01,\n" + H87, "Line 4: H87 is there twice"),
        (HEAD + '"H87"x,Pieza,2022-01-01,\n', "Line 2: "),
        (HEAD + "H87,Pi\0eza,2022-01-01,\n", "Line 2: the name has a NUL"),
        ((HEAD + H87).encode() + b"E48,Cami\xf3n,2022-01-01,\n", "Line 3: it is not UTF-8"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_changed(db, load, text, told):
    load(HEAD + "KGM,Kilogramo,2022-01-01,\n")
    with pytest.raises(CommandError) as refused:
        load(text)
    assert str(refused.value).startswith(told)
    assert [row[0] for row in stored()] == ["KGM"]


def test_a_file_that_is_not_there_and_a_catalogue_nobody_knows_are_refused(db, tmp_path, load):
    with pytest.raises(CommandError, match=r"none\.csv cannot be read: No such file"):
        call_command("import_sat_catalogue", "c_ClaveUnidad", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="c_FormaPago"):
        load(HEAD + H87, "c_FormaPago")


def test_what_was_there_stays_where_writing_breaks_off(db, load, monkeypatch):
    load(HEAD + H87)

    def broken(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(SatKey.objects), "bulk_create", broken)
    with pytest.raises(ConnectionError):
        sat_key_import.replace("c_ClaveUnidad", [HEAD.encode(), b"E48,Servicio,2022-01-01,\n"])
    assert [row[0] for row in stored()] == ["H87"]


def test_two_imports_at_once_come_one_after_the_other(transactional_db):
    files = [[HEAD, *(f"{i:05},{name},2022-01-01,\n" for i in range(2000))] for name in "ab"]
    gate, counts = threading.Barrier(2), []

    def replace(lines):
        gate.wait(5)
        keys = [line.encode() for line in lines]
        try:
            counts.append(sat_key_import.replace("c_CodigoPostal", keys))
        finally:
            connection.close()

    threads = [threading.Thread(target=replace, args=(lines,)) for lines in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert counts == [2000, 2000]
    rows = stored("c_CodigoPostal")
    assert (len(rows), len({row[1] for row in rows})) == (2000, 1)
