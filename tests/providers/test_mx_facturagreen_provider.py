"""The Mexican provider against its sandbox over real HTTP."""

import json
from base64 import b64decode
from dataclasses import replace
from decimal import Decimal

import pytest
import requests

from documents.cfdi.read import read
from documents.values import Discount, Severity
from providers.base import ErrorKind, OutcomeStatus, ProviderError
from providers.mx_facturagreen.provider import FacturaGreenProvider
from tests.documents import samples_mx
from tests.providers.contract import ProviderContract, in_doubt, submit
from tests.providers.mx_bench import (
    EMIT,
    LIST,
    PAYMENT,
    MxBench,
    complement_of,
    deferred,
    referring,
    today,
)
from tests.providers.wire_server import unused_url


@pytest.fixture
def bench(sandbox, tmp_path) -> MxBench:
    return MxBench(sandbox, tmp_path)


@pytest.fixture
def other_bench(sandbox, tmp_path) -> MxBench:
    return MxBench(sandbox, tmp_path)


class TestContract(ProviderContract):
    """The shared suite, less what only a provider has that validates later or knows a number once.

    Here a stamp comes with the answer, the same number may be stamped twice, and the fiscal id is
    the PAC's own.
    """

    test_polling_before_the_authority_decided_is_not_final = None
    test_a_duplicate_answer_is_in_doubt_and_the_document_is_found = None
    test_somebody_elses_document_under_our_number_shows_in_the_facts = None
    test_a_notification_is_no_refusal = None
    test_an_unknown_status_is_never_final = None
    test_the_fiscal_id_can_be_checked_by_our_own_data = None
    test_a_wrong_fiscal_id_shows = None

    def test_the_prepared_bytes_are_what_is_sent(self, bench):
        job = bench.job()
        payload = bench.provider.prepare(job)
        altered = payload.replace("consultoría".encode(), "asesoría".encode())
        assert altered != payload
        bench.provider.submit(job, altered)
        assert bench.recorder.requests[-1].body == altered

    def test_the_authoritys_refusal_names_its_rules(self, bench):
        bench.arm("reject", rules=["CFDI40145", "CFDI40157"])
        job = bench.job()
        with pytest.raises(ProviderError) as caught:
            submit(bench, job)
        assert caught.value.kind is ErrorKind.REJECT
        assert [fault.law for fault in caught.value.faults] == ["CFDI40145", "CFDI40157"]
        assert all(fault.message for fault in caught.value.faults)
        assert bench.taken() == 0


def taxed(tax_code, *more, **own):
    return samples_mx.line("123.456789", "3", tax_code=tax_code, extra_tax_codes=more, own=own)


PLAIN = samples_mx.line()
ISR_RATE = {"tax_code": "RET_ISR", "percent": "1.2345"}
IEPS_QUOTA = {"tax_code": "IEPS_CUOTA", "amount_per_unit": "6.1752", "units": "2.5"}
USD = {"own": {"tipo_cambio": "18.4567"}}
PUBLIC = {
    "receiver": samples_mx.public(),
    "own": {
        "uso_cfdi": "S01",
        "receiver": samples_mx.PUBLIC,
        "forma_pago": "01",
        "informacion_global": {
            "periodicidad": "04",
            "meses": f"{today().month:02}",
            "anio": today().year,
        },
    },
}
GLOBAL_LINE = samples_mx.line(
    code="T-1", description="Venta", own={"clave_prod_serv": "01010101", "clave_unidad": "ACT"}
)
ABROAD = {
    "receiver": samples_mx.foreigner(),
    "own": {
        "uso_cfdi": "S01",
        "exportacion": "01",
        "receiver": {
            **samples_mx.PUBLIC,
            "residencia_fiscal": "USA",
            "num_reg_id_trib": "123456789",
        },
    },
}
INVOICES = {
    "plain": ([PLAIN], {}),
    "many lines": ([PLAIN, samples_mx.line("0.333333", "7"), taxed("IVA16")], {}),
    "percent discount": ([samples_mx.line(discount=Discount(percent=Decimal("12.5")))], {}),
    "amount discount": ([samples_mx.line(discount=Discount(amount=Decimal("33.33")))], {}),
    "border rate": ([taxed("IVA8")], {}),
    "zero rate": ([taxed("IVA0")], {}),
    "exempt": ([taxed("IVA_EXENTO")], {}),
    "no object of tax": ([taxed("NO_OBJETO", objeto_imp="01"), PLAIN], {}),
    "excise within the base": ([taxed("IEPS8", "IVA16")], {}),
    "excise by quota": ([taxed("IVA16", unit_taxes=[IEPS_QUOTA])], {}),
    "withheld": ([taxed("IVA16", "RET_IVA_10_6667", "RET_ISR_10")], {}),
    "withheld at a given rate": ([taxed("IVA16", rated_taxes=[ISR_RATE])], {}),
    "dollars": ([samples_mx.line("99.99", "3", currency="USD")], USD),
    "predial": ([taxed("IVA16", cuenta_predial=["15956011002"])], {}),
    "customs": ([taxed("IVA16", informacion_aduanera=["15  48  3009  0001234"])], {}),
    "conditions": ([PLAIN], {"own": {"condiciones_de_pago": "30 días"}}),
    "global": ([GLOBAL_LINE], PUBLIC),
    "abroad": ([PLAIN], ABROAD),
}


