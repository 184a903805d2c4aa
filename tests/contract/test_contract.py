"""The served description against the contract: every operation, header, parameter, field, required
field and enumeration of the contract is there; more may be."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.contrib.staticfiles import finders
from django.test import Client
from openapi_spec_validator import validate

from invoicing import transitions
from invoicing.api.queries import FiscalStatus, LifecycleStatus

CONTRACT = yaml.safe_load((Path(__file__).parent / "contract.yaml").read_text())
NOT_YET: set[str] = set()
COUNTRIES = {"CO", "MX", "EC", "PE"}


@pytest.fixture(autouse=True)
def plain_http(settings):
    """The test client speaks http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def served() -> dict[str, Any]:
    """The description as served."""
    answer = Client().get("/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return json.loads(answer.content)


def operations(document):
    return {
        operation["operationId"]: (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


EXPECTED = {name: found for name, found in operations(CONTRACT).items() if name not in NOT_YET}


def resolved(schema, document):
    """A schema without references, and whether it may be null."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    variants = schema.get("anyOf", [])
    if {"type": "null"} in variants:
        others = [variant for variant in variants if variant != {"type": "null"}]
        assert len(others) == 1, schema
        return resolved(others[0], document)[0], True
    return schema, False


def differences(expected, actual, served, asked, at):
    """What the served schema lacks of the expected one. `asked`: of a request, not of an answer."""
    expected, expected_null = resolved(expected, CONTRACT)
    actual, actual_null = resolved(actual, served)
    if (asked and expected_null and not actual_null) or (not asked and actual_null > expected_null):
        yield f"{at}: null is {actual_null}, must be {expected_null}"
    if "enum" in expected and set(expected["enum"]) - set(actual.get("enum", ())):
        yield f"{at}: {actual.get('enum')} must have {expected['enum']}"
    types = {expected.get("type"), actual.get("type")}
    if "type" in expected and len(types) != 1:
        yield f"{at}: {actual.get('type')} must be {expected['type']}"
    yield from _properties(expected, actual, served, asked, at)
    yield from _required(expected, actual, asked, at)
    if "items" in expected:
        yield from differences(expected["items"], actual["items"], served, asked, f"{at}[]")


def _properties(expected, actual, served, asked, at):
    for name, schema in expected.get("properties", {}).items():
        if "oneOf" in actual:
            assert name == "type", "only country_specific is a union"
        elif name not in actual.get("properties", {}):
            yield f"{at}.{name}: is not there"
        else:
            inner = actual["properties"][name]
            yield from differences(schema, inner, served, asked, f"{at}.{name}")


def _required(expected, actual, asked, at):
    wanted, given = set(expected.get("required", ())), set(actual.get("required", ()))
    if wanted - given:
        yield f"{at}: {wanted - given} must be required"
    if asked and given - wanted:
        yield f"{at}: {given - wanted} must not be required"


def body_schema(operation):
    return operation["requestBody"]["content"]["application/json"]["schema"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_operation_is_where_the_contract_has_it(served, name):
    path, method, expected = EXPECTED[name]
    actual_path, actual_method, actual = operations(served)[name]
    assert (actual_path, actual_method) == (path, method)
    given = {(p["in"], p["name"].lower()): p for p in actual.get("parameters", ())}
    for parameter in expected["parameters"]:
        found = given[parameter["in"], parameter["name"].lower()]
        assert found.get("required", False) == parameter["required"], parameter
        assert found["schema"].get("type") == parameter["schema"]["type"], parameter
        for detail in ("default", "format"):
            if detail in parameter["schema"]:
                assert found["schema"][detail] == parameter["schema"][detail], parameter
    names = {(p["in"], p["name"].lower()) for p in expected["parameters"]}
    assert not [p for key, p in given.items() if p.get("required") and key not in names]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_operation_takes_and_answers_what_the_contract_says(served, name):
    _, _, expected = EXPECTED[name]
    _, _, actual = operations(served)[name]
    assert ("requestBody" in expected) == ("requestBody" in actual)
    found = []
    if "requestBody" in expected:
        assert actual["requestBody"]["required"] is True
        found += differences(body_schema(expected), body_schema(actual), served, True, "body")
    for status, answer in expected["responses"].items():
        if "content" not in answer:
            assert "content" not in actual["responses"][status]
            continue
        schema = answer["content"]["application/json"]["schema"]
        given = actual["responses"][status]["content"]["application/json"]["schema"]
        found += differences(schema, given, served, False, status)
    assert found == []


def test_the_comparison_notices_what_is_missing(served):
    served["components"]["schemas"]["PartyDTO"]["required"].append("email")
    del served["components"]["schemas"]["Document"]["properties"]["failure"]
    served["components"]["schemas"]["CreateDocumentRequest"]["properties"]["country"]["enum"].pop()
    _, _, expected = EXPECTED["create_document"]
    _, _, actual = operations(served)["create_document"]
    asked = list(differences(body_schema(expected), body_schema(actual), served, True, "body"))
    assert len([d for d in asked if "email" in d]) == 2
    assert len([d for d in asked if "body.country:" in d]) == 1
    page = {"$ref": "#/components/schemas/DocumentPage"}
    answered = list(differences(page, page, served, False, "200"))
    assert "200.items[].failure: is not there" in answered


def test_the_description_is_valid_openapi(served):
    assert served["openapi"].startswith("3.1")
    validate(served)


def test_no_two_operations_share_a_name_and_none_lacks_a_summary(served):
    all_of_them = [op for methods in served["paths"].values() for op in methods.values()]
    assert len(operations(served)) == len(all_of_them)
    assert all(op.get("summary") for op in all_of_them)
    keyless = {op["operationId"] for op in all_of_them if "security" not in op}
    assert keyless == {"receive_fg_webhook", "receive_tenant_fg_webhook"}
    keyed = [op["security"] for op in all_of_them if "security" in op]
    assert all(security == [{"bearer": []}] for security in keyed)


def content_of(part):
    return part.get("content", {}).get("application/json", {})


def test_every_operation_has_examples_that_fit_its_schema(served):
    for name, (_, _, operation) in operations(served).items():
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        shown = [content_of(part) for part in parts if "examples" in content_of(part)]
        downloads = name.endswith(("_evidence_bytes", "_file"))
        assert shown or downloads, name
        for part in shown:
            schema = part["schema"] | {"components": served["components"]}
            for example in part["examples"].values():
                jsonschema.Draft202012Validator(schema).validate(example["value"])


def test_whatever_depends_on_the_country_has_an_example_of_each(served):
    for name in ("create_document", "preview_document", "patch_document", "cancel_document"):
        assert set(content_of(operations(served)[name][2]["requestBody"])["examples"]) >= COUNTRIES
    for name in ("create_party", "create_issuer_profile"):
        _, _, operation = operations(served)[name]
        assert set(content_of(operation["requestBody"])["examples"]) == COUNTRIES
        assert set(content_of(operation["responses"]["201"])["examples"]) == COUNTRIES


def test_country_specific_fields_are_described_for_every_country(served):
    for name, tagged in (
        ("CreateDocumentRequest", 4),
        ("LineItemDTO", 4),
        ("CreatePartyRequest", 4),
    ):
        field = served["components"]["schemas"][name]["properties"]["country_specific"]
        union = field["anyOf"][0]
        assert len(union["oneOf"]) == len(union["discriminator"]["mapping"]) == tagged
        for reference in union["oneOf"]:
            assert reference["$ref"].rsplit("/", 1)[1] in served["components"]["schemas"]
    assert "x-tagged-at" not in json.dumps(served)


def test_the_listed_states_are_those_a_document_can_have(served):
    states = [transitions.DRAFT, *{s for to in transitions.MOVES.values() for s in to}]
    assert set(FiscalStatus.__args__) == {state.fiscal_status for state in states}
    assert set(LifecycleStatus.__args__) == {state.lifecycle_status for state in states}
    shown = served["components"]["schemas"]["Document"]["properties"]["status"]["enum"]
    assert set(shown) == {state.status for state in states}


@pytest.mark.parametrize("page", ["docs", "redoc"])
def test_the_reference_pages_need_nothing_from_elsewhere(page):
    text = Client().get(f"/v1/{page}").content.decode()
    assert "/v1/openapi.json" in text
    assert "https://" not in text
    assets = [part.split('"')[0] for part in text.split('"/static/')[1:]]
    assert assets
    for asset in assets:
        assert finders.find(asset), asset
