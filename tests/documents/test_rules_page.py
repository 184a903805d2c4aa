"""The page that lists Colombia's rules says what the code does."""

from pathlib import Path

from django.core.management import call_command

from documents.rules import co, co_page, common

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules-co.md"


def rows():
    lines = co_page.page().splitlines()
    return {line.split("`")[1]: line.split(" | ") for line in lines if line.startswith("| `")}


def test_the_page_is_that_of_this_code():
    assert PAGE.read_text(encoding="utf-8") == co_page.page()


def test_it_lists_every_rule_with_what_holds():
    wanted = {rule.__name__ for rule in (*co.RULES, *common.RULES, co.signed_on_issue_date)}
    assert set(rows()) == wanted
    assert all(len(row) == 4 and row[3].endswith(". |") for row in rows().values())


def test_ids_are_read_from_the_docstring():
    assert rows()["resolution_valid"][2] == "FAD09a/b, 001-D2"
    assert rows()["purchase_dated"][2] == "DSFC02a"
    assert rows()["has_lines"][2] == ""


def test_what_a_cancellation_is_not_asked_is_marked():
    assert rows()["one_target"][1] == "any"
    assert rows()["receiver_address_known"][1] == "content"


def test_the_command_writes_the_page(tmp_path):
    (tmp_path / "docs").mkdir()
    call_command("rules_page", root=tmp_path)
    written = tmp_path / "docs" / "rules-co.md"
    assert written.read_text(encoding="utf-8") == co_page.page()
