"""Two dialects of one schema: what is sent fits each, and a misfit is said aloud."""

import threading
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    Undefined,
    build_schema,
    coerce_input_value,
    introspection_from_schema,
    parse,
    validate,
)

import providers.co_yabico
from documents.amounts import compute
from documents.values import Severity
from providers.base import ErrorKind, ProviderError
from providers.co_yabico import operations
from providers.co_yabico.client import YabicoClient
from providers.co_yabico.compare import differences
from providers.co_yabico.dialect import Dialect, DialectCache
from providers.co_yabico.kinds import INVOICE
from providers.co_yabico.mapping.draft import Draft
from providers.co_yabico.mapping.invoice import invoice_input
from tests.providers.co_bench import PATHS
from tests.providers.co_documents import document, line
from tests.providers.recorders import MemoryRecorder

SDL = (Path(providers.co_yabico.__file__).parent / "schema.graphql").read_text("utf-8")


@cache
def dialect(*changes: tuple[str, str]) -> Dialect:
    """The printed schema with some of its text replaced."""
    sdl = SDL
    for old, new in changes:
        assert old in sdl, old
        sdl = sdl.replace(old, new, 1)
    return Dialect(build_schema(sdl, assume_valid=True))


INFO = "input InvoiceGeneralInformationInput {"


def sdl_block(start: str) -> str:
    return SDL[SDL.index(start) :].split("}", 1)[0]


def without_field(start: str, field: str) -> tuple[str, str]:
    block = sdl_block(start)
    lines = [x for x in block.splitlines() if not x.strip().startswith(f"{field}:")]
    return block, "\n".join(lines) + "\n"


def with_field(start: str, field: str) -> tuple[str, str]:
    block = sdl_block(start)
    return block, f"{block}  {field}\n"


def renamed(start: str, old: str, new: str) -> tuple[str, str]:
    block = sdl_block(start)
    assert f" {old}" in block
    return block, block.replace(f" {old}", f" {new}", 1)


def fitted(one: Dialect, value=None):
    value = value or document()
    wanted = invoice_input(Draft(value, compute(value), "unit-1"))
    return one.fit("InvoiceInput", wanted)


def refused(one: Dialect, value=None) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        fitted(one, value)
    return caught.value


OPERATIONS = {**operations.NEEDED, **operations.FURTHER}


def roots(kind: str) -> set[str]:
    """Root fields of that kind of operation that our documents ask for."""
    definitions = [d for text in OPERATIONS.values() for d in parse(whole(text)).definitions]
    asked = [d for d in definitions if d.operation.value == kind]
    return {field.name.value for d in asked for field in d.selection_set.selections}


def whole(text: str) -> str:
    return operations.with_extra(text, "__typename")


def test_every_query_and_every_mutation_of_the_provider_is_used():
    schema = dialect().schema
    assert roots("query") == set(schema.query_type.fields)
    assert roots("mutation") == set(schema.mutation_type.fields)
    assert (len(roots("query")), len(roots("mutation"))) == (25, 16)


def test_the_readme_says_of_each_of_them_where_it_is_used():
    readme = (Path(providers.co_yabico.__file__).parent / "README.md").read_text("utf-8")
    rows = {cell.strip("` ") for row in readme.splitlines() for cell in row.split("|")[1:2]}
    assert roots("query") | roots("mutation") <= rows


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_is_valid_against_the_printed_schema(name):
    assert validate(dialect().schema, parse(whole(OPERATIONS[name]))) == []


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_is_valid_against_the_schema_seen_live(sandbox_dialects, name):
    live = sandbox_dialects["live"]
    assert live.accepts(operations.with_extra(OPERATIONS[name], "__typename")) == ()
    assert live.present("Invoice", operations.EXTRA_DOCUMENT)


@pytest.fixture(scope="module")
def sandbox_dialects(sandbox) -> dict[str, Dialect]:
    """What the sandbox's two addresses answer to introspection."""
    token = sandbox.new_unit()["token"]
    found = {}
    for name, path in PATHS.items():
        found[name] = YabicoClient(sandbox.url + path, token, MemoryRecorder()).schema()
    return found


def test_nothing_is_missing_in_either_dialect_but_what_is_left_out(sandbox_dialects):
    for found in sandbox_dialects.values():
        assert errors(found) == []
        missing = {t for _, t in differences(found) if t.endswith(": missing")}
        assert {t.partition(".")[2] for t in missing} <= {
            "issueDateTime: missing",
            "organizationalUnitId: missing",
        }


def test_a_schema_read_by_introspection_is_the_same():
    read = Dialect.read(introspection_from_schema(dialect().schema, descriptions=False))
    assert fitted(read) == fitted(dialect())
    assert list(differences(read)) == list(differences(dialect()))


def test_what_is_sent_is_valid_against_the_printed_schema():
    sent = fitted(dialect())
    wanted = dialect().schema.type_map["InvoiceInput"]
    assert coerce_input_value(sent, wanted) is not Undefined
    assert coerce_input_value({**sent, "id": None}, wanted) is Undefined
    assert sent["generalInformation"]["issueDateTime"] == "2026-11-20T00:00:00-05:00"
    assert None not in sent.values()


def test_a_field_the_schema_lacks_is_left_out_when_it_carries_nothing():
    live = dialect(without_field(INFO, "issueDateTime"))
    assert "issueDateTime" not in fitted(live)["generalInformation"]


