"""Who may call: keys, tenants, scopes; and that tenants stay apart."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import get_resolver
from django.utils import timezone

from documents.models import Document
from parties import api_keys
from parties.models import ApiKey
from tests.factories import Api, dumps, exchange, issued, received_document
from tests.invoicing.api.test_documents import detail_of


def refused(answer, status, code):
    assert answer["Content-Type"] == "application/problem+json", answer.content
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["code"] == code
    assert answer.json()["flow_id"] == answer["X-Flow-Id"]
    return True


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "not_authenticated"),
        ("Bearer", "authentication_failed"),
        ("Bearer ik_nobody_x", "authentication_failed"),
        ("Bearer \x00", "authentication_failed"),
        ("Bearer é", "authentication_failed"),
        ("Basic YTpi", "authentication_failed"),
        ("Bearer ik_" + "x" * 5000, "authentication_failed"),
    ],
)
def test_nobody_calls_without_a_valid_key(ana, header, code):
    answer = ana.get("/v1/documents", Authorization=header)
    assert refused(answer, 401, code)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_with_one_letter_changed_is_not_valid(ana):
    last = "a" if ana.key[-1] != "a" else "b"
    answer = ana.get("/v1/documents", Authorization=f"Bearer {ana.key[:-1]}{last}")
    assert refused(answer, 401, "authentication_failed")


def test_an_expired_key_is_not_valid_even_when_it_is_remembered(ana):
    assert ana.get("/v1/documents").status_code == 200
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    api_keys.forget_all()
    assert refused(ana.get("/v1/documents"), 401, "authentication_failed")


def test_a_revoked_key_is_not_valid_any_more(ana):
    assert ana.get("/v1/documents").status_code == 200
    api_keys.revoke(ApiKey.objects.get().prefix)
    assert refused(ana.get("/v1/documents"), 401, "authentication_failed")


def test_the_tenant_header_must_name_the_keys_tenant(ana, bea):
    missing = [(("header", "X-Tenant-Id"), "missing")]
    assert detail_of(ana.get("/v1/documents", X_Tenant_Id=None)) == missing
    assert detail_of(ana.get("/v1/documents", X_Tenant_Id=" ")) == missing
    for other in (bea.tenant_id, "x", str(uuid4())):
        assert refused(ana.get("/v1/documents", X_Tenant_Id=other), 403, "tenant_mismatch")
    assert ana.get("/v1/documents", X_Tenant_Id=ana.tenant_id.upper()).status_code == 200


@pytest.mark.parametrize(
    "path", ["documents", "parties", "issuer-profiles", "webhook-subscriptions"]
)
def test_a_key_does_what_its_scopes_allow(ana, path):
    reader, writer = Api(ana.tenant, "read"), Api(ana.tenant, "write")
    assert reader.get(f"/v1/{path}").status_code == 200
    assert refused(reader.post(f"/v1/{path}", {}), 403, "scope_required")
    assert refused(writer.get(f"/v1/{path}"), 403, "scope_required")
    assert writer.post(f"/v1/{path}", {}).status_code == 422


def test_the_tenant_can_be_asked_who_it_is(ana):
    answer = ana.get("/v1/tenant").json()
    assert (answer["id"], answer["name"]) == (ana.tenant_id, "Ana SA")
    assert answer["scopes"] == ["read", "write"]
    offered = {c["country"]: c for c in answer["countries"]}
    assert offered["CO"]["provider"] == "co_yabico"
    assert "INVOICE" in offered["CO"]["document_types"]
    assert set(offered) == {"CO", "MX", "EC", "PE"}


def everything_of(api):
    """The path of each thing of a tenant, by the names in the routes."""
    document = api.new("/v1/documents", api.ready_to_submit())
    row = exchange(issued(document["id"]), b"{}", b"{}")
    hook = api.new("/v1/webhook-subscriptions", api.subscription())
    profile = api.get("/v1/issuer-profiles").json()["items"][0]
    return {
        "document_id": document["id"],
        "evidence_id": str(row.id),
        "side": "request",
        "kind": "xml",
        "party_id": profile["party_id"],
        "profile_id": profile["id"],
        "subscription_id": hook["id"],
        "received_document_id": str(received_document(api.tenant).id),
        "delivery_id": api.post(f"/v1/webhook-subscriptions/{hook['id']}/test").json()["id"],
    }


def routes():
    """Every route under /v1 that names something, with the methods it takes."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, path)
            elif hasattr(pattern.callback, "cls") and "<str:" in path:
                methods = [
                    m
                    for m in ("get", "post", "patch", "delete")
                    if hasattr(pattern.callback.cls, m)
                ]
                found.extend((path, method.upper()) for method in methods)

    walk(get_resolver().url_patterns, "/")
    return [(path, method) for path, method in found if path.startswith("/v1/")]


