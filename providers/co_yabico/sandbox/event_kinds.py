"""The events on invoices: DIAN's codes, and the provider's own words."""

RECEIPT_ACK = "030"
CLAIM = "031"
PRODUCTS_RECEPTION = "032"
EXPRESS_ACCEPTANCE = "033"
TACIT_ACCEPTANCE = "034"
PRODUCTS_DELIVERY = "PRODUCTS_DELIVERY"
MAIL_RECEPTION_ACK = "MAIL_RECEPTION_ACK"

STATUSES = {
    RECEIPT_ACK: "RECEIPT_ACK",
    CLAIM: "REJECTION",
    PRODUCTS_RECEPTION: "PRODUCTS_RECEPTION",
    EXPRESS_ACCEPTANCE: "EXPRESS_ACCEPTANCE",
    TACIT_ACCEPTANCE: "TACIT_ACCEPTANCE",
    PRODUCTS_DELIVERY: PRODUCTS_DELIVERY,
    MAIL_RECEPTION_ACK: MAIL_RECEPTION_ACK,
}
"""Event -> the status it gives an invoice."""

WORDS = {
    RECEIPT_ACK: "Acuse de recibo de Factura Electrónica de Venta",
    CLAIM: "Reclamo de la Factura Electrónica de Venta",
    PRODUCTS_RECEPTION: "Recibo del bien y/o prestación del servicio",
    EXPRESS_ACCEPTANCE: "Aceptación expresa",
    TACIT_ACCEPTANCE: "Aceptación tácita",
    PRODUCTS_DELIVERY: "Entrega del bien y/o prestación del servicio",
    MAIL_RECEPTION_ACK: "Correo visto por el adquirente",
}
"""Event -> DIAN's name of it (the last two are the provider's)."""

DIAN_EVENTS = frozenset(
    {RECEIPT_ACK, CLAIM, PRODUCTS_RECEPTION, EXPRESS_ACCEPTANCE, TACIT_ACCEPTANCE}
)
OWN_NAMES = {status: kind for kind, status in STATUSES.items()}
"""Status -> event, so that controls take either."""
