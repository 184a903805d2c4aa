"""A stamped XML against what was asked for; and lists that cannot be trusted."""

from base64 import b64decode
from dataclasses import replace
from decimal import Decimal

import pytest

from documents.cfdi.certificate import load
from documents.cfdi.model import CfdiRelacionados
from documents.cfdi.read import read
from providers.base import ErrorKind, Outcome, ProviderError
from providers.mx_facturagreen import lookup, reading
from providers.mx_facturagreen.assumptions import assumptions_of
from providers.mx_facturagreen.checks import check
from providers.mx_facturagreen.connection import Connection
from providers.mx_facturagreen.draft import expected
from providers.mx_facturagreen.trusted import certificates
from tests.documents import samples_mx
from tests.documents.samples_cfdi import changed
from tests.providers.mx_bench import MxBench, complement_of, deferred


@pytest.fixture
def bench(sandbox, tmp_path) -> MxBench:
    return MxBench(sandbox, tmp_path)


@pytest.fixture
def trusted(bench):
    [sat] = bench.control("GET", "/certificates")["sat"]
    certificate = load(b64decode(sat["certificate"]))
    return {certificate.number: certificate}


@pytest.fixture
def stamped(bench):
    """What was asked for, and the XML of it."""
    job, _ = bench.issued(bench.job())
    return expected(job), bench.provider.files(job)[0].content


def names(wanted, xml, trusted, *, numbered=True):
    return {fault.path[0] for fault in check(xml, wanted, trusted, numbered=numbered).faults}


def test_what_was_asked_for_holds(stamped, trusted):
    assert names(*stamped, trusted) == set()


OTHER = CfdiRelacionados(tipo_relacion="04", uuids=(samples_mx.UUID,))


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        ("tipo_de_comprobante", "E", "type"),
        ("serie", "G", "serie"),
        ("folio", "99", "folio"),
        ("emisor.rfc", "URE180429TM6", "issuer"),
        ("receptor.rfc", "EKU9003173C9", "receiver"),
        ("receptor.uso_cfdi", "G01", "use"),
        ("exportacion", "03", "export"),
        ("metodo_pago", "PPD", "method"),
        ("moneda", "USD", "currency"),
        ("sub_total", "2000.01", "subtotal"),
        ("total", "2320.01", "total"),
        ("impuestos.total_impuestos_trasladados", "320.01", "taxes"),
        ("conceptos.0.cantidad", "3", "quantities"),
        ("cfdi_relacionados", (OTHER,), "relations"),
    ],
)
def test_each_fact_that_differs_is_named(stamped, trusted, place, value, name):
    wanted, xml = stamped
    assert names(changed(wanted, place, value), xml, trusted) == {name}


def test_a_line_too_few_is_named(stamped, trusted):
    wanted, xml = stamped
    twice = replace(wanted, conceptos=wanted.conceptos * 2)
    assert names(twice, xml, trusted) == {"lines", "quantities"}


def test_a_total_written_with_other_decimals_is_the_same(stamped, trusted):
    wanted, xml = stamped
    assert names(changed(wanted, "total", "2320.000000"), xml, trusted) == set()


def test_without_our_numbers_serie_and_folio_are_not_compared(stamped, trusted):
    wanted, xml = stamped
    assert names(changed(wanted, "folio", "99"), xml, trusted, numbered=False) == set()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("monto", "401.00"),
        ("forma_de_pago_p", "01"),
        ("doctos_relacionados.0.imp_pagado", "399.00"),
        ("doctos_relacionados.0.id_documento", samples_mx.OTHER_UUID),
    ],
)
def test_a_payment_that_differs_is_named(bench, trusted, place, value):
    job, _ = bench.issued(bench.job_of(complement_of(deferred(bench))))
    wanted, xml = expected(job), bench.provider.files(job)[0].content
    other = changed(wanted, f"pagos.pagos.0.{place}", value)
    assert names(other, xml, trusted) == {"payments"}


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (b'Total="2320.00"', b'Total="2321.00"', {"sello", "total"}),
        (b'Descripcion="Servicio', b'Descripcion="Beneficio', {"sello"}),
        (b'RfcProvCertif="SPR190613I52"', b'RfcProvCertif="SPR190613I53"', {"sello_sat"}),
    ],
)
def test_a_byte_changed_after_sealing_shows(stamped, trusted, old, new, name):
    wanted, xml = stamped
    assert xml.count(old) == 1
    assert names(wanted, xml.replace(old, new), trusted) == name


