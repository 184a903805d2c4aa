"""c_Moneda: currencies of ISO 4217 and more, their decimals and how far a rate may stray."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.sat.catalogue import CFDI_4, Catalogue, Entry

PESO: Final = "MXN"
NONE: Final = "XXX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moneda(Entry):
    """A currency. Beyond `variation` (percent) from the published rate, SAT wants a confirmation
    of the rate."""

    decimals: int
    variation: int = 5


_TWO: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BZD CAD CDF
CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
MGA MKD MMK MNT MOP MRO MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLL SOS SRD SSP STD SVC SYP SZL THB TJS TMT TOP TRY TTD
TWD TZS UAH USD USN UYU UZS VEF WST XCD YER ZAR ZMW ZWL
"""
_TWO_SINCE_2023: Final = "CNH ESD NIC UYP VES"
_NONE: Final = """
BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XAG XAU XBA XBB XBC XBD XDR XOF XPD
XPF XPT XSU XUA
"""
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"


def _all(keys: str, decimals: int, since: date = CFDI_4, variation: int = 5) -> list[Moneda]:
    return [
        Moneda(key=key, decimals=decimals, variation=variation, valid_from=since)
        for key in keys.split()
    ]


MONEDAS: Final = Catalogue(
    "c_Moneda",
    *_all(_TWO, 2),
    *_all(_TWO_SINCE_2023, 2, date(2023, 5, 29)),
    *_all(_NONE, 0),
    *_all(_THREE, 3),
    *_all("CLF", 4),
    *_all("XTS XXX", 0, variation=0),
)


def decimals(key: str) -> int:
    """Decimals of a currency's money; 2 for one that SAT does not know."""
    currency = MONEDAS.get(key)
    return 2 if currency is None else currency.decimals
