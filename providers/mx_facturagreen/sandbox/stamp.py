"""Sealing as the issuer, stamping as the PAC (Anexo 20; TFD 1.1)."""

import uuid
from base64 import b64decode
from datetime import datetime

from lxml import etree

from documents.cfdi.cadena import chain_of
from providers.mx_facturagreen.sandbox.cancellation import CENTRAL
from providers.mx_facturagreen.sandbox.keys import PAC_NUMBER, PAC_RFC, Keys, number_of, seal
from providers.mx_facturagreen.sandbox.nodes import CFDI, SITE, STAMP, XSI, Node
from providers.mx_facturagreen.sandbox.units import Unit

LOCATION = f"{STAMP} {SITE}/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd"


def sealed(root: Node, unit: Unit, keys: Keys) -> str:
    """Put the issuer's certificate and seal into the document; returns the seal."""
    root.set("NoCertificado", number_of(b64decode(unit.certificate)))
    root.set("Certificado", unit.certificate)
    made = seal(chain_of(root), keys.csd)
    root.set("Sello", made)
    return made


def stamped(root: Node, sealed_with: str, keys: Keys, now: datetime, *, forged: bool) -> str:
    """Put the stamp into the document; returns its UUID. `forged`: SelloSAT is of another UUID."""
    folio_tax = str(uuid.uuid4()).upper()
    at = now.astimezone(CENTRAL).replace(tzinfo=None, microsecond=0).isoformat()
    signed_id = str(uuid.uuid4()).upper() if forged else folio_tax
    chain = f"||1.1|{signed_id}|{at}|{PAC_RFC}|{sealed_with}|{PAC_NUMBER}||"
    node = etree.SubElement(_complement(root), f"{{{STAMP}}}TimbreFiscalDigital", nsmap=_SPACES)
    node.set(f"{{{XSI}}}schemaLocation", LOCATION)
    node.set("Version", "1.1")
    node.set("UUID", folio_tax)
    node.set("FechaTimbrado", at)
    node.set("RfcProvCertif", PAC_RFC)
    node.set("SelloCFD", sealed_with)
    node.set("NoCertificadoSAT", PAC_NUMBER)
    node.set("SelloSAT", seal(chain, keys.pac))
    return folio_tax


_SPACES = {"tfd": STAMP, "xsi": XSI}


def _complement(root: Node) -> Node:
    found = root.find(f"{{{CFDI}}}Complemento")
    return found if found is not None else etree.SubElement(root, f"{{{CFDI}}}Complemento")


def as_text(root: Node) -> str:
    """The XML with its declaration."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True).decode()
