"""An issued document's files: pure."""

from typing import Final

from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import Comprobante
from documents.cfdi.read import read
from providers.base import ErrorKind, ProviderError, RemoteFile

LARGEST: Final = 10 * 1024 * 1024


def files_of(
    xml: bytes | None, pdf: bytes | None, name: str, fiscal_id: str | None
) -> tuple[RemoteFile, ...]:
    """The XML and, where there is a real one, the PDF. Raises ProviderError RETRY `file_not_ready`
    or `file_corrupt` for the XML, also when it is another document's than `fiscal_id`'s."""
    if xml is None:
        raise _again("file_not_ready", "The provider has no XML yet.")
    read_stamped(xml, fiscal_id)
    found = [RemoteFile("xml", f"{name}.xml", xml)]
    if pdf is not None and is_pdf(pdf):
        found.append(RemoteFile("pdf", f"{name}.pdf", pdf))
    return tuple(found)


def is_pdf(content: bytes) -> bool:
    """Whether it begins as a PDF does (ISO 32000, 7.5.2)."""
    return content.startswith(b"%PDF-") and len(content) <= LARGEST


def read_stamped(xml: bytes, fiscal_id: str | None) -> Comprobante:
    """The stamped document in an XML. Raises ProviderError RETRY `file_corrupt` for what cannot be
    read, bears no stamp, or is another document's than `fiscal_id`'s."""
    try:
        found = read(xml)
    except CfdiFault as fault:
        raise _again("file_corrupt", f"The provider's XML cannot be read: {fault}.") from fault
    timbre = found.timbre
    if timbre is None or (fiscal_id and timbre.uuid.upper() != fiscal_id.upper()):
        raise _again("file_corrupt", "The provider's XML is another document's.")
    return found


def _again(code: str, message: str) -> ProviderError:
    return ProviderError(ErrorKind.RETRY, code, message)
