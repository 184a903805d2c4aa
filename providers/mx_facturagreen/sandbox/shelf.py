"""The stamped documents, and where to find each: by id, UUID, the client's reference or number, and
by what it relates to."""

from collections.abc import Iterator

from providers.mx_facturagreen.sandbox.documents import Document

Key = tuple[str, ...]


class Shelf:
    """Documents in order of stamping. Its owner keeps others out while it writes."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._found: dict[Key, dict[str, Document]] = {}

    def put(self, document: Document) -> None:
        """Keep a document, or what has become of it."""
        self._documents[document.uid] = document
        for key in _keys(document):
            self._found.setdefault(key, {})[document.uid] = document

    def all(self, unit: str = "") -> list[Document]:
        """The documents of an issuer, or all."""
        return self._of("unit", unit) if unit else list(self._documents.values())

    def document(self, uid: str) -> Document | None:
        """A document by FacturaGreen's id."""
        return self._documents.get(uid)

    def stamped(self, folio_tax: str) -> Document | None:
        """A document by SAT's UUID, in either case of letters."""
        return next(iter(self._of("uuid", folio_tax.upper())), None)

    def referenced(self, unit: str, reference: str) -> list[Document]:
        """An issuer's documents with a reference of the client's."""
        return self._of("reference", unit, reference)

    def numbered(self, unit: str, serie: str, folio: str) -> list[Document]:
        """An issuer's documents with a number of the client's."""
        return self._of("number", unit, serie, folio)

    def related(self, document: Document) -> list[Document]:
        """Those that relate to a document or pay it."""
        return self._of("related", document.folio_tax)

    def _of(self, *key: str) -> list[Document]:
        return list(self._found.get(key, {}).values())


def _keys(document: Document) -> Iterator[Key]:
    yield "unit", document.unit
    yield "uuid", document.folio_tax
    yield "reference", document.unit, document.reference
    yield "number", document.unit, document.external_serie, document.external_folio
    for relation in document.relations:
        for uuid in relation["uuids"]:
            yield "related", uuid
    for uuid in document.paid:
        yield "related", uuid
