"""What comes back stamped against what was asked for: pure.

The instalment and the balances of a paid invoice are not compared: other payments of the same
invoice may have been stamped meanwhile. That they add up, and name our invoice, is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from documents.cfdi.cadena import chain_of
from documents.cfdi.certificate import Certificate
from documents.cfdi.faults import CfdiFault, NotSealed
from documents.cfdi.model import Comprobante, DoctoRelacionado, Pago
from documents.cfdi.read import parse, read_node
from documents.cfdi.schema import COMPROBANTE
from documents.cfdi.seal import verify_seal, verify_stamp
from documents.values import Fault, Severity
from providers.base import ErrorKind, ProviderError

UNVERIFIED: Final = Fault(
    "sat_seal_not_verified",
    (),
    "SAT's seal was not verified: no certificates of SAT are configured.",
    severity=Severity.WARNING,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A stamped document that was read. `faults` say why it may not be taken for the one that was
    asked for; `notices` what could not be checked. None: the schema refuses it."""

    comprobante: Comprobante | None
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...] = ()


def check(
    xml: bytes,
    expected: Comprobante,
    sat_certificates: Mapping[str, Certificate],
    *,
    numbered: bool,
) -> Checked:
    """Read and verify a stamped XML, and compare it with what was asked for (`numbered`: by serie
    and folio too). Raises ProviderError RETRY `file_corrupt` for what is no CFDI at all, CONFIG
    `sat_certificate_unknown` for a stamp by a certificate that is not among the configured."""
    root = _parsed(xml)
    try:
        stamped = read_node(root)
        chain = chain_of(root)
    except CfdiFault as fault:
        return Checked(None, (_fault("schema", str(fault)),))
    faults = (*_seals(stamped, chain, sat_certificates), *_differences(expected, stamped, numbered))
    return Checked(stamped, faults, () if sat_certificates else (UNVERIFIED,))


def _parsed(xml: bytes) -> Any:
    try:
        root = parse(xml)
    except CfdiFault as fault:
        raise _corrupt(str(fault)) from fault
    if root.tag != COMPROBANTE.tag:
        raise _corrupt(f"its root is {root.tag}")
    return root


def _corrupt(why: str) -> ProviderError:
    message = f"The provider's XML is no CFDI: {why}."
    return ProviderError(ErrorKind.RETRY, "file_corrupt", message)


def _seals(
    stamped: Comprobante, chain: str, sat_certificates: Mapping[str, Certificate]
) -> Iterator[Fault]:
    try:
        verify_seal(stamped, chain)
    except NotSealed as error:
        yield _fault("sello", str(error))
    timbre = stamped.timbre
    if timbre is None:
        yield _fault("timbre", "it has no stamp")
    elif timbre.sello_cfd != stamped.sello:
        yield _fault("sello_cfd", "the stamp's SelloCFD is not the document's Sello")
    elif sat_certificates:
        _known(timbre.no_certificado_sat, sat_certificates)
        try:
            verify_stamp(stamped, sat_certificates)
        except NotSealed as error:
            yield _fault("sello_sat", str(error))


def _known(number: str, sat_certificates: Mapping[str, Certificate]) -> None:
    if number not in sat_certificates:
        message = f"Add SAT's certificate {number}: the stamp cannot be verified without it."
        raise ProviderError(ErrorKind.CONFIG, "sat_certificate_unknown", message)


def _differences(expected: Comprobante, stamped: Comprobante, numbered: bool) -> Iterator[Fault]:
    ours, theirs = _facts(expected, numbered), _facts(stamped, numbered)
    for name, value in ours.items():
        if theirs[name] != value:
            yield _fault(name, f"asked for {value}, stamped {theirs[name]}")
    for pago in stamped.pagos.pagos if stamped.pagos else ():
        for docto in pago.doctos_relacionados:
            if docto.imp_saldo_ant - docto.imp_pagado != docto.imp_saldo_insoluto:
                yield _fault("balance", f"the balances of {docto.id_documento} do not add up")


def _facts(cfdi: Comprobante, numbered: bool) -> dict[str, Any]:
    """What must be the same, by name."""
    number = {"serie": cfdi.serie or "", "folio": cfdi.folio or ""} if numbered else {}
    return {
        "type": cfdi.tipo_de_comprobante,
        **number,
        "issuer": cfdi.emisor.rfc,
        "receiver": cfdi.receptor.rfc,
        "use": cfdi.receptor.uso_cfdi,
        "export": cfdi.exportacion,
        "method": cfdi.metodo_pago,
        "currency": cfdi.moneda,
        "subtotal": cfdi.sub_total,
        "total": cfdi.total,
        "taxes": _taxes(cfdi),
        "lines": len(cfdi.conceptos),
        "quantities": [line.cantidad for line in cfdi.conceptos],
        "relations": sorted(
            (node.tipo_relacion, uuid.upper())
            for node in cfdi.cfdi_relacionados
            for uuid in node.uuids
        ),
        "payments": [_payment(pago) for pago in cfdi.pagos.pagos] if cfdi.pagos else [],
    }


def _taxes(cfdi: Comprobante) -> tuple[Any, Any]:
    """Transferred and withheld in all; nothing is the same as none."""
    if cfdi.impuestos is None:
        return 0, 0
    impuestos = cfdi.impuestos
    return (
        impuestos.total_impuestos_trasladados or 0,
        impuestos.total_impuestos_retenidos or 0,
    )


def _payment(pago: Pago) -> tuple[Any, ...]:
    invoices = sorted(_invoice(docto) for docto in pago.doctos_relacionados)
    return pago.fecha_pago.date(), pago.forma_de_pago_p, pago.moneda_p, pago.monto, invoices


def _invoice(docto: DoctoRelacionado) -> tuple[Any, ...]:
    return docto.id_documento.upper(), docto.moneda_dr, docto.imp_pagado


def _fault(name: str, why: str) -> Fault:
    message = f"The stamped document is not the one asked for: {name}: {why}."
    return Fault("stamped_differs", (name,), message)