def test_a_stamp_of_another_document_shows(bench, trusted):
    first, second = (bench.issued(bench.job())[0] for _ in range(2))
    ours, theirs = (bench.provider.files(job)[0].content for job in (first, second))
    stamps = [
        xml[xml.index(b"<tfd:") : xml.index(b"</cfdi:Complemento>")] for xml in (ours, theirs)
    ]
    mixed = ours.replace(stamps[0], stamps[1])
    assert read(mixed).timbre == read(theirs).timbre
    assert names(expected(first), mixed, trusted) == {"sello_cfd"}


def test_a_document_without_a_stamp_shows(stamped, trusted):
    wanted, xml = stamped
    start, end = xml.index(b"<cfdi:Complemento>"), xml.index(b"</cfdi:Complemento>")
    bare = xml[:start] + xml[end + len(b"</cfdi:Complemento>") :]
    assert names(wanted, bare, trusted) == {"timbre"}


def test_what_the_schema_refuses_is_not_taken(stamped, trusted):
    wanted, xml = stamped
    found = check(xml.replace(b'Exportacion="01"', b""), wanted, trusted, numbered=True)
    assert found.comprobante is None
    assert [fault.path for fault in found.faults] == [("schema",)]


@pytest.mark.parametrize("xml", [b"", b"<html/>", b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'])
def test_what_is_no_cfdi_is_asked_for_again(stamped, trusted, xml: bytes):
    with pytest.raises(ProviderError) as caught:
        check(xml, stamped[0], trusted, numbered=True)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "file_corrupt")


class Listing:
    """A client whose list is what the test says, whatever was asked."""

    def __init__(self, *entries):
        self.entries = list(entries)

    def emitted(self, _wanted):
        return self.entries


def entry(**changes):
    given = {
        "uuid": "e-cfdi-1",
        "reference": "doc-1",
        "external": {"serie": "A", "folio": "7"},
        "customer": {"taxid": "URE180429TM6"},
        "total": "2320.00",
        "currency": "MXN",
        "date": "2026-11-20T10:00:00",
        "status": "stamped",
        "type": {"k": "I"},
    }
    return {**given, **changes}


def looked_up(*entries, **config):
    client = Connection(Listing(*entries), assumptions_of(config), ("", "", ""))
    return lookup.listed(client, samples_mx.invoice())


def found(bench, *entries) -> Outcome:
    return reading.found(entries, bench.job(), "doc-1")


def test_an_empty_list_proves_that_it_is_not_there():
    assert looked_up() == []


@pytest.mark.parametrize("other", [{"reference": "doc-2"}, {"reference": None}, {"uuid": ""}])
def test_a_list_that_did_not_heed_the_filter_proves_nothing(other):
    with pytest.raises(ProviderError) as caught:
        looked_up(entry(**other))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "lookup_unclear")


def test_the_pacs_own_numbers_are_not_taken_for_ours():
    config = {"assume_reference_field": ""}
    assert looked_up(entry(), **config)
    with pytest.raises(ProviderError):
        looked_up(entry(external=None, serie="A", folio="7"), **config)


def test_facts_are_read_as_far_as_they_can_be(bench):
    facts = found(bench, entry()).facts
    assert (facts.buyer_id, facts.total, facts.currency) == (
        "URE180429TM6",
        Decimal("2320.00"),
        "MXN",
    )
    unread = found(bench, entry(total="NaN", date="yesterday", customer=None)).facts
    assert (unread.buyer_id, unread.total, unread.issued_on) == ("", None, None)


def test_what_was_cancelled_there_is_left_to_a_person(bench):
    outcome = found(bench, entry(status="cancelled"))
    assert outcome.facts is None
    assert outcome.raw_status == "cancelled"


def test_a_cancelled_one_beside_the_living_does_not_matter(bench):
    outcome = found(bench, entry(status="cancelled", uuid="old"), entry())
    assert outcome.operation_id == "e-cfdi-1"
    assert outcome.facts is not None


@pytest.fixture
def ders(bench):
    """The sandbox's certificates, those of SAT and of issuers, as Base64."""
    listed = bench.control("GET", "/certificates")
    return [each["certificate"] for each in (*listed["sat"], *listed["issuers"])]


def pem(base64: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n"


def test_a_pem_file_may_hold_many_certificates_and_a_folder_many_files(ders, tmp_path):
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("".join(map(pem, ders)))
    numbers = {load(b64decode(der)).number for der in ders}
    assert certificates(str(bundle)).keys() == numbers
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "README").write_text("no certificate")
    assert certificates(str(folder)) == {}
    (folder / "a.cer").write_bytes(b64decode(ders[0]))
    (folder / "b.PEM").write_text(pem(ders[1]))
    assert len(certificates(str(folder))) == 2


def test_no_place_is_no_certificates_and_a_wrong_one_is_an_error(tmp_path):
    assert certificates("") == {}
    with pytest.raises(ProviderError) as caught:
        certificates(str(tmp_path / "missing"))
    assert caught.value.kind is ErrorKind.CONFIG
