"""Mexico's further documents, to send: an invoice paid later, its payments, notes, a substitute."""

from typing import Any, Final

from invoicing.api.examples.countries import DOCUMENTS as BY_COUNTRY

_INVOICE_ID: Final = "01930000-0000-7000-8000-000000000021"
_OTHER_INVOICE_ID: Final = "01930000-0000-7000-8000-000000000022"
_INVOICE: Final = BY_COUNTRY["MX"]
_RECEIVER: Final = _INVOICE["country_specific"]["receiver"]


def _body(fields: dict[str, Any], /, **parts: Any) -> dict[str, Any]:
    """The invoice's body with other fields and parts."""
    own = {**_INVOICE["country_specific"], **fields}
    return {**_INVOICE, "country_specific": own, **parts}


def _to(relation: str, *ids: str) -> list[dict[str, str]]:
    return [{"relation": relation, "document_id": document_id} for document_id in ids]


def _complement(pagos: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    """A payment complement: no lines, no money but its payments."""
    own = {"type": "mx_cfdi.v4_0", "receiver": _RECEIVER, "lugar_expedicion": "42501"}
    own |= {"issuer_regimen_fiscal": "601"} | ({"pagos": pagos} if pagos else {})
    body = {**_INVOICE, "document_type": "PAYMENT_COMPLEMENT", "country_specific": own}
    del body["line_items"]
    return {**body, **parts}


_PAYMENT: Final = {
    "payment_date": "2026-11-20T12:00:00",
    "payment_method": "03",
    "currency": "MXN",
    "amount": "400.00",
    "operation_number": "8117",
}
_PAGO: Final = {
    "fecha_pago": "2026-11-20T12:00:00",
    "forma_de_pago_p": "03",
    "moneda_p": "MXN",
    "monto": "1400.00",
    "doctos": [
        {"document_id": _INVOICE_ID, "imp_pagado": "400.00"},
        {"document_id": _OTHER_INVOICE_ID, "imp_pagado": "1000.00"},
    ],
}

DOCUMENTS: Final = {
    "MX to be paid later": _body({"metodo_pago": "PPD", "forma_pago": "99"}),
    "MX payment of an invoice": _complement(
        [], payment=_PAYMENT, references=_to("PAYS", _INVOICE_ID)
    ),
    "MX payment of several invoices": _complement(
        [_PAGO], references=_to("PAYS", _INVOICE_ID, _OTHER_INVOICE_ID)
    ),
    "MX credit note": _body(
        {"uso_cfdi": "G02"}, document_type="CREDIT_NOTE", references=_to("CREDITS", _INVOICE_ID)
    ),
    "MX debit note": _body(
        {"metodo_pago": "PPD", "forma_pago": "99"},
        document_type="DEBIT_NOTE",
        references=_to("DEBITS", _INVOICE_ID),
    ),
    "MX substitute": _body({}, references=_to("SUBSTITUTES", _INVOICE_ID)),
}
