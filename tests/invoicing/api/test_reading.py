"""Bodies whose length is not announced (Transfer-Encoding: chunked), as a server hands them on."""

import io
import json

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from rest_framework.request import Request

from invoicing.api import reading
from invoicing.api.document_bodies import VoidRequest
from invoicing.api.invalid import InvalidRequest


def chunked(content):
    """A request as gunicorn gives it: no length, and a stream that knows its own end."""
    environ = RequestFactory().post("/v1/x", content_type="application/json").environ
    environ.pop("CONTENT_LENGTH", None)
    stream = {"wsgi.input": io.BytesIO(content), "wsgi.input_terminated": True}
    return Request(WSGIRequest(environ | stream | {"HTTP_TRANSFER_ENCODING": "chunked"}))


def test_a_chunked_body_is_read_and_may_be_read_again():
    content = json.dumps({"reason": "Entered twice"}).encode()
    request = chunked(content)
    assert reading.body(request, VoidRequest).reason == "Entered twice"
    assert reading.raw_body(request) == content


def test_a_chunked_body_may_not_grow_without_end(settings):
    settings.MAX_BODY_BYTES = 20
    assert reading.raw_body(chunked(b"x" * 20)) == b"x" * 20
    endless = chunked(b"x" * 1000)
    with pytest.raises(reading.BodyTooLarge):
        reading.raw_body(endless)
    assert endless.META["wsgi.input"].tell() == 21


def test_a_chunked_body_is_not_overlooked_where_none_is_taken():
    with pytest.raises(InvalidRequest):
        reading.no_body(chunked(b'{"a": 1}'))
