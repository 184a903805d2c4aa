"""Files are stored only when they are what they claim."""

import base64
import tracemalloc

import pytest

from providers.base import ErrorKind, ProviderError
from providers.co_yabico.files import LARGEST, checked

XML = b'<?xml version="1.0" encoding="UTF-8"?><AttachedDocument><ID>1</ID></AttachedDocument>'
PDF = b"%PDF-1.4\n%%EOF\n"
BILLION_LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)
FOREIGN_ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def file(content: bytes, name: str | None = None) -> dict:
    return {"data": base64.b64encode(content).decode(), "filename": name, "fileType": "x"}


def both(xml=None, pdf=None, **more):
    return {
        "attachedDocument": xml if xml is not None else file(XML, "ad.xml"),
        "graphicalRepresentationPdf": pdf if pdf is not None else file(PDF, "ad.pdf"),
        **more,
    }


def refused(files) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        checked(files, "SETP1")
    assert caught.value.kind is ErrorKind.RETRY
    return caught.value


def test_xml_and_pdf():
    found = checked(both(), "SETP1")
    assert [(f.kind, f.filename, f.content) for f in found] == [
        ("xml", "ad.xml", XML),
        ("pdf", "ad.pdf", PDF),
    ]


def test_html_is_not_taken():
    assert len(checked(both(graphicalRepresentationHtml=file(b"<html>")), "SETP1")) == 2


@pytest.mark.parametrize("xml", [{}, {"data": ""}, {"data": None}])
def test_the_xml_may_come_later(xml):
    assert refused(both(xml)).code == "file_not_ready"
    assert refused({"attachedDocument": None}).code == "file_not_ready"
    assert refused({}).code == "file_not_ready"


@pytest.mark.parametrize(
    "content",
    [b"<a>", b"", b"<a></b>", b"<html><p></html>", PDF, BILLION_LAUGHS, FOREIGN_ENTITY, b"\x00"],
)
def test_xml_that_is_none_is_refused(content):
    assert refused(both(file(content) if content else {"data": "!!"})).code == "file_corrupt"


def test_xml_in_another_encoding_is_kept_byte_for_byte():
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><a>ñ</a>'.encode("latin-1")
    assert checked(both(file(latin)), "SETP1")[0].content == latin


@pytest.mark.parametrize("data", ["!!!", "YQ=", "%PDF"])
def test_what_is_not_base64_is_refused(data):
    assert refused(both({"data": data})).code == "file_corrupt"


def test_line_breaks_inside_base64_are_fine():
    data = base64.encodebytes(XML).decode()
    assert checked(both({"data": data}), "SETP1")[0].content == XML


@pytest.mark.parametrize("pdf", [file(b"<html>"), {"data": "!!"}, {"data": None}, {}])
def test_a_pdf_that_is_none_is_left_out(pdf):
    assert [f.kind for f in checked(both(pdf=pdf), "SETP1")] == ["xml"]


def test_too_large_a_file_is_refused_before_it_is_decoded():
    huge = {"data": "A" * (LARGEST * 2)}
    tracemalloc.start()
    assert refused(both(huge)).code == "file_corrupt"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LARGEST


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.xml", "y.xml"),
        (None, "SETP1.xml"),
        ("a/", "SETP1.xml"),
        ("a\nb.xml", "SETP1.xml"),
    ],
)
def test_a_file_name_is_only_a_name(given, kept):
    assert checked(both(file(XML, given)), "SETP1")[0].filename == kept
