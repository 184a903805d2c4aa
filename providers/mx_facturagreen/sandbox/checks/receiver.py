"""The receiver (node Receptor)."""

import re
from collections.abc import Iterator

from documents.sat.country import MEXICO, PAISES
from documents.sat.formats import is_codigo_postal
from documents.sat.taxpayer import (
    GENERIC,
    GENERIC_FOREIGN,
    REGIMENES_FISCALES,
    USOS_CFDI,
    persona_of,
)
from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import PAYMENT

RFC = re.compile(r"[A-Z&Ñ]{3,4}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]")
SPECIAL_USES = ("CP01", "CN01")


def check(case: Case) -> Iterator[str]:
    """Who it is, where, in which regime, what for."""
    yield from _registered(case)
    yield from _domicile(case)
    yield from _abroad(case)
    yield from _regime(case)
    yield from _use(case)


def _registered(case: Case) -> Iterator[str]:
    receiver, listed = case.draft.receiver, case.taxpayer(case.draft.receiver.rfc)
    if not RFC.fullmatch(receiver.rfc) or (listed is not None and not listed.active):
        yield "CFDI40143"
    if listed is not None and listed.name != receiver.name:
        yield "CFDI40145"


def _domicile(case: Case) -> Iterator[str]:
    receiver, listed = case.draft.receiver, case.taxpayer(case.draft.receiver.rfc)
    if not is_codigo_postal(receiver.zip):
        yield "CFDI40147"
    if listed is not None and listed.zip != receiver.zip:
        yield "CFDI40148"
    if receiver.rfc in GENERIC and receiver.zip != case.draft.place:
        yield "CFDI40149"


def _abroad(case: Case) -> Iterator[str]:
    receiver = case.draft.receiver
    country = PAISES.find(receiver.residence, case.on)
    foreign = receiver.rfc == GENERIC_FOREIGN
    if receiver.residence and country is None:
        yield "CFDI40150"
    if receiver.residence and not foreign:
        yield "CFDI40151"
    if receiver.residence == MEXICO:
        yield "CFDI40152"
    if receiver.foreign_id and not foreign:
        yield "CFDI40154"
    if receiver.foreign_id and not receiver.residence:
        yield "CFDI40153"
    if receiver.foreign_id and country is not None and not country.fits(receiver.foreign_id):
        yield "CFDI40156"


def _regime(case: Case) -> Iterator[str]:
    receiver, listed = case.draft.receiver, case.taxpayer(case.draft.receiver.rfc)
    regime = REGIMENES_FISCALES.find(receiver.regime, case.on)
    if regime is None:
        yield "CFDI40157"
    elif receiver.rfc in GENERIC:
        if receiver.regime != "616":
            yield "CFDI40158"
    elif persona_of(receiver.rfc) not in regime.personas:
        yield "CFDI40158"
    if listed is not None and receiver.regime not in listed.regimes:
        yield "CFDI40159"


def _use(case: Case) -> Iterator[str]:
    receiver = case.draft.receiver
    use = USOS_CFDI.find(receiver.use, case.on)
    if use is None:
        yield "CFDI40160"
        return
    paying = case.draft.kind == PAYMENT
    misplaced = use.key != "CP01" if paying else use.key in SPECIAL_USES
    generic = not paying and receiver.rfc in GENERIC and use.key != "S01"
    unfit = receiver.regime not in use.regimes or persona_of(receiver.rfc) not in use.personas
    if misplaced or generic or unfit:
        yield "CFDI40161"
