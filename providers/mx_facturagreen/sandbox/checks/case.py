"""A document under examination, and what SAT and the PAC know besides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.draft import Draft
from providers.mx_facturagreen.sandbox.taxpayers import Taxpayer


@dataclass(frozen=True, slots=True)
class Case:
    """`taxpayer` looks an RFC up in SAT's list, `stamped` a UUID among the issuer's documents,
    `cancelled` tells of one whether it is."""

    draft: Draft
    on: date
    taxpayer: Callable[[str], Taxpayer | None]
    stamped: Callable[[str], Document | None]
    cancelled: Callable[[Document], bool]