def test_a_field_the_schema_lacks_is_refused_when_it_carries_something():
    block = "input DocumentLineInput {"
    error = refused(dialect(without_field(block, "taxDescription")))
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "schema_mismatch")
    assert "DocumentLineInput has no field taxDescription" in error.message


def test_a_field_the_schema_requires_and_we_lack_is_refused():
    error = refused(dialect(with_field(INFO, "fiscalPeriod: String!")))
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "schema_mismatch")
    assert "fiscalPeriod" in error.message


def test_the_printed_schema_wants_an_issue_date():
    error = refused(dialect(), document(emission_date=None))
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "schema_mismatch")
    assert "issueDateTime" in error.message


def test_a_notes_unit_is_left_out_where_the_schema_lacks_it_and_an_invoices_is_not():
    note = {"id": {"prefix": "NC", "number": 1}, "organizationalUnitId": "unit-1"}
    block = "input CreditNoteInput {\n"
    lax = SDL[SDL.index(block) : SDL.index("}", SDL.index(block))]
    fields = "  id: DocumentConsecutiveInput!\n"
    assert dialect((lax, block + fields)).fit("CreditNoteInput", note) == {"id": note["id"]}
    error = refused(dialect(without_field("input InvoiceInput {", "organizationalUnitId")))
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "schema_mismatch")


def test_an_enum_name_is_the_schemas_own():
    other = dialect(renamed("enum InvoiceOperationType", "STD", "STANDARD"))
    assert fitted(other)["generalInformation"]["operationCode"] == "STANDARD"
    assert fitted(dialect())["generalInformation"]["operationCode"] == "STD"


def test_an_enum_name_nobody_foresaw_is_refused():
    error = refused(dialect(renamed("enum InvoiceOperationType", "STD", "USUAL")))
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "schema_mismatch")


def test_a_code_the_providers_list_lacks_is_the_documents_fault():
    error = refused(dialect(), document(line(unit="QQ9")))
    assert (error.kind, error.code) == (ErrorKind.REJECT, "value_not_offered")
    assert "CO_QQ9" in error.faults[0].message


def test_fields_of_one_dialect_are_asked_for_only_where_they_are():
    assert dialect().present("Invoice", operations.EXTRA_DOCUMENT) == ""
    live = dialect(
        with_field("type Invoice implements DocumentInterface {", "dianState: DianState"),
        (
            "scalar DateTime",
            "type DianState { code: String when(at: Int): String }\nscalar DateTime",
        ),
    )
    extra = live.present("Invoice", operations.EXTRA_DOCUMENT)
    assert extra == "dianState { code }"
    assert live.accepts(operations.with_extra(operations.one(INVOICE), extra)) == ()


@pytest.mark.parametrize("answer", [{}, {"__schema": None}, {"__schema": {"types": []}}])
def test_an_answer_that_is_no_schema_is_refused(answer):
    with pytest.raises(ProviderError) as caught:
        Dialect.read(answer)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "schema_mismatch")


def errors(one: Dialect) -> list[str]:
    return [text for severity, text in differences(one) if severity is Severity.ERROR]


def test_the_printed_schema_lacks_nothing_needed():
    assert errors(dialect()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_field("input InvoiceInput {", "notes"), "InvoiceInput.notes: missing"),
        (with_field(INFO, "fiscalPeriod: String!"), "fiscalPeriod: required, and never sent"),
        (renamed("enum PaymentIdCode", "IN_CASH", "CONTADO"), "PaymentIdCode.IN_CASH: missing"),
        (("createInvoice(", "makeInvoice("), "createInvoice: Cannot query field"),
        (without_field("type Invoice implements", "documentUid"), "documentUid"),
    ],
)
def test_the_comparison_says_what_is_missing(change, said):
    found = errors(dialect(change))
    assert any(said in text for text in found)


def test_the_comparison_warns_of_another_name():
    found = list(differences(dialect(renamed("enum InvoiceOperationType", "STD", "STANDARD"))))
    assert (Severity.WARNING, "InvoiceOperationType.STD: offered as STANDARD") in found


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_schema_is_read_once_and_again_when_it_is_old():
    clock, reads = Clock(), []
    cache = DialectCache(seconds=60, clock=clock)

    def read() -> Dialect:
        reads.append(clock.now)
        return Dialect(build_schema("type Query { a: Int }"))

    first = cache.get("https://a/", read)
    clock.now = 59
    assert cache.get("https://a/", read) is first
    cache.get("https://b/", read)
    clock.now = 60
    cache.get("https://a/", read)
    assert reads == [0.0, 59, 60]


def test_a_failed_reading_is_not_kept():
    cache = DialectCache()

    def fail() -> Dialect:
        raise ProviderError(ErrorKind.RETRY, "provider_unreachable", "down")

    with pytest.raises(ProviderError):
        cache.get("https://a/", fail)
    made = Dialect(build_schema("type Query { a: Int }"))
    assert cache.get("https://a/", lambda: made) is made


def test_a_forgotten_schema_is_read_again():
    cache, made = DialectCache(), []

    def read() -> Dialect:
        made.append(Dialect(build_schema("type Query { a: Int }")))
        return made[-1]

    cache.get("https://a/", read)
    cache.forget("https://a/")
    assert cache.get("https://a/", read) is made[1]


def test_threads_that_ask_at_once_cause_one_reading():
    cache, reads, gate = DialectCache(), [], threading.Barrier(8)

    def read() -> Dialect:
        reads.append(1)
        return Dialect(build_schema("type Query { a: Int }"))

    def ask() -> None:
        gate.wait(5)
        cache.get("https://a/", read)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert reads == [1]
