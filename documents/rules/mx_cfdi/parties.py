"""Issuer and receiver (nodes Emisor, Receptor)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.cfdi.model import Comprobante
from documents.rules.mx_cfdi.found import Path, Rule, fault, has_complement
from documents.sat.country import MEXICO, PAISES
from documents.sat.document import NOMINA, PAGO
from documents.sat.taxpayer import (
    GENERIC,
    GENERIC_FOREIGN,
    NO_OBLIGATIONS,
    REGIMENES_FISCALES,
    USOS_CFDI,
    persona_of,
)
from documents.values import Fault

_REGIME: Final[Path] = ("receptor", "regimen_fiscal_receptor")
_RESIDENCE: Final[Path] = ("receptor", "residencia_fiscal")
_NUMBER: Final[Path] = ("receptor", "num_reg_id_trib")
_USE: Final[Path] = ("receptor", "uso_cfdi")
_USE_OF_TYPE: Final = {PAGO: "CP01", NOMINA: "CN01"}


def issuer_regime_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40140: the issuer's RegimenFiscal is a key of c_RegimenFiscal."""
    if REGIMENES_FISCALES.find(cfdi.emisor.regimen_fiscal, on) is None:
        yield fault("CFDI40140", ("emisor", "regimen_fiscal"), "Use a key of c_RegimenFiscal.")


def issuer_regime_fits(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40141: the issuer's RegimenFiscal is one of its kind of person."""
    entry = REGIMENES_FISCALES.find(cfdi.emisor.regimen_fiscal, on)
    if entry is not None and persona_of(cfdi.emisor.rfc) not in entry.personas:
        message = "Give a regime of the issuer's kind of person."
        yield fault("CFDI40141", ("emisor", "regimen_fiscal"), message)


def generic_placed(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40149: a generic RFC is domiciled at LugarExpedicion."""
    receptor = cfdi.receptor
    if receptor.rfc in GENERIC and receptor.domicilio_fiscal_receptor != cfdi.lugar_expedicion:
        path = ("receptor", "domicilio_fiscal_receptor")
        yield fault("CFDI40149", path, "Give LugarExpedicion as the domicile of a generic RFC.")


def residence_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40150, CFDI40151, CFDI40152: ResidenciaFiscal is a key of c_Pais other than MEX, and of
    the generic foreign RFC only."""
    country = cfdi.receptor.residencia_fiscal
    if country is None:
        return
    if PAISES.find(country, on) is None:
        yield fault("CFDI40150", _RESIDENCE, "Use a key of c_Pais.")
    if cfdi.receptor.rfc != GENERIC_FOREIGN:
        yield fault("CFDI40151", _RESIDENCE, f"Remove it: only {GENERIC_FOREIGN} lives abroad.")
    if country == MEXICO:
        yield fault("CFDI40152", _RESIDENCE, "Give the country abroad.")


def residence_given(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40153: the generic foreign RFC has a ResidenciaFiscal where it has a NumRegIdTrib or the
    document the foreign trade complement."""
    receptor = cfdi.receptor
    if receptor.rfc != GENERIC_FOREIGN or receptor.residencia_fiscal is not None:
        return
    if receptor.num_reg_id_trib is not None or has_complement(cfdi, "ComercioExterior"):
        yield fault("CFDI40153", _RESIDENCE, "Give the receiver's country.")


def number_fits(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40154, CFDI40155, CFDI40156: NumRegIdTrib is of the generic foreign RFC only, is given in
    foreign trade, and has the form of its country."""
    receptor, number = cfdi.receptor, cfdi.receptor.num_reg_id_trib
    if number is None:
        if receptor.rfc == GENERIC_FOREIGN and has_complement(cfdi, "ComercioExterior"):
            yield fault("CFDI40155", _NUMBER, "Give the receiver's foreign tax number.")
        return
    country = PAISES.find(receptor.residencia_fiscal or "", on)
    if receptor.rfc != GENERIC_FOREIGN:
        yield fault("CFDI40154", _NUMBER, f"Remove it: it is of {GENERIC_FOREIGN} only.")
    elif country is not None and not country.fits(number):
        yield fault("CFDI40156", _NUMBER, f"Check the number: {country.key} writes it otherwise.")


def receiver_regime_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40157: RegimenFiscalReceptor is a key of c_RegimenFiscal."""
    if REGIMENES_FISCALES.find(cfdi.receptor.regimen_fiscal_receptor, on) is None:
        yield fault("CFDI40157", _REGIME, "Use a key of c_RegimenFiscal.")


def receiver_regime_fits(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40158: RegimenFiscalReceptor is one of the receiver's kind of person; of a generic RFC it
    is 616."""
    receptor = cfdi.receptor
    entry = REGIMENES_FISCALES.find(receptor.regimen_fiscal_receptor, on)
    if entry is None:
        return
    if receptor.rfc in GENERIC:
        if entry.key != NO_OBLIGATIONS:
            yield fault("CFDI40158", _REGIME, f"Give {NO_OBLIGATIONS} for a generic RFC.")
    elif persona_of(receptor.rfc) not in entry.personas:
        yield fault("CFDI40158", _REGIME, "Give a regime of the receiver's kind of person.")


def use_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40160: UsoCFDI is a key of c_UsoCFDI."""
    if USOS_CFDI.find(cfdi.receptor.uso_cfdi, on) is None:
        yield fault("CFDI40160", _USE, f"Use a key of c_UsoCFDI: {', '.join(USOS_CFDI.keys(on))}.")


def use_fits(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40161: UsoCFDI is one of the receiver's kind of person and regime, CP01 in a payment
    complement and CN01 in payroll only, S01 of a generic RFC."""
    receptor = cfdi.receptor
    entry = USOS_CFDI.find(receptor.uso_cfdi, on)
    if entry is None:
        return
    wanted = _USE_OF_TYPE.get(cfdi.tipo_de_comprobante)
    if wanted is None and receptor.rfc in GENERIC:
        wanted = "S01"
    unfit = wanted is None and entry.key in _USE_OF_TYPE.values()
    strange = persona_of(receptor.rfc) not in entry.personas
    if unfit or strange or receptor.regimen_fiscal_receptor not in entry.regimes:
        message = f"Give another use: {entry.key} does not go with receiver and type."
        yield fault("CFDI40161", _USE, message)
    elif wanted is not None and entry.key != wanted:
        yield fault("CFDI40161", _USE, f"Give {wanted}.")


RULES: Final[tuple[Rule, ...]] = (
    issuer_regime_known,
    issuer_regime_fits,
    generic_placed,
    residence_known,
    residence_given,
    number_fits,
    receiver_regime_known,
    receiver_regime_fits,
    use_known,
    use_fits,
)
