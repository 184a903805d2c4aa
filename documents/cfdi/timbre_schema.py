"""The stamp as its schema has it (TimbreFiscalDigitalv11.xsd)."""

from typing import Final

from documents.cfdi import model
from documents.cfdi import sat_types as t
from documents.cfdi.structure import Attribute, Element

NAMESPACE: Final = "http://www.sat.gob.mx/TimbreFiscalDigital"
LOCATION: Final = (
    "http://www.sat.gob.mx/sitio_internet/cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd"
)

TIMBRE: Final = Element(
    f"{{{NAMESPACE}}}TimbreFiscalDigital",
    model.TimbreFiscalDigital,
    (
        Attribute("UUID", "uuid", t.UUID),
        Attribute("FechaTimbrado", "fecha_timbrado", t.INSTANT),
        Attribute("RfcProvCertif", "rfc_prov_certif", t.RFC_MORAL),
        Attribute("Leyenda", "leyenda", t.LEGEND, required=False),
        Attribute("SelloCFD", "sello_cfd", t.SEAL),
        Attribute("NoCertificadoSAT", "no_certificado_sat", t.CERTIFICATE_NUMBER),
        Attribute("SelloSAT", "sello_sat", t.SEAL, in_chain=False),
    ),
    fixed={"Version": "1.1"},
)
