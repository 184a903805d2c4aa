"""GraphQL over HTTP, credentials, and the two schemas."""

import pytest
import requests
from graphql import build_client_schema, get_introspection_query

from providers.co_yabico.sandbox.resolvers import executable
from providers.co_yabico.sandbox.schema import dialect

from .client import CREATE, Sandbox

PLAN = "{ planSummary { totalDocuments } }"


@pytest.mark.parametrize("token", ["", "somebody-elses"])
@pytest.mark.parametrize("query", [PLAN, "{ __typename }", CREATE])
def test_without_a_valid_token_everything_is_090(base: str, token: str, query: str) -> None:
    answer = Sandbox(base, token=token).ask(query)
    assert answer["data"] is None
    assert [error["id"] for error in answer["errors"]] == ["090"]


def test_another_kind_of_credentials_is_none(sandbox: Sandbox) -> None:
    response = requests.post(
        f"{sandbox.base}/co/einvoices/v2/",
        json={"query": PLAN},
        headers={"Authorization": f"Basic {sandbox.token}"},
        timeout=10,
    )
    assert response.json()["errors"][0]["id"] == "090"


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_get_is_refused(sandbox: Sandbox, version: str) -> None:
    response = requests.get(f"{sandbox.base}/co/einvoices/{version}/?query={PLAN}", timeout=10)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"query": 1}'])
def test_what_is_no_graphql_request_is_400(sandbox: Sandbox, body: bytes) -> None:
    response = requests.post(
        f"{sandbox.base}/co/einvoices/v2/",
        data=body,
        headers={"Authorization": f"Bearer {sandbox.token}"},
        timeout=10,
    )
    assert response.status_code == 400
    assert "errors" in response.json()


@pytest.mark.parametrize("query", ["{", "{ nothing }", "{ invoice { uid } }"])
def test_a_query_the_schema_forbids_has_errors_and_no_data(sandbox: Sandbox, query: str) -> None:
    answer = sandbox.ask(query)
    assert answer["errors"]
    assert "data" not in answer


def test_the_named_operation_is_the_one_that_runs(sandbox: Sandbox) -> None:
    query = (
        "query A { planSummary { totalDocuments } } query B { organization { organizationNit } }"
    )
    response = requests.post(
        f"{sandbox.base}/co/einvoices/v2/",
        json={"query": query, "operationName": "B"},
        headers={"Authorization": f"Bearer {sandbox.token}"},
        timeout=10,
    )
    assert response.json() == {"data": {"organization": {"organizationNit": "900559088"}}}
    assert sandbox.log()[-1]["operation"] == "organization"


@pytest.mark.parametrize("name", ["live", "printed"])
def test_introspection_tells_the_whole_schema(sandbox: Sandbox, name: str) -> None:
    told = build_client_schema(sandbox.ask(get_introspection_query(), dialect=name)["data"])
    assert set(told.type_map) == set(dialect(name).type_map)
    assert len(told.query_type.fields if told.query_type else ()) == 25


def test_the_live_schema_differs_as_seen(sandbox: Sandbox) -> None:
    live, printed = dialect("live").type_map, dialect("printed").type_map
    differing = {
        name
        for name in printed
        if set(getattr(live[name], "fields", ())) != set(getattr(printed[name], "fields", ()))
    }
    documents = {n for n in printed if "documentStatus" in getattr(printed[n], "fields", ())}
    undated = {n for n in printed if n.endswith("GeneralInformationInput")}
    changed = undated | {"CreditNoteInput", "OrganizationUnit"}
    assert differing == documents | changed
    assert set(live) - set(printed) == {"UnitSettings", "UnitState"}


def test_every_field_of_the_schema_has_an_answer() -> None:
    for name in ("live", "printed"):
        schema = executable(name)
        assert schema.query_type
        assert schema.mutation_type
        fields = {**schema.query_type.fields, **schema.mutation_type.fields}
        assert len(fields) == 41
        assert all(field.resolve for field in fields.values())


def test_health_and_unknown_paths(base: str) -> None:
    assert requests.get(f"{base}/healthz", timeout=10).status_code == 200
    assert requests.get(f"{base}/co/einvoices/v3/", timeout=10).status_code == 404


def test_a_huge_body_is_refused(sandbox: Sandbox) -> None:
    huge = {"Content-Length": str(11 * 1024 * 1024)}
    url = f"{sandbox.base}/co/einvoices/v2/"
    assert requests.post(url, headers=huge, timeout=10).status_code == 413