@pytest.mark.parametrize("name", sorted(INVOICES))
def test_an_invoice_of_every_kind_is_stamped_as_it_was_asked_for(bench, name: str):
    lines, changes = INVOICES[name]
    job, outcome = bench.issued(bench.job(*lines, **changes))
    assert outcome.faults == outcome.notices == ()
    assert outcome.facts.total == job.totals.total
    assert outcome.issued_at.date() == job.document.emission_date
    assert outcome.fiscal_id in outcome.qr


def test_what_a_line_says_of_itself_stands_in_the_xml(bench):
    line = samples_mx.line(
        description="Renta  de\n local", own={"cuenta_predial": ["15956011002"], "unidad": "Mes"}
    )
    job, _ = bench.issued(bench.job(line))
    [concepto] = read(bench.provider.files(job)[0].content).conceptos
    assert concepto.descripcion == "Renta de local"
    assert concepto.unidad == "Mes"
    assert concepto.cuenta_predial == ("15956011002",)


def test_a_credit_note_is_of_type_e_and_names_its_invoice(bench):
    invoice, _ = bench.issued(bench.job())
    note = bench.job_of(samples_mx.credit_note(referring("CREDITS", invoice)))
    note, _ = bench.issued(note)
    stamped = read(bench.provider.files(note)[0].content)
    assert stamped.tipo_de_comprobante == "E"
    [related] = stamped.cfdi_relacionados
    assert (related.tipo_relacion, related.uuids) == ("01", (invoice.fiscal_id,))


def test_a_debit_note_is_an_invoice_with_relation_02(bench):
    invoice, _ = bench.issued(bench.job())
    value = samples_mx.invoice(
        document_type="DEBIT_NOTE", references=(referring("DEBITS", invoice),)
    )
    note, _ = bench.issued(bench.job_of(value))
    stamped = read(bench.provider.files(note)[0].content)
    assert stamped.tipo_de_comprobante == "I"
    assert stamped.cfdi_relacionados[0].tipo_relacion == "02"


def test_a_payment_of_one_invoice_is_stamped_with_its_instalment(bench):
    invoice = deferred(bench)
    complement, outcome = bench.issued(bench.job_of(complement_of(invoice)))
    stamped = read(bench.provider.files(complement)[0].content)
    [pago] = stamped.pagos.pagos
    [docto] = pago.doctos_relacionados
    assert (stamped.serie, stamped.folio) == ("F", "2")
    assert docto.id_documento == invoice.fiscal_id
    assert (docto.num_parcialidad, docto.imp_saldo_insoluto) == (1, Decimal("1920.00"))
    assert docto.impuestos_dr.traslados[0].importe == Decimal("55.172414")
    assert outcome.facts.currency == complement.totals.currency


def test_a_payment_of_several_invoices_is_stamped_whole(bench):
    invoices = [deferred(bench), deferred(bench, taxed("IVA0")), deferred(bench, taxed("IVA8"))]
    complement, _ = bench.issued(bench.job_of(complement_of(*invoices, paid="100.00")))
    [pago] = read(bench.provider.files(complement)[0].content).pagos.pagos
    assert pago.monto == Decimal("300.00")
    assert [d.id_documento for d in pago.doctos_relacionados] == [i.fiscal_id for i in invoices]