def test_another_tenants_things_are_not_there_whatever_the_route(ana, bea):
    theirs = everything_of(bea)
    body = {"POST": b"{}", "PATCH": b"{}"}
    unknown = {name: str(uuid4()) for name in theirs} | {"side": "request", "kind": "xml"}
    assert len(routes()) >= 16
    for route, method in routes():
        for ids in (theirs, unknown):
            path = route
            for name, value in ids.items():
                path = path.replace(f"<str:{name}>", value)
            answer = ana.call(method, path, body.get(method))
            assert refused(answer, 404, "not_found"), (method, path)
    assert bea.get(f"/v1/documents/{theirs['document_id']}").json()["status"] == "ISSUED"


def test_a_patch_of_another_tenants_document_changes_nothing(ana, bea):
    document = bea.new("/v1/documents", bea.document("CO"))
    for body in ({"metadata": {"a": "b"}}, {"status": "SUBMITTED"}, {"fiscal_id": "x"}):
        assert refused(ana.patch(f"/v1/documents/{document['id']}", body), 404, "not_found")
    assert Document.objects.get().version == 1


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nope", "/v1/documents/x/y/z", "/v1/documents/"]
)
def test_an_unknown_route_is_a_problem(ana, path):
    assert refused(ana.get(path), 404, "unknown_route")
    assert refused(ana.call("POST", path, dumps({})), 404, "unknown_route")


def test_a_mistyped_address_is_not_taken_for_a_forged_form(ana):
    ana.client.handler.enforce_csrf_checks = True
    assert refused(ana.post("/v1/documents/", {}), 404, "unknown_route")
    assert refused(ana.post("/v1/openapi.json", {}), 405, "method_not_allowed")


def test_what_is_allowed_is_what_works(ana):
    allowed = ana.call("OPTIONS", "/v1/documents")["Allow"].split(", ")
    assert sorted(allowed) == ["GET", "HEAD", "POST"]
    assert ana.call("HEAD", "/v1/documents").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "documents"), ("DELETE", "parties"), ("OPTIONS", "tenant")]
)
def test_a_method_nobody_takes_is_a_problem(ana, method, path):
    assert refused(ana.call(method, f"/v1/{path}"), 405, "method_not_allowed")


def test_an_error_of_ours_is_a_problem_that_tells_nothing(ana, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("documents.listing.page", broken)
    answer = ana.get("/v1/documents")
    assert refused(answer, 500, "internal_error")
    assert b"secret" not in answer.content


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("OperationalError", 503, "database_unavailable"),
        ("InterfaceError", 503, "database_unavailable"),
        ("IntegrityError", 409, "conflict"),
        ("DataError", 500, "internal_error"),
    ],
)
def test_database_errors_are_problems_too(ana, monkeypatch, error, status, code):
    import django.db

    def broken(*_args, **_kwargs):
        raise getattr(django.db, error)("secret detail")

    monkeypatch.setattr("documents.listing.page", broken)
    assert refused(ana.get("/v1/documents"), status, code)


def test_what_django_itself_refuses_is_a_problem_too(ana, settings, monkeypatch):
    many = "&".join(f"a{n}=1" for n in range(1001))
    assert refused(ana.get(f"/v1/documents?{many}"), 400, "bad_request")
    settings.ALLOWED_HOSTS = ["invoicing.example"]
    assert refused(ana.get("/v1/documents"), 400, "bad_request")
    settings.ALLOWED_HOSTS = ["*"]

    def broken():
        raise RuntimeError("secret detail")

    monkeypatch.setattr("config.openapi.document", broken)
    assert refused(ana.get("/v1/openapi.json"), 500, "internal_error")


def test_outside_the_api_errors_are_pages(client):
    answer = client.get("/nope")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
