"""Each payment (Pagos 2.0, node Pago): means, money, banks and proof (CRP20212 to CRP20235)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents.cfdi.model import Comprobante, Pago
from documents.cfdi.money import decimals_of
from documents.cfdi.pagos import least_monto
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.sat import currency
from documents.sat.payment import FORMAS_PAGO, TO_BE_DEFINED, FormaPago
from documents.sat.taxpayer import GENERIC_FOREIGN
from documents.values import Fault

_PROOF: Final = {
    "cert_pago": ("CRP20230", "CRP20231"),
    "cad_pago": ("CRP20232", "CRP20233"),
    "sello_pago": ("CRP20234", "CRP20235"),
}


def form_real(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20212: FormaDePagoP is a key of c_FormaPago other than 99."""
    for path, pago in _payments(cfdi):
        known = FORMAS_PAGO.find(pago.forma_de_pago_p, on)
        if known is None or known.key == TO_BE_DEFINED:
            yield fault("CRP20212", (*path, "forma_de_pago_p"), "Give the means it was paid by.")


def currency_real(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20213: MonedaP is a key of c_Moneda other than XXX."""
    for path, pago in _payments(cfdi):
        if pago.moneda_p == currency.NONE or currency.MONEDAS.find(pago.moneda_p, on) is None:
            yield fault("CRP20213", (*path, "moneda_p"), "Give the currency it was paid in.")


def rate_given(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20214, CRP20215: TipoCambioP is given, and 1 for MXN."""
    for path, pago in _payments(cfdi):
        if pago.moneda_p == currency.PESO and pago.tipo_cambio_p != Decimal(1):
            yield fault("CRP20215", (*path, "tipo_cambio_p"), "Give 1 for MXN.")
        elif pago.moneda_p != currency.PESO and pago.tipo_cambio_p is None:
            message = f"Give the pesos per {pago.moneda_p}."
            yield fault("CRP20214", (*path, "tipo_cambio_p"), message)


def amount_covers(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20217, CRP20276: Monto covers what is paid of the invoices; the second is the code where
    one of them is in another currency."""
    for path, pago in _payments(cfdi):
        if any(docto.equivalencia_dr == 0 for docto in pago.doctos_relacionados):
            continue
        try:
            paid = least_monto(pago.doctos_relacionados, pago.moneda_p)
        except ValueError:
            continue
        if paid > pago.monto:
            foreign = any(d.moneda_dr != pago.moneda_p for d in pago.doctos_relacionados)
            message = f"Give at least {paid}, what is paid of the invoices."
            yield fault("CRP20276" if foreign else "CRP20217", (*path, "monto"), message)


def amount_positive(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20218: Monto is above zero."""
    for path, pago in _payments(cfdi):
        if pago.monto <= 0:
            yield fault("CRP20218", (*path, "monto"), "Give an amount above zero.")


def amount_decimals(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20219: Monto has the decimals of its currency."""
    for path, pago in _payments(cfdi):
        places = currency.decimals(pago.moneda_p)
        if decimals_of(pago.monto) > places:
            message = f"Write at most {places} decimals in {pago.moneda_p}."
            yield fault("CRP20219", (*path, "monto"), message)


def accounts_where_banked(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20221, CRP20224, CRP20227, CRP20228: only a means of payment with accounts names banks and
    accounts."""
    for path, pago, form in _known(cfdi, on):
        given = (
            ("rfc_emisor_cta_ord", form.payer_account, "CRP20221"),
            ("cta_ordenante", form.payer_account, "CRP20224"),
            ("rfc_emisor_cta_ben", form.payee_account, "CRP20227"),
            ("cta_beneficiario", form.payee_account, "CRP20228"),
        )
        for name, account, law in given:
            if account is None and getattr(pago, name) is not None:
                yield fault(law, (*path, name), f"Remove it: {form.key} {form.name} has none.")


def foreign_bank_named(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20223: a bank abroad is named."""
    for path, pago in _payments(cfdi):
        if pago.rfc_emisor_cta_ord == GENERIC_FOREIGN and pago.nom_banco_ord_ext is None:
            yield fault("CRP20223", (*path, "nom_banco_ord_ext"), "Name the bank abroad.")


def accounts_formed(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20225, CRP20226: an account has a form of its means of payment."""
    for path, pago, form in _known(cfdi, on):
        payer, payee = pago.cta_ordenante, pago.cta_beneficiario
        message = f"Check the account: it does not fit {form.key} {form.name}."
        if payer is not None and form.payer_account is not None and not form.fits_payer(payer):
            yield fault("CRP20225", (*path, "cta_ordenante"), message)
        if payee is not None and form.payee_account is not None and not form.fits_payee(payee):
            yield fault("CRP20226", (*path, "cta_beneficiario"), message)


def proof_of_transfer(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20229: TipoCadPago is of a transfer, 03."""
    for path, pago, form in _known(cfdi, on):
        if pago.tipo_cad_pago is not None and not form.payment_chain:
            yield fault("CRP20229", (*path, "tipo_cad_pago"), "Remove it: only 03 has a proof.")


def proof_whole(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20230 to CRP20235: certificate, chain and seal go with TipoCadPago, all or none."""
    for path, pago in _payments(cfdi):
        for name, (missing, extra) in _PROOF.items():
            given = getattr(pago, name) is not None
            if pago.tipo_cad_pago is not None and not given:
                yield fault(missing, (*path, name), "Give it: TipoCadPago says there is a proof.")
            if pago.tipo_cad_pago is None and given:
                yield fault(extra, (*path, name), "Remove it, or give TipoCadPago.")


def _payments(cfdi: Comprobante) -> Iterator[tuple[Path, Pago]]:
    for i, pago in enumerate(cfdi.pagos.pagos if cfdi.pagos else ()):
        yield ("pagos", "pagos", i), pago


def _known(cfdi: Comprobante, on: date) -> Iterator[tuple[Path, Pago, FormaPago]]:
    for path, pago in _payments(cfdi):
        form = FORMAS_PAGO.find(pago.forma_de_pago_p, on)
        if form is not None and form.key != TO_BE_DEFINED:
            yield path, pago, form


RULES: Final[tuple[Rule, ...]] = (
    form_real,
    currency_real,
    rate_given,
    amount_covers,
    amount_positive,
    amount_decimals,
    accounts_where_banked,
    foreign_bank_named,
    accounts_formed,
    proof_of_transfer,
    proof_whole,
)
