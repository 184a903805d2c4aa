"""Taxes as a CFDI and its payment complement state them; conventions as in `model`."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Traslado:
    """A transferred tax: of a concept, of the document, of a paid document (DR), of a payment (P).

    `impuesto` 001 ISR, 002 IVA, 003 IEPS; `tipo_factor` Tasa, Cuota or Exento; an Exento has
    neither `tasa_o_cuota` nor `importe`.
    """

    base: Decimal
    impuesto: str
    tipo_factor: str
    tasa_o_cuota: Decimal | None = None
    importe: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retencion:
    """A withheld tax of a concept or of a paid document (DR)."""

    base: Decimal
    impuesto: str
    tipo_factor: str
    tasa_o_cuota: Decimal
    importe: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RetencionTotal:
    """What is withheld of one tax: by the document, or of a payment (P)."""

    impuesto: str
    importe: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Impuestos:
    """Taxes of a concept or of a paid document (DR)."""

    traslados: tuple[Traslado, ...] = ()
    retenciones: tuple[Retencion, ...] = ()
