"""The issuer (node Emisor)."""

from collections.abc import Iterator

from documents.sat.taxpayer import REGIMENES_FISCALES, persona_of
from providers.mx_facturagreen.sandbox.checks.case import Case


def check(case: Case) -> Iterator[str]:
    """Name as SAT has it, regime of the catalogue and of the kind of person."""
    issuer = case.draft.issuer
    listed = case.taxpayer(issuer.rfc)
    if listed is not None and listed.name != issuer.name:
        yield "CFDI40139"
    regime = REGIMENES_FISCALES.find(issuer.regime, case.on)
    if regime is None:
        yield "CFDI40140"
    elif persona_of(issuer.rfc) not in regime.personas:
        yield "CFDI40141"
