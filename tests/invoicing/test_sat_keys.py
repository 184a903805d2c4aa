"""SAT's big catalogues at submission and preview, where they were imported and where not."""

# ruff: noqa: F401, F811 - fixtures are imported

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document, SatKey
from invoicing import check, issue, sat_keys
from invoicing.errors import Unprocessable
from parties.models import IssuerProfile
from tests.documents import samples_mx
from tests.invoicing.facturagreen import (
    OF_LINE,
    mx_controls,
    mx_invoice,
    mx_issuer,
    mx_line,
    mx_unit,
    rep,
)
from tests.invoicing.notes import STAFF, run, submitted

TODAY = samples_mx.TODAY
ALL = (
    ("c_ClaveProdServ", "80101500"),
    ("c_ClaveUnidad", "E48"),
    ("c_CodigoPostal", "42501"),
    ("c_CodigoPostal", "86991"),
)
OTHERS = (("c_ClaveProdServ", "01010101"), ("c_ClaveUnidad", "H87"), ("c_CodigoPostal", "06000"))


def imported(*keys, valid_from=date(2022, 1, 1), valid_to=None):
    SatKey.objects.bulk_create(
        SatKey(catalogue=catalogue, key=key, valid_from=valid_from, valid_to=valid_to)
        for catalogue, key in keys
    )


def found(document, today=TODAY):
    faults = sat_keys.check(document, today)
    return [(fault.law, ".".join(map(str, fault.path)), fault.code) for fault in faults]


def test_without_an_import_every_key_passes(db):
    assert found(samples_mx.invoice()) == []


def test_keys_of_the_catalogues_pass(db):
    imported(*ALL)
    assert found(samples_mx.invoice()) == []


def test_each_unknown_key_is_named_where_it_is_given(db):
    imported(*OTHERS)
    two = samples_mx.invoice(samples_mx.line(own={"clave_unidad": "H87"}), samples_mx.line())
    assert found(two) == [
        (
            "CFDI40162",
            "line_items.0.country_specific.clave_prod_serv",
            "clave_prod_serv_unknown",
        ),
        (
            "CFDI40162",
            "line_items.1.country_specific.clave_prod_serv",
            "clave_prod_serv_unknown",
        ),
        ("CFDI40165", "line_items.1.country_specific.clave_unidad", "clave_unidad_unknown"),
        ("CFDI40126", "country_specific.lugar_expedicion", "lugar_expedicion_unknown"),
        ("CFDI40147", "country_specific.receiver.domicilio_fiscal", "domicilio_fiscal_unknown"),
    ]


@pytest.mark.parametrize(
    ("catalogue", "laws"),
    [
        (OTHERS[0], {"CFDI40162"}),
        (OTHERS[1], {"CFDI40165"}),
        (OTHERS[2], {"CFDI40126", "CFDI40147"}),
    ],
)
def test_only_what_was_imported_is_checked(db, catalogue, laws):
    imported(catalogue)
    assert {law for law, _, _ in found(samples_mx.invoice())} == laws


def test_a_key_of_another_catalogue_is_none(db):
    imported(("c_CodigoPostal", "80101500"), OTHERS[0], *ALL[1:])
    assert [law for law, _, _ in found(samples_mx.invoice())] == ["CFDI40162"]


@pytest.mark.parametrize(
    ("first", "last", "faults"),
    [
        (TODAY, TODAY, 0),
        (TODAY, None, 0),
        (TODAY + timedelta(1), None, 1),
        (date(2022, 1, 1), TODAY - timedelta(1), 1),
    ],
)
def test_a_key_holds_from_its_first_day_to_its_last(db, first, last, faults):
    imported(ALL[1], valid_from=first, valid_to=last)
    assert len(found(samples_mx.invoice())) == faults


def test_the_day_is_that_of_issue(db):
    imported(ALL[1], valid_to=TODAY - timedelta(1))
    dated = samples_mx.invoice(emission_date=TODAY - timedelta(1))
    assert found(dated) == []
    assert len(found(samples_mx.invoice())) == 1


def test_keys_left_out_or_misshapen_are_told_by_the_rules_alone(db):
    imported(*OTHERS)
    bare = samples_mx.invoice(
        samples_mx.line(own={"clave_prod_serv": None, "clave_unidad": None}),
        own={"lugar_expedicion": None, "receiver": None},
        provider_config={"lugar_expedicion": "4250"},
    )
    assert found(bare) == []
    assert found(samples_mx.invoice(own={"lugar_expedicion": "4250"})) == []


def test_the_place_of_issue_of_the_profile_is_checked_too(db):
    imported(OTHERS[2], ALL[3])
    placed = samples_mx.invoice(
        own={"lugar_expedicion": None}, provider_config={"lugar_expedicion": "42501"}
    )
    assert [law for law, _, _ in found(placed)] == ["CFDI40126"]


def test_one_query_however_many_lines_and_none_for_another_country(db):
    imported(*OTHERS)
    many = samples_mx.invoice(*(samples_mx.line() for _ in range(40)))
    with CaptureQueriesContext(connection) as asked:
        assert len(found(many)) == 82
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert found(samples_mx.invoice(country="CO")) == []
        assert found(samples_mx.invoice(document_type="CANCELLATION")) == []
    assert len(asked) == 0


def test_a_submission_is_refused_a_preview_tells_and_a_draft_may_wait(tenant, mx_issuer):
    imported(*OTHERS)
    expected = {"CFDI40162", "CFDI40165", "CFDI40126", "CFDI40147"}
    before = IssuerProfile.objects.values_list("numerator_current").order_by("id")
    numbers = list(before)
    with pytest.raises(Unprocessable) as refused:
        submitted(tenant, mx_invoice())
    assert {fault.law for fault in refused.value.faults} == expected
    assert {fault.law for fault in issue.preview(tenant, mx_invoice()).faults} >= expected
    assert not Document.objects.exists()
    assert list(before.all()) == numbers
    draft = issue.create(tenant, mx_invoice(), "DRAFT", STAFF)
    assert draft.status == "DRAFT"


def test_a_document_of_imported_keys_is_issued_and_paid(tenant, mx_issuer):
    place = IssuerProfile.objects.filter(country="MX").first().provider_config["lugar_expedicion"]
    imported(*{*ALL, ("c_CodigoPostal", place)})
    invoice = run(submitted(tenant, mx_invoice()))
    assert invoice.status == "ISSUED", invoice.failure
    SatKey.objects.filter(key="86991").delete()
    with pytest.raises(Unprocessable) as refused:
        submitted(tenant, rep(invoice))
    assert [fault.law for fault in refused.value.faults] == ["CFDI40147"]