def test_a_payment_in_pesos_of_an_invoice_in_dollars_is_stamped(bench):
    line = samples_mx.line("1000", "1", currency="USD")
    invoice = deferred(bench, line, tipo_cambio="18.50")
    doctos = [samples_mx.docto("100.00", equivalencia_dr="0.0540540541")]
    given = {"fecha_pago": f"{today()}T10:00:00", "monto": "1850.00"}
    value = samples_mx.complement(
        samples_mx.pago(*doctos, **given), references=(referring("PAYS", invoice),)
    )
    complement, _ = bench.issued(bench.job_of(value))
    [pago] = read(bench.provider.files(complement)[0].content).pagos.pagos
    [docto] = pago.doctos_relacionados
    assert (docto.moneda_dr, docto.equivalencia_dr) == ("USD", Decimal("0.0540540541"))


def test_a_complement_still_holds_when_other_payments_came_in_between(bench):
    """The balance known at the time of asking is another than at the time of sending."""
    invoice = deferred(bench)
    job = bench.job_of(complement_of(invoice))
    sent = submit(bench, job)
    paid = referring("PAYS", invoice, paid=Decimal("100.00"), instalments=1)
    later = replace(job, document=replace(job.document, references=(paid,)))
    outcome = bench.provider.poll(replace(later, operation_id=sent.operation_id))
    assert outcome.status is OutcomeStatus.ISSUED


def test_a_complement_is_found_by_its_reference(bench):
    job = bench.job_of(complement_of(deferred(bench)))
    bench.arm("500_after", PAYMENT)
    in_doubt(bench, job, bench.provider.prepare(job))
    found = bench.provider.find(job)
    assert found.facts.total == job.totals.total
    assert found.facts.currency == job.totals.currency
    assert found.facts.buyer_id == job.document.receiver.tax_id


@pytest.mark.parametrize("scenario", ["missing_uuid", "uuid_elsewhere"])
def test_the_uuid_may_stand_elsewhere_or_be_missing(bench, scenario: str):
    bench.arm(scenario)
    job = bench.job()
    sent = submit(bench, job)
    assert sent.status is OutcomeStatus.ACCEPTED
    assert bool(sent.fiscal_id) == (scenario == "uuid_elsewhere")
    outcome = bench.provider.poll(replace(job, operation_id=sent.operation_id))
    assert outcome.fiscal_id


@pytest.mark.parametrize(
    ("scenario", "names"),
    [("wrong_seal", {"sello_sat"}), ("wrong_total", {"subtotal", "total"})],
)
def test_a_stamped_document_that_is_not_the_one_asked_for_is_never_issued(
    bench, scenario: str, names
):
    bench.arm(scenario)
    job = bench.job()
    sent = submit(bench, job)
    outcome = bench.provider.poll(replace(job, operation_id=sent.operation_id))
    assert outcome.status is OutcomeStatus.REJECTED
    assert {fault.path[0] for fault in outcome.faults} == names
    assert all(fault.code == "stamped_differs" for fault in outcome.faults)
    assert outcome.answer["stamped_uuid"]


def test_a_refusal_of_what_is_stamped_already_is_in_doubt(bench):
    bench.arm("reject", rules=["307"])
    job = bench.job()
    error = in_doubt(bench, job, bench.provider.prepare(job))
    assert error.code == "number_already_used"
    assert bench.sent(EMIT) == 1


def test_a_global_invoices_lines_are_stamped_as_they_were_checked(bench):
    line = samples_mx.line(code="T-1", description="Ticket 4711")
    job, _ = bench.issued(bench.job(line, **PUBLIC))
    [file] = [one for one in bench.provider.files(job) if one.kind == "xml"]
    [concepto] = read(file.content).conceptos
    assert (concepto.clave_prod_serv, concepto.descripcion) == ("80101500", "Ticket 4711")


def test_what_failed_the_check_is_not_stamped_again_by_a_retry(bench):
    bench.arm("wrong_total")
    job = bench.job()
    submit(bench, job)
    error = in_doubt(bench, job, bench.provider.prepare(job))
    assert error.code == "number_already_used"
    found = bench.provider.find(job)
    assert found.facts.total == job.totals.total + 2
    assert bench.taken() == 1


