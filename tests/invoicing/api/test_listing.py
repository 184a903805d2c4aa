"""Walking through documents by pages, while others write."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from documents import listing, store
from documents.models import Document
from invoicing import issue
from tests.factories import STAFF, in_doubt, new_api
from tests.invoicing.api.test_documents import detail_of
from tests.invoicing.conftest import new_draft


def walk(api, query="limit=3"):
    """All items from the first page to the one that says there is nothing more."""
    items, after = [], ""
    while after is not None:
        page = api.get(f"/v1/documents?{query}" + (f"&after={after}" if after else "")).json()
        items += page["items"]
        after = page["next_after"]
    return items


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7])
def test_a_walk_meets_every_document_once_in_either_direction(ana, count):
    ids = [ana.new("/v1/documents", ana.document("CO"))["id"] for _ in range(count)]
    assert [item["id"] for item in walk(ana)] == ids
    assert [item["id"] for item in walk(ana, "limit=3&order=desc")] == ids[::-1]


def test_a_full_last_page_is_known_to_be_the_last(ana):
    for _ in range(3):
        ana.new("/v1/documents", ana.document("CO"))
    assert ana.get("/v1/documents?limit=3").json()["next_after"] is None
    first = ana.get("/v1/documents?limit=2").json()
    assert first["next_after"] == first["items"][-1]["created_at"]


def test_any_instant_is_a_position(ana):
    first = ana.new("/v1/documents", ana.document("CO"))
    second = ana.new("/v1/documents", ana.document("CO"))
    at = first["created_at"]
    assert [i["id"] for i in ana.get(f"/v1/documents?after={at}").json()["items"]] == [second["id"]]
    shifted = at.replace("Z", "%2B00:00")
    assert ana.get(f"/v1/documents?after={shifted}").json()["items"][0]["id"] == second["id"]
    assert ana.get("/v1/documents?after=2999-01-01T00:00:00Z").json()["items"] == []


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(
    "after",
    [
        "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59.999999-14:00",
        "1e400",
        "99999999999999999",
    ],
)
def test_no_instant_is_too_far_away_to_be_answered(ana, after, order):
    assert ana.get(f"/v1/documents?after={after}&order={order}").status_code in (200, 422)


def test_filters_hold_together(ana):
    drafts = {c: ana.new("/v1/documents", ana.document(c)) for c in ("CO", "MX")}
    sent = ana.new("/v1/documents", ana.ready_to_submit())
    in_doubt(sent["id"])
    Document.objects.filter(id=sent["id"]).update(fiscal_id="F-1", provider_operation_id="op-1")
    shown = {
        "country=MX": [drafts["MX"]["id"]],
        "country=CO": [drafts["CO"]["id"], sent["id"]],
        "country=CO&lifecycle_status=draft": [drafts["CO"]["id"]],
        "fiscal_status=unknown": [sent["id"]],
        "fiscal_status=not_submitted": [drafts["CO"]["id"], drafts["MX"]["id"]],
        "document_type=INVOICE": [d["id"] for d in (*drafts.values(), sent)],
        "document_type=CREDIT_NOTE": [],
        "fiscal_id=F-1": [sent["id"]],
        "fiscal_id=f-1": [],
        "provider_operation_id=op-1": [sent["id"]],
        "provider_operation_id=op-1&country=MX": [],
    }
    for query, ids in shown.items():
        items = ana.get(f"/v1/documents?{query}").json()["items"]
        assert [item["id"] for item in items] == ids, query


def fill(tenant, count=4000):
    """Many documents in the tenant, one in a hundred with XX in every column that can be asked."""
    first = store.insert_draft(tenant.id, new_draft(), {}, [])
    own = {"id": "gen_random_uuid()", "created_at": "created_at - n * interval '1 second'"}
    rare = {
        name: f'CASE n %% 100 WHEN 0 THEN %s ELSE coalesce("{name}", n::text) END'
        for name in listing.FILTERS
    }
    columns = [field.column for field in Document._meta.concrete_fields]
    chosen = ", ".join({**own, **rare}.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO documents_document ({names}) SELECT {chosen}"
            " FROM documents_document, generate_series(1, %s) n WHERE id = %s",
            ["XX"] * len(rare) + [count, first.id],
        )
        cursor.execute("ANALYZE documents_document")


def test_every_filter_is_served_by_an_index(ana):
    fill(ana.tenant)
    after = listing.horizon() - timedelta(days=1)
    for filters in ({}, *({name: "XX"} for name in listing.FILTERS)):
        rows = Document.objects.filter(tenant=ana.tenant, created_at__gt=after, **filters)
        plan = rows.order_by("created_at")[:51].explain()
        condition = plan.split("Index Cond: ", 1)[1].splitlines()[0]
        assert "tenant_id" in condition
        assert "Seq Scan" not in plan
        for name in filters:
            assert name in condition, plan


@pytest.mark.django_db(transaction=True)
def test_a_document_is_held_back_while_an_older_writer_is_not_done(second_connection):
    api = new_api()
    other = second_connection()
    other.execute("SELECT pg_current_xact_id()")
    document = api.new("/v1/documents", api.document("CO"))
    page = api.get("/v1/documents").json()
    assert page["items"] == []
    assert page["next_after"] is not None
    waiting = api.get(f"/v1/documents?after={page['next_after']}").json()
    assert waiting == {"items": [], "next_after": page["next_after"]}
    assert api.get("/v1/documents?order=desc").json() == {"items": [], "next_after": None}
    other.commit()
    page = api.get(f"/v1/documents?after={page['next_after']}").json()
    assert [item["id"] for item in page["items"]] == [document["id"]]
    assert page["next_after"] is None


def test_what_is_written_after_the_horizon_was_read_is_held_back(ana, monkeypatch):
    """It could hide somebody older who is not done yet."""
    read = listing.horizon

    def read_and_be_overtaken():
        instant = read()
        ana.new("/v1/documents", ana.document("CO"))
        return instant

    with monkeypatch.context() as patch:
        patch.setattr(listing, "horizon", read_and_be_overtaken)
        page = ana.get("/v1/documents").json()
    assert page["items"] == []
    assert len(ana.get(f"/v1/documents?after={page['next_after']}").json()["items"]) == 1


@pytest.mark.django_db(transaction=True)
def test_readers_and_idle_connections_hold_nothing_back(second_connection):
    api = new_api()
    second_connection().execute("SELECT count(*) FROM documents_document")
    document = api.new("/v1/documents", api.document("CO"))
    assert [item["id"] for item in api.get("/v1/documents").json()["items"]] == [document["id"]]


@pytest.mark.django_db(transaction=True)
def test_walking_while_eight_write_meets_each_document_exactly_once():
    api = new_api()
    each = 15
    writing = threading.Event()
    left = [8]
    lock = threading.Lock()

    def write(writer: int) -> list[str]:
        made = []
        try:
            for number in range(each):
                with transaction.atomic():
                    draft = new_draft(metadata={"writer": str(writer), "number": str(number)})
                    made.append(str(issue.create(api.tenant, draft, "DRAFT", STAFF).id))
                    writing.set()
        finally:
            with lock:
                left[0] -= 1
            connection.close()
        return made

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, writer) for writer in range(8)]
        assert writing.wait(20)
        met, after = [], None
        while True:
            with lock:
                all_done = left[0] == 0
            query = f"&after={after}" if after else ""
            page = api.get(f"/v1/documents?limit=7{query}").json()
            met += [item["id"] for item in page["items"]]
            after = (
                page["next_after"] or (page["items"] or [{"created_at": after}])[-1]["created_at"]
            )
            if all_done and page["next_after"] is None:
                break
        written = [document for writer in writers for document in writer.result()]
    assert len(met) == len(set(met)), "met twice"
    assert set(met) == set(written)
    assert len(met) == 8 * each


def test_a_position_is_never_given_twice(ana):
    rows = [store.insert_draft(ana.tenant.id, new_draft(), {}, []) for _ in range(50)]
    positions = [row.created_at for row in rows]
    assert len(set(positions)) == 50
    assert positions == sorted(positions)


@pytest.mark.parametrize("after", ["2026", "0.5", "-1", "1732147200", "2026-01-01", "yesterday"])
def test_what_is_no_instant_does_not_answer_with_everything(ana, after):
    ana.new("/v1/documents", ana.document())
    answer = ana.get(f"/v1/documents?after={after}")
    assert detail_of(answer) == [(("query", "after"), "datetime_text")]


@pytest.mark.parametrize("on", ["20260", "1732147200", "2026-11-20T00:00:00"])
def test_what_is_no_day_has_no_tax_codes(ana, on):
    answer = ana.get(f"/v1/tax-codes?country=CO&on={on}")
    assert detail_of(answer) == [(("query", "on"), "date_text")]
