"""How something is paid: c_FormaPago, c_MetodoPago."""

import re
from dataclasses import dataclass
from typing import Final

from documents.sat.catalogue import Catalogue, Entry

TO_BE_DEFINED: Final = "99"
TRANSFER: Final = "03"

# Accounts: bank card or customer number, CLABE of 18 digits, mobile telephone of 10.
_ANY_ACCOUNT: Final = "[0-9]{10,11}|[0-9]{15,16}|[0-9]{18}|[A-Z0-9_]{10,50}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormaPago(Entry):
    """A means of payment. `payer_account` and `payee_account` are the forms an account may have,
    None where a payment complement may name no account (nor its bank). `payment_chain`: whether
    the bank's own proof (TipoCadPago) may be given; `foreign_bank`: whether a foreign bank is
    named."""

    banked: bool = False
    payer_account: str | None = None
    payee_account: str | None = None
    payment_chain: bool = False
    foreign_bank: bool = False

    def fits_payer(self, account: str) -> bool:
        """Whether the account paid from has a form of this means of payment."""
        return _fits(self.payer_account, account)

    def fits_payee(self, account: str) -> bool:
        """Whether the account paid into has a form of this means of payment."""
        return _fits(self.payee_account, account)


def _fits(pattern: str | None, account: str) -> bool:
    return pattern is not None and re.fullmatch(pattern, account, re.ASCII) is not None


def _banked(
    key: str,
    name: str,
    payer: str,
    payee: str | None = _ANY_ACCOUNT,
    *,
    payment_chain: bool = False,
    foreign_bank: bool = True,
) -> FormaPago:
    return FormaPago(
        key=key,
        name=name,
        banked=True,
        payer_account=payer,
        payee_account=payee,
        payment_chain=payment_chain,
        foreign_bank=foreign_bank,
    )


FORMAS_PAGO: Final = Catalogue(
    "c_FormaPago",
    FormaPago(key="01", name="Efectivo"),
    _banked("02", "Cheque nominativo", "[0-9]{11}|[0-9]{18}"),
    _banked(
        TRANSFER,
        "Transferencia electrónica de fondos",
        "[0-9]{10}|[0-9]{16}|[0-9]{18}",
        "[0-9]{10}|[0-9]{18}",
        payment_chain=True,
    ),
    _banked("04", "Tarjeta de crédito", "[0-9]{16}"),
    _banked("05", "Monedero electrónico", _ANY_ACCOUNT, foreign_bank=False),
    _banked("06", "Dinero electrónico", "[0-9]{10}", None, foreign_bank=False),
    FormaPago(key="08", name="Vales de despensa"),
    FormaPago(key="12", name="Dación en pago"),
    FormaPago(key="13", name="Pago por subrogación"),
    FormaPago(key="14", name="Pago por consignación"),
    FormaPago(key="15", name="Condonación"),
    FormaPago(key="17", name="Compensación"),
    FormaPago(key="23", name="Novación"),
    FormaPago(key="24", name="Confusión"),
    FormaPago(key="25", name="Remisión de deuda"),
    FormaPago(key="26", name="Prescripción o caducidad"),
    FormaPago(key="27", name="A satisfacción del acreedor"),
    _banked("28", "Tarjeta de débito", "[0-9]{16}"),
    _banked("29", "Tarjeta de servicios", "[0-9]{15,16}"),
    FormaPago(key="30", name="Aplicación de anticipos"),
    FormaPago(key="31", name="Intermediario pagos"),
    FormaPago(key=TO_BE_DEFINED, name="Por definir"),
)

METODOS_PAGO: Final = Catalogue(
    "c_MetodoPago",
    Entry(key="PUE", name="Pago en una sola exhibición"),
    Entry(key="PPD", name="Pago en parcialidades o diferido"),
)
