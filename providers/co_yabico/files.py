"""An issued invoice's files, decoded and checked to be what they claim: pure."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from providers.base import ErrorKind, ProviderError, RemoteFile

LARGEST: Final = 10 * 1024 * 1024
"""Bytes; DIAN itself takes XML up to 500 KB (ZA01)."""


def checked(files: Mapping[str, Any], number: str) -> tuple[RemoteFile, ...]:
    """The AttachedDocument XML and, where there is a real one, the PDF. HTML is not taken.

    `files` is the provider's DocumentFiles, `number` names files that come without a name. Raises
    ProviderError RETRY `file_not_ready` or `file_corrupt` for the XML, which is the legal document;
    a PDF that is missing or none is left out.
    """
    attached = files.get("attachedDocument") or {}
    if not attached.get("data"):
        raise _again("file_not_ready", "The provider has no XML yet.")
    xml = decoded(attached["data"])
    if xml is None or not is_xml(xml):
        raise _again("file_corrupt", "The provider's XML is not well formed.")
    found = [RemoteFile("xml", _name(attached, f"{number}.xml"), xml)]
    printed = files.get("graphicalRepresentationPdf") or {}
    pdf = decoded(printed.get("data") or "")
    if pdf is not None and is_pdf(pdf):
        found.append(RemoteFile("pdf", _name(printed, f"{number}.pdf"), pdf))
    return tuple(found)


def decoded(data: str) -> bytes | None:
    """Base64 to bytes; None when it is none or larger than `LARGEST`."""
    if len(data) > LARGEST * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except binascii.Error:
        return None


def is_pdf(content: bytes) -> bool:
    """Whether it begins as a PDF does (ISO 32000, 7.5.2)."""
    return content.startswith(b"%PDF-")


def is_xml(content: bytes) -> bool:
    """Whether it is well-formed XML without a document type, hence without entities to expand."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return root.getroottree().docinfo.internalDTD is None


def _name(file: Mapping[str, Any], otherwise: str) -> str:
    name = str(file.get("filename") or "").replace("\\", "/").rpartition("/")[2].strip()
    return name if name and name.isprintable() else otherwise


def _again(code: str, message: str) -> ProviderError:
    return ProviderError(ErrorKind.RETRY, code, message)
