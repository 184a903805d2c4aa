"""That the document's taxes and withholdings are those of its lines. Sums are exact to the cent."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from providers.co_yabico.sandbox.checks.groups import FIELDS, Kind
from providers.co_yabico.sandbox.draft import Draft, Group
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import ZERO, same, total

Sums = dict[tuple[str, ...], Decimal]


def document_taxes_are_in_lines(money: Draft) -> Iterator[Fault]:
    """001-T2: the document has no tax that no line has."""
    for name in sorted(_names(money.taxes) - _names(_of_lines(money, "taxes"))):
        yield Fault("001-T2", f"no line has {name}", "taxDescription")


def line_taxes_are_in_document(money: Draft) -> Iterator[Fault]:
    """001-T3, 001-T8: the document has every tax its lines have; T8 names each that is missing."""
    missing = sorted(_names(_of_lines(money, "taxes")) - _names(money.taxes))
    if missing:
        yield Fault("001-T3", f"only lines have {', '.join(missing)}", "taxDescription")
    for name in missing:
        yield Fault("001-T8", f"{name} is missing in the document", "taxDescription")


def tax_amounts_agree(money: Draft) -> Iterator[Fault]:
    """001-T5: all taxes of the lines together are those of the document together."""
    lines = total(group.amount for group in _of_lines(money, "taxes"))
    document = total(group.amount for group in money.taxes)
    if not same(lines, document):
        yield Fault("001-T5", f"lines {lines}, document {document}", "taxDescription")


def roundings_agree(money: Draft) -> Iterator[Fault]:
    """001-T6: so are the roundings."""
    lines = total(group.rounding for group in _of_lines(money, "taxes"))
    document = total(group.rounding for group in money.taxes)
    if not same(lines, document):
        yield Fault("001-T6", f"lines {lines}, document {document}", "taxDescription")


def amounts_agree_per_tax(money: Draft) -> Iterator[Fault]:
    """001-LT1: so is each tax both have."""
    lines, document = _amounts(_of_lines(money, "taxes")), _amounts(money.taxes)
    yield from _differences("001-LT1", lines, document, "taxDescription")


def rates_agree(money: Draft) -> Iterator[Fault]:
    """001-DS3: a tax both have stands at the same rates."""
    lines, document = _rates(_of_lines(money, "taxes")), _rates(money.taxes)
    for name in sorted(lines.keys() & document.keys()):
        if lines[name] != document[name]:
            told = f"lines {sorted(lines[name])}, document {sorted(document[name])}"
            yield Fault("001-DS3", f"{name}: {told}", "taxDescription")


def amounts_agree_per_rate(money: Draft) -> Iterator[Fault]:
    """001-DS4: at each rate the document's tax is the sum of the lines'."""
    lines, document = (_per_rate(g, "amount") for g in (_of_lines(money, "taxes"), money.taxes))
    yield from _differences("001-DS4", lines, document, "taxDescription")


def bases_agree_per_rate(money: Draft) -> Iterator[Fault]:
    """001-DS5: and its base the sum of theirs (DIAN FAS05)."""
    lines, document = (_per_rate(g, "taxable") for g in (_of_lines(money, "taxes"), money.taxes))
    yield from _differences("001-DS5", lines, document, "taxDescription")


def withholdings_agree(money: Draft) -> Iterator[Fault]:
    """001-DW2: the document has the withholdings its lines have, with the same sums."""
    lines, document = _amounts(_of_lines(money, "withholdings")), _amounts(money.withholdings)
    for (name,) in sorted(lines.keys() | document.keys()):
        ours, theirs = lines.get((name,), ZERO), document.get((name,), ZERO)
        if not same(ours, theirs):
            message = f"{name}: lines {ours}, document {theirs}"
            yield Fault("001-DW2", message, FIELDS["withholdings"])


def withholding_subtotals_agree(money: Draft) -> Iterator[Fault]:
    """001-DS1: at each rate amounts and bases are the sums of the lines'."""
    for field in ("amount", "taxable"):
        lines = _per_rate(_of_lines(money, "withholdings"), field)
        document = _per_rate(money.withholdings, field)
        yield from _differences("001-DS1", lines, document, FIELDS["withholdings"])


def _of_lines(money: Draft, kind: Kind) -> list[Group]:
    return [group for line in money.lines for group in getattr(line, kind)]


def _names(groups: Iterable[Group]) -> set[str]:
    return {group.name for group in groups}


def _rates(groups: Iterable[Group]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for group in groups:
        found.setdefault(group.name, set()).update(s.rate for s in group.subtotals)
    return found


def _amounts(groups: Iterable[Group]) -> Sums:
    sums: Sums = {}
    for group in groups:
        sums[(group.name,)] = sums.get((group.name,), ZERO) + group.amount
    return sums


def _per_rate(groups: Iterable[Group], field: str) -> Sums:
    sums: Sums = {}
    for group in groups:
        for subtotal in group.subtotals:
            key = (group.name, subtotal.rate)
            sums[key] = sums.get(key, ZERO) + getattr(subtotal, field)
    return sums


def _differences(
    code: str,
    lines: Mapping[tuple[str, ...], Decimal],
    document: Mapping[tuple[str, ...], Decimal],
    where: str,
) -> Iterator[Fault]:
    for key in sorted(lines.keys() & document.keys()):
        if not same(lines[key], document[key]):
            told = f"lines {lines[key]}, document {document[key]}"
            yield Fault(code, f"{' '.join(key)}: {told}", where)
