"""The documents a document refers to, as rules and providers see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from documents import amounts
from documents.assemble import name_of, value_of
from documents.calendar import local_date
from documents.draft import Draft
from documents.models import Document
from documents.values import DocumentValue, LineAmounts, LineLeft, ReferencedDocument
from invoicing import acceptance_record, received_referenced, references, referring
from invoicing.acceptance_record import Acceptance
from invoicing.balance import CREDITING, balance, is_one_of
from invoicing.referring import ON_ITS_WAY, VALID, Referrer

Loaded = dict[str, ReferencedDocument]


def load(
    tenant_id: UUID, parts: Draft | Document, own_id: UUID | None = None, *, lock: bool = False
) -> Loaded:
    """What `parts` refers to, by `documents.assemble.name_of` each reference: documents of ours,
    and the purchase an acceptance event is about. No query without references.

    `lock` is for a submission: the rows of the documents that are valid are locked in the order of
    their ids, and what is on its way counts as if it were valid, so that two notes at once cannot
    take more than there is. `own_id` is left out of the count.
    """
    if not parts.references:
        return {}
    named = references.resolve(tenant_id, parts.references)
    found = _rows(set(named.values()), lock)
    counted = (*VALID, *ON_ITS_WAY) if lock else VALID
    values = _values(list(found.values()), own_id, counted)
    loaded = {name_of(parts.references[i]): values[id] for i, id in named.items() if id in values}
    if parts.received_document_id is not None:
        loaded |= received_referenced.load(parts.received_document_id, lock=lock)
    return loaded


def value_of_document(document: Document) -> ReferencedDocument:
    """A document of ours as one that refers to it sees it now; only what is valid counts."""
    return _values([document], None, VALID)[document.id]


def _rows(ids: set[UUID], lock: bool) -> dict[UUID, Document]:
    """Only what is valid is locked, and always after the document that refers to it: nothing that
    is valid waits for another, so nobody waits in a circle. A key may be referred to meanwhile.
    """
    if not ids:
        return {}
    rows = Document.objects.filter(id__in=ids).order_by("id")
    if lock:
        list(rows.filter(status__in=VALID).select_for_update(no_key=True).values_list("id"))
    return {row.id: row for row in rows}


def _values(
    rows: Sequence[Document], own_id: UUID | None, counted: Collection[str]
) -> dict[UUID, ReferencedDocument]:
    referrers = referring.to(rows)
    acceptance = acceptance_record.of_documents(rows)
    notes = _notes(referrers, own_id, counted)
    found = {}
    for row in rows:
        others = [one for one in referrers.get(row.id, []) if one.document_id != own_id]
        found[row.id] = _value(
            row, others, notes.get(row.id, []), acceptance.get(row.id, Acceptance()), counted
        )
    return found


def _notes(
    referrers: Mapping[UUID, list[Referrer]], own_id: UUID | None, counted: Collection[str]
) -> dict[UUID, list[Document]]:
    """The notes that take lines away from each document. A note of several documents says of no
    line which of them it is of, and takes none.
    """
    of: dict[UUID, list[UUID]] = defaultdict(list)
    for referenced, rows in referrers.items():
        for row in rows:
            if is_one_of(row, CREDITING) and row.status in counted and row.document_id != own_id:
                of[row.document_id].append(referenced)
    single = {note: ids[0] for note, ids in of.items() if len(ids) == 1}
    found: dict[UUID, list[Document]] = defaultdict(list)
    for note in Document.objects.filter(id__in=single) if single else ():
        found[single[note.id]].append(note)
    return found


def _value(
    row: Document,
    referrers: list[Referrer],
    notes: list[Document],
    acceptance: Acceptance,
    counted: Collection[str],
) -> ReferencedDocument:
    value = value_of(row, id=str(row.id))
    owed = balance(row, referrers, counted)
    return ReferencedDocument(
        id=value.id,
        document_type=row.document_type,
        status=row.status,
        fiscal_status=row.fiscal_status,
        lifecycle_status=row.lifecycle_status,
        issuer=value.issuer,
        receiver=value.receiver,
        currency=owed.currency,
        total=owed.total,
        number=row.number_text,
        fiscal_id=row.fiscal_id,
        operation_id=row.provider_operation_id,
        issued_on=local_date(row.country, row.issued_at) if row.issued_at else row.emission_date,
        issued_at=row.issued_at,
        lines=value.line_items,
        left=_left(value, notes) if row.lifecycle_status in referring.EVER_VALID else (),
        credited=owed.credited,
        debited=owed.debited,
        paid=owed.paid,
        instalments=sum(one.paid is not None and one.status in counted for one in referrers),
        acceptance=acceptance.codes,
        goods_received_on=acceptance.goods_received_on,
        country_specific=value.country_specific,
    )


def _left(value: DocumentValue, notes: Iterable[Document]) -> tuple[LineLeft, ...]:
    """What the notes leave of each line; a note's line is of the line it names, else of that in
    its own place.
    """
    quantities = [line.quantity for line in value.line_items]
    extensions = [line.extension for line in _computed(value)]
    for note in notes:
        taken = value_of(note)
        for place, (line, money) in enumerate(
            zip(taken.line_items, _computed(taken), strict=True), start=1
        ):
            of = line.country_specific.get("reference_line") or place
            if 1 <= of <= len(quantities):
                quantities[of - 1] -= line.quantity
                extensions[of - 1] -= money.extension
    return tuple(LineLeft(*pair) for pair in zip(quantities, extensions, strict=True))


def _computed(value: DocumentValue) -> tuple[LineAmounts, ...]:
    return amounts.compute(value).lines
