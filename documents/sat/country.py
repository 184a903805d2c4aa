"""c_Pais: countries in three letters (ISO 3166-1 alpha-3), and the form of their tax numbers."""

import re
from dataclasses import dataclass
from typing import Final

from documents.sat.catalogue import Catalogue, Entry

MEXICO: Final = "MEX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pais(Entry):
    """A country. `tax_id` is the form of its taxpayers' numbers, None where SAT knows none."""

    tax_id: str | None = None

    def fits(self, number: str) -> bool:
        """Whether a number may be one of the country's taxpayers'."""
        return self.tax_id is None or re.fullmatch(self.tax_id, number, re.ASCII) is not None


_NUMBER_FREE: Final = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CCK CHE CHL CHN CIV CMR COD COG COK COL COM
CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA
FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI
HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN
LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MHL MKD MLI MLT MMR MNE MNG MNP MOZ
MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL
PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR
SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR
TUV TWN TZA UGA UKR UMI URY UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE ZZZ
"""
_RFC: Final = "[A-Z&Ñ]{3,4}[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]"

PAISES: Final = Catalogue(
    "c_Pais",
    *(Pais(key=key) for key in _NUMBER_FREE.split()),
    Pais(key="CAN", tax_id="[0-9]{9}"),
    Pais(key="USA", tax_id="[0-9]{9}"),
    Pais(key=MEXICO, tax_id=_RFC),
)