def test_a_stamp_by_a_certificate_nobody_configured_waits_for_it(bench):
    job = bench.job()
    sent = replace(job, operation_id=submit(bench, job).operation_id)
    certificate = bench.folder / "sat.cer"
    elsewhere = certificate.read_bytes()
    [issuer] = [
        each
        for each in bench.control("GET", "/certificates")["issuers"]
        if each["unit"] == bench.unit["uid"]
    ]
    certificate.write_bytes(b64decode(issuer["certificate"]))
    with pytest.raises(ProviderError) as caught:
        bench.provider.poll(sent)
    assert (caught.value.kind, caught.value.code) == (
        ErrorKind.CONFIG,
        "sat_certificate_unknown",
    )
    certificate.write_bytes(elsewhere)
    assert bench.provider.poll(sent).status is OutcomeStatus.ISSUED


def test_without_sat_certificates_every_document_says_so(bench):
    bench.config["sat_certificates"] = ""
    _, outcome = bench.issued(bench.job())
    [notice] = outcome.notices
    assert (notice.code, notice.severity) == ("sat_seal_not_verified", Severity.WARNING)


def test_sat_certificates_that_cannot_be_read_are_a_matter_of_configuration(bench):
    job = bench.job()
    sent = replace(job, operation_id=submit(bench, job).operation_id)
    (bench.folder / "other.pem").write_text("no certificate")
    with pytest.raises(ProviderError) as caught:
        bench.provider.poll(sent)
    assert caught.value.code == "sat_certificates_unreadable"
    assert caught.value.kind is ErrorKind.CONFIG


def test_without_a_list_nothing_says_that_a_document_is_not_there(bench):
    bench.config["assume_list"] = "no"
    job = bench.job()
    bench.arm("500")
    in_doubt(bench, job, bench.provider.prepare(job))
    with pytest.raises(ProviderError) as caught:
        bench.provider.find(job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "lookup_not_offered")
    assert bench.sent(LIST) == 0


def test_without_a_reference_field_a_document_is_found_by_our_number(bench):
    bench.config["assume_reference_field"] = ""
    job = bench.job()
    sent = submit(bench, job)
    assert bench.documents()[0]["reference"] == ""
    found = bench.provider.find(job)
    assert found.operation_id == sent.operation_id
    assert found.facts is not None


def test_somebody_elses_document_under_our_number_is_left_to_a_person(bench):
    job = bench.job()
    submit(bench, job)
    theirs = replace(job, document=replace(job.document, id="another-document"))
    found = bench.provider.find(theirs)
    assert found.status is OutcomeStatus.ACCEPTED
    assert found.facts is None


def test_what_was_stamped_twice_is_left_to_a_person(bench):
    bench.config["assume_list"] = "no"
    job = bench.job()
    submit(bench, job)
    submit(bench, job)
    bench.config["assume_list"] = "yes"
    found = bench.provider.find(replace(job, account=bench.account))
    assert found.facts is None
    assert len(found.answer["cfdis"]) == bench.taken() == 2


def test_with_the_pacs_own_numbers_the_check_of_ours_is_left_out(bench):
    bench.config["assume_number_fields"] = "no"
    job, _ = bench.issued(bench.job())
    stamped = read(bench.provider.files(job)[0].content)
    assert (stamped.serie, stamped.folio) == ("FG", "1")


@pytest.mark.parametrize(
    ("switch", "lines", "changes"),
    [
        ("assume_line_taxes", [taxed("IVA_EXENTO")], {}),
        ("assume_line_taxes", [taxed("IVA16", "RET_IVA_10_6667")], {}),
        ("assume_line_taxes", [taxed("IVA16", cuenta_predial=["1"])], {}),
        ("assume_header_fields", [samples_mx.line(currency="USD")], USD),
        ("assume_header_fields", [PLAIN], ABROAD),
    ],
)
def test_what_the_provider_has_no_field_for_is_refused_before_it_is_sent(
    bench, switch: str, lines, changes
):
    bench.config[switch] = "no"
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(bench.job(*lines, **changes))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "not_offered")
    assert bench.sent(EMIT) == 0


def test_taxes_in_products_alone_are_stamped_the_same(bench):
    bench.config |= {"assume_line_taxes": "no", "assume_header_fields": "no"}
    bench.issued(bench.job(taxed("IVA16", "RET_ISR_10"), PLAIN))


