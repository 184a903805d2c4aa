"""The provider's rules for documents, one function each, run together so all faults are told.

A rule that is only for some kinds says so itself.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from providers.co_yabico.sandbox.checks import (
    aiu,
    header,
    lines,
    notes,
    numbering,
    parties,
    payment,
    sums,
    support,
    taxes,
    totals,
    values,
    withholdings,
)
from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.draft import Draft, draft
from providers.co_yabico.sandbox.errors import Fault, with_parents

Check = Callable[[Case], Iterator[Fault]]
MoneyCheck = Callable[[Draft], Iterator[Fault]]
WholeCheck = Callable[[Case, Draft], Iterator[Fault]]

NUMBER_CHECKS: tuple[Check, ...] = (
    numbering.unit_may_issue,
    numbering.plan_is_not_used_up,
    numbering.consecutive_is_complete,
    numbering.number_is_not_too_large,
    numbering.prefix_is_authorised,
    numbering.number_is_in_range,
    numbering.issue_date_is_authorised,
    numbering.number_is_free,
)
TARGET_CHECKS: tuple[Check, ...] = (
    notes.target_is_of_the_unit,
    notes.target_is_validated,
    notes.target_is_not_void,
    notes.target_is_not_accepted,
    notes.target_may_be_voided,
)
CHECKS: tuple[Check, ...] = (
    *NUMBER_CHECKS,
    *TARGET_CHECKS,
    notes.lines_are_the_targets,
    support.supplier_lives_where_it_says,
    support.supplier_is_not_the_unit,
    support.lines_say_when,
    support.purchases_are_not_in_the_future,
    aiu.few_lines,
    aiu.no_modifiers,
    header.issued_today,
    header.references_are_older,
    header.period_is_in_order,
    header.currency_has_a_rate,
    header.document_has_lines,
    header.line_ids_are_unique,
    header.texts_fit,
    header.required_texts_are_filled,
    header.item_codes_are_gtins,
    parties.name_is_given,
    parties.natural_person_has_names,
    parties.legal_entity_has_a_corporate_name,
    parties.one_kind_of_name,
    parties.identifier_is_complete,
    parties.nits_are_nits,
    parties.city_is_known,
    parties.responsibilities_are_allowed,
    payment.means_are_given,
    payment.credit_has_a_due_date,
    payment.due_date_is_not_before_issue,
    payment.prepayments_are_positive,
    values.numbers_are_numbers,
    values.decimals_fit,
    values.nothing_is_negative,
    values.quantities_are_positive,
    values.percentages_are_percentages,
)
MONEY_CHECKS: tuple[MoneyCheck, ...] = (
    lines.extension_adds_up,
    lines.extension_is_not_negative,
    lines.modifiers_are_base_by_rate,
    taxes.groups_are_single,
    taxes.groups_have_subtotals,
    taxes.groups_are_the_sum_of_subtotals,
    taxes.subtotals_are_base_by_rate,
    taxes.rates_are_single,
    taxes.bases_are_not_negative,
    taxes.bases_fit_the_line,
    taxes.iva_rates_exist,
    taxes.taxes_say_how_they_are_computed,
    withholdings.groups_are_single,
    withholdings.groups_have_subtotals,
    withholdings.groups_are_the_sum_of_subtotals,
    withholdings.groups_are_base_by_rate,
    withholdings.subtotals_are_base_by_rate,
    withholdings.rates_are_single,
    withholdings.bases_are_not_negative,
    withholdings.bases_fit_the_line,
    sums.document_taxes_are_in_lines,
    sums.line_taxes_are_in_document,
    sums.tax_amounts_agree,
    sums.roundings_agree,
    sums.amounts_agree_per_tax,
    sums.rates_agree,
    sums.amounts_agree_per_rate,
    sums.bases_agree_per_rate,
    sums.withholdings_agree,
    sums.withholding_subtotals_agree,
    totals.discounts_match,
    totals.charges_match,
    totals.extension_matches,
    totals.exclusive_matches,
    totals.inclusive_matches,
    totals.prepaid_matches,
    totals.payable_matches,
)
WHOLE_CHECKS: tuple[WholeCheck, ...] = (
    notes.prices_are_the_targets,
    notes.lines_leave_something,
    aiu.only_iva,
    aiu.base_is_a_tenth,
    aiu.bases_agree,
)


def faults_of(case: Case) -> list[Fault]:
    """Every broken rule of a document, with the general codes the provider adds. Amounts are
    compared only when all of them are numbers. What voids repeats a document that was checked."""
    if case.voids:
        return list(chain.from_iterable(c(case) for c in (*NUMBER_CHECKS, *TARGET_CHECKS)))
    found = list(chain.from_iterable(check(case) for check in CHECKS))
    if not any(fault.code == "001-FN1" for fault in found):
        money = draft(case.content)
        found += chain.from_iterable(check(money) for check in MONEY_CHECKS)
        found += chain.from_iterable(check(case, money) for check in WHOLE_CHECKS)
    return list(with_parents(found))
