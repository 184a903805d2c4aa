"""Mexico: banks, accounts and the bank's proof of a payment (Pagos 2.0, node Pago)."""

from collections.abc import Iterator
from typing import Final

from documents.country_specific.mx import MxPago
from documents.rules.mx.facts import FIELDS, MxFacts
from documents.sat.payment import FORMAS_PAGO, FormaPago
from documents.sat.taxpayer import GENERIC_FOREIGN
from documents.values import DocumentValue, Fault

Path = tuple[str | int, ...]

_PAYER: Final = {"rfc_emisor_cta_ord": "CRP20221", "cta_ordenante": "CRP20224"}
_PAYEE: Final = {"rfc_emisor_cta_ben": "CRP20227", "cta_beneficiario": "CRP20228"}
_PROOF: Final = {
    "cert_pago": ("CRP20230", "CRP20231"),
    "cad_pago": ("CRP20232", "CRP20233"),
    "sello_pago": ("CRP20234", "CRP20235"),
}


def accounts_where_banked(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20221, CRP20224, CRP20227, CRP20228: banks and accounts are named of a means of payment
    that has them."""
    for path, pago, form in _known_pagos(facts):
        sides = ((_PAYER, form.payer_account), (_PAYEE, form.payee_account))
        for names, account in sides:
            for name, law in names.items():
                if account is None and getattr(pago, name) is not None:
                    message = f"Remove {name}: {form.key} {form.name} has none."
                    yield Fault("payment_account_not_wanted", (*path, name), message, law)


def accounts_fit(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20225, CRP20226: an account has the form that c_FormaPago gives."""
    for path, pago, form in _known_pagos(facts):
        payer, payee = pago.cta_ordenante, pago.cta_beneficiario
        if payer is not None and form.payer_account is not None and not form.fits_payer(payer):
            message = f"Check the account: it does not fit {form.key} {form.name}."
            yield Fault("payment_account_form", (*path, "cta_ordenante"), message, "CRP20225")
        if payee is not None and form.payee_account is not None and not form.fits_payee(payee):
            message = f"Check the account: it does not fit {form.key} {form.name}."
            yield Fault("payment_account_form", (*path, "cta_beneficiario"), message, "CRP20226")


def foreign_bank_named(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20223: a bank abroad, RFC XEXX010101000, is named."""
    for path, pago, _form in _known_pagos(facts):
        if pago.rfc_emisor_cta_ord == GENERIC_FOREIGN and pago.nom_banco_ord_ext is None:
            message = "Name the bank abroad."
            yield Fault("foreign_bank_missing", (*path, "nom_banco_ord_ext"), message, "CRP20223")


def proof_of_transfer(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20229: only a transfer (03) has the bank's proof."""
    for path, pago, form in _known_pagos(facts):
        if pago.tipo_cad_pago is not None and not form.payment_chain:
            message = "Remove tipo_cad_pago: only a transfer, 03, has a proof."
            yield Fault("payment_proof_not_wanted", (*path, "tipo_cad_pago"), message, "CRP20229")


def proof_whole(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20230 to CRP20235: a proof has certificate, chain and seal; without one there are none."""
    for path, pago, _form in _known_pagos(facts):
        for name, (missing, extra) in _PROOF.items():
            given = getattr(pago, name) is not None
            if pago.tipo_cad_pago is not None and not given:
                message = f"Give {name}: it is part of the proof."
                yield Fault("payment_proof_incomplete", (*path, name), message, missing)
            if pago.tipo_cad_pago is None and given:
                message = f"Remove {name}, or say tipo_cad_pago."
                yield Fault("payment_proof_untyped", (*path, name), message, extra)


def _known_pagos(facts: MxFacts) -> Iterator[tuple[Path, MxPago, FormaPago]]:
    """Each of `pagos` whose means of payment SAT knows, with its place."""
    for i, pago in enumerate(facts.fields.pagos):
        form = FORMAS_PAGO.find(pago.forma_de_pago_p, facts.on)
        if form is not None:
            yield (*FIELDS, "pagos", i), pago, form


RULES: Final = (
    accounts_where_banked,
    accounts_fit,
    foreign_bank_named,
    proof_of_transfer,
    proof_whole,
)
