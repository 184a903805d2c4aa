"""SAT's rules of a finished CFDI 4.0 and its payment complement, attribute by attribute.

Each rule is one function from a document and a day to faults; its docstring names SAT's code, which
is the fault's law. Left to the PAC is what needs SAT's own lists: seal and certificate (CFDI40102,
40106), limits and confirmations (40118, 40120, 40127 to 40129, CRP20216, CRP20220, CRP20275,
CRP20277), the taxpayers' register (40138, 40139, 40142 to 40145, 40147, 40148, 40159, 40187, 40189,
40190, 40192, CRP20222) and the catalogues of tens of thousands (40163, 40164). What the schema
refuses, the reader does.
"""

from datetime import date
from typing import Final

from documents.cfdi.model import Comprobante
from documents.rules.mx_cfdi import (
    comprobante,
    concepto_taxes,
    conceptos,
    global_invoice,
    pagos_document_taxes,
    pagos_documents,
    pagos_header,
    pagos_payments,
    pagos_taxes,
    pagos_totals,
    parties,
    summary,
)
from documents.rules.mx_cfdi.found import Rule
from documents.values import Fault

CFDI_RULES: Final[tuple[Rule, ...]] = (
    *comprobante.RULES,
    *global_invoice.RULES,
    *parties.RULES,
    *conceptos.RULES,
    *concepto_taxes.RULES,
    *summary.RULES,
)
PAGOS_RULES: Final[tuple[Rule, ...]] = (
    *pagos_header.RULES,
    *pagos_totals.RULES,
    *pagos_payments.RULES,
    *pagos_documents.RULES,
    *pagos_document_taxes.RULES,
    *pagos_taxes.RULES,
)


def check(cfdi: Comprobante, on: date) -> tuple[Fault, ...]:
    """Every broken rule, in the order of the document; empty for one a PAC may stamp. `on` is the
    day of the catalogues: the document's own date. A fault's path is of fields of the model.
    """
    rules = CFDI_RULES if cfdi.pagos is None else (*CFDI_RULES, *PAGOS_RULES)
    return tuple(found for rule in rules for found in rule(cfdi, on))