def test_a_complement_in_documented_fields_alone_is_stamped(bench):
    bench.config["assume_payment_invoices"] = "no"
    invoice = deferred(bench)
    bench.issued(bench.job_of(complement_of(invoice)))
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(bench.job_of(complement_of(invoice, deferred(bench))))
    assert caught.value.code == "not_offered"


def test_what_sat_would_refuse_is_refused_before_anything_is_sent(bench):
    job = bench.job(own={"metodo_pago": "PPD"})
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "cfdi_invalid")
    assert "CFDI40105" in {fault.law for fault in caught.value.faults}
    assert bench.recorder.requests == []


def test_a_total_other_than_the_one_told_is_never_sent(bench):
    job = bench.job()
    wrong = replace(job, totals=replace(job.totals, total=Decimal("2320.01")))
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(wrong)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "totals_differ")
    assert bench.recorder.requests == []


def test_a_document_that_lacks_its_use_is_refused_before_anything_is_sent(bench):
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(bench.job(own={"uso_cfdi": None}))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "document_incomplete")
    assert "uso_cfdi" in caught.value.message
    assert bench.recorder.requests == []


def test_customers_and_products_are_registered_once(bench):
    for _ in range(2):
        bench.issued(bench.job(PLAIN, samples_mx.line("5", description="Otra cosa")))
    assert (bench.sent("customer/add"), bench.sent("product/add")) == (1, 1)
    assert (bench.sent("customer/all"), bench.sent("product/all")) == (1, 1)


def test_a_second_process_finds_what_the_first_registered(bench):
    bench.issued(bench.job())
    bench.provider = FacturaGreenProvider()
    bench.issued(bench.job())
    assert (bench.sent("customer/add"), bench.sent("product/add")) == (1, 1)


def test_another_receiver_is_another_customer(bench):
    bench.issued(bench.job())
    person = {"regimen_fiscal": "612", "domicilio_fiscal": "10740"}
    bench.issued(bench.job(receiver=samples_mx.person(), own={"receiver": person}))
    assert bench.sent("customer/add") == 2


def test_a_customer_that_was_deleted_is_registered_again_at_the_next_try(bench):
    job = bench.job()
    uuid = json.loads(bench.provider.prepare(job))["cfdi"]["customer"]["uuid"]
    delete(bench, uuid)
    with pytest.raises(ProviderError) as caught:
        submit(bench, job)
    assert caught.value.kind is ErrorKind.REJECT
    bench.issued(job)


def delete(bench, uuid):
    headers = {
        "x-application-key": bench.unit["key"],
        "x-application-business-uuid": bench.unit["uid"],
        "x-application-account-uuid": "0000",
    }
    address = f"{bench.sandbox.url}/interop/customer/delete"
    requests.post(address, json={"customer": {"uuid": uuid}}, headers=headers, timeout=10)


@pytest.mark.parametrize("scenario", ["500", "garbage", "truncated", "429"])
@pytest.mark.parametrize("operation", ["customer/all", "customer/add", "product/add"])
def test_a_registry_that_fails_leaves_the_document_unsent(bench, scenario: str, operation: str):
    bench.arm(scenario, operation)
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(bench.job())
    assert caught.value.kind is ErrorKind.RETRY
    assert bench.taken() == 0


def test_an_address_where_nobody_listens_is_tried_again(bench):
    bench.config["base_url"] = unused_url()
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(bench.job())
    assert caught.value.kind is ErrorKind.RETRY


def test_the_file_of_another_document_is_not_taken(bench):
    first, _ = bench.issued(bench.job())
    second, _ = bench.issued(bench.job())
    with pytest.raises(ProviderError) as caught:
        bench.provider.files(replace(first, operation_id=second.operation_id))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "file_corrupt")
    mixed = bench.provider.poll(replace(first, operation_id=second.operation_id))
    assert mixed.status is OutcomeStatus.REJECTED
    assert [fault.path for fault in mixed.faults] == [("folio",)]


def test_plain_cancelling_without_a_motive_is_refused(bench):
    with pytest.raises(ProviderError) as caught:
        bench.provider.cancel(bench.job(), "a mistake")
    assert caught.value.code == "cancellation_needs_motive"
