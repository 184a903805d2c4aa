"""The documents a document refers to, as rules and providers see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from documents import amounts
from documents.assemble import name_of, value_of
from documents.calendar import local_date
from documents.draft import Draft
from documents.models import Document
from documents.values import (
    DocumentType,
    DocumentValue,
    LineAmounts,
    LineLeft,
    ReferencedDocument,
    Relation,
)
from invoicing import acceptance_record, instalments, received_referenced, references, referring
from invoicing.acceptance_record import Acceptance
from invoicing.balance import CREDITING, balance, counted, is_one_of
from invoicing.referring import ON_ITS_WAY, VALID, Referrer

Loaded = dict[str, ReferencedDocument]


def load(
    tenant_id: UUID, parts: Draft | Document, own_id: UUID | None = None, *, lock: bool = False
) -> Loaded:
    """What `parts` refers to, by `documents.assemble.name_of` each reference: documents of ours,
    and the purchase an acceptance event is about. No query without references.

    `lock` is for a submission: the rows of the documents that are valid are locked in the order of
    their ids, and what is on its way counts as if it were valid, so that two notes at once cannot
    take more than there is. `own_id` is left out of the count, and so is what `parts` substitutes.
    Read again without `lock`, a payment complement sees its invoices as it found them when it was
    submitted.
    """
    if not parts.references:
        return {}
    named = references.resolve(tenant_id, parts.references)
    found = _rows(set(named.values()), lock)
    statuses = (*VALID, *ON_ITS_WAY) if lock else VALID
    left_out = {own_id, *_substituted(parts, named)}
    values = _values(list(found.values()), left_out, statuses)
    if own_id and not lock and parts.document_type == DocumentType.PAYMENT_COMPLEMENT:
        values = instalments.as_kept(own_id, values)
    loaded = {name_of(parts.references[i]): values[id] for i, id in named.items() if id in values}
    if parts.received_document_id is not None:
        loaded |= received_referenced.load(parts.received_document_id, lock=lock)
    return loaded


def value_of_document(document: Document) -> ReferencedDocument:
    """A document of ours as one that refers to it sees it now; only what is valid counts."""
    return _values([document], frozenset(), VALID)[document.id]


def keep_instalments(complement: Document) -> None:
    """Keep what a payment complement finds settled of its invoices; in its submission's
    transaction, which has locked them."""
    found = load(complement.tenant_id, complement, complement.id, lock=True)
    instalments.keep(complement, found.values())


def _substituted(parts: Draft | Document, named: Mapping[int, UUID]) -> set[UUID]:
    given = parts.references
    return {id for i, id in named.items() if given[i]["relation"] == Relation.SUBSTITUTES}


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
    rows: Sequence[Document], left_out: Collection[UUID | None], statuses: Collection[str]
) -> dict[UUID, ReferencedDocument]:
    acceptance = acceptance_record.of_documents(rows)
    referrers = {
        id: [one for one in found if one.document_id not in left_out]
        for id, found in referring.to(rows).items()
    }
    notes = _notes({id: counted(found, statuses) for id, found in referrers.items()})
    return {
        row.id: _value(
            row,
            referrers.get(row.id, []),
            notes.get(row.id, []),
            acceptance.get(row.id, Acceptance()),
            statuses,
        )
        for row in rows
    }


def _notes(referrers: Mapping[UUID, list[Referrer]]) -> dict[UUID, list[Document]]:
    """The notes that take lines away from each document. A note of several documents says of no
    line which of them it is of, and takes none.
    """
    of: dict[UUID, list[UUID]] = defaultdict(list)
    for referenced, rows in referrers.items():
        for row in rows:
            if is_one_of(row, CREDITING):
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
    statuses: Collection[str],
) -> ReferencedDocument:
    value = value_of(row, id=str(row.id))
    owed = balance(row, referrers, statuses)
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
        instalments=owed.instalments,
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
