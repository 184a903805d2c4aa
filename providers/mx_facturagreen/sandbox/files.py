"""`GET /interop/cfdi/{id}/xml` and `/pdf`."""

from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.sandbox.wire import Response


def xml_file(call: Call) -> Response:
    """The stamped XML. Raises Refused (404)."""
    document = _wanted(call)
    return Response(200, document.xml.encode(), {"Content-Type": "application/xml"})


def pdf_file(call: Call) -> Response:
    """The printed representation. Raises Refused (404). What draws it is loaded when it is first
    asked for."""
    from providers.mx_facturagreen.sandbox.pdf import pdf

    return Response(200, pdf(_wanted(call)), {"Content-Type": "application/pdf"})


def _wanted(call: Call) -> Document:
    uid = call.request.path.split("/")[3]
    found = call.state.documents.document(uid)
    if found is None or found.unit != call.unit.uid or not found.visible(call.now):
        raise Refused(f"cfdi {uid} not found", 404)
    return found
