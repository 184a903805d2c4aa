"""FacturaGreen's notices, as bytes from anybody."""

import json

import pytest

from providers.mx_facturagreen.provider import FacturaGreenProvider
from providers.notices import BadNotice, NoticeReader

PROVIDER = FacturaGreenProvider()
BODY = {
    "event": {"type": "cfdi.stamped", "uuid": "e-event-1"},
    "data": {
        "business_uuid": "e-business-1",
        "customer_uuid": "e-customer-1",
        "cfdi": {"uuid": "e-cfdi-1", "scope": "emmited", "folio": "12", "serie": "FG"},
    },
}


def read(body):
    return PROVIDER.read_notice(json.dumps(body).encode())


def test_the_provider_reads_notices():
    assert isinstance(PROVIDER, NoticeReader)


def test_a_notice_tells_its_event_its_business_and_the_documents_id():
    notice = read(BODY)
    assert (notice.event_id, notice.type, notice.known) == ("e-event-1", "cfdi.stamped", True)
    assert (notice.business, notice.ids) == ("e-business-1", ("e-cfdi-1",))
    assert (notice.scope, notice.number) == ("emmited", ("FG", "12"))


def test_an_unknown_type_is_read_and_means_nothing():
    notice = read({**BODY, "event": {"type": "customer.created", "uuid": "1"}})
    assert not notice.known


@pytest.mark.parametrize("data", [None, [], "x", {}, {"cfdi": []}, {"cfdi": {"uuid": {"a": 1}}}])
def test_a_notice_without_a_document_names_none(data):
    notice = read({**BODY, "data": data})
    assert (notice.ids, notice.number) == ((), ("", ""))


def test_an_id_longer_than_any_is_none():
    data = {"cfdi": {"uuid": "x" * 201}}
    assert read({**BODY, "data": data}).ids == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"\xff", b"[]", b"1", b"null", b"{}", b'{"event":{"type":"a"}}', b'{"event":[]}'],
)
def test_what_has_no_event_is_no_notice(body: bytes):
    with pytest.raises(BadNotice):
        PROVIDER.read_notice(body)


def test_the_secrets_header_is_the_accounts():
    assert PROVIDER.notice_secret_header({}) == "x-webhook-secret"
    named = {"assume_webhook_secret_header": "X-Signature"}
    assert PROVIDER.notice_secret_header(named) == "x-signature"
