"""Seals: RSA PKCS#1 v1.5 over SHA-256 of a cadena original, as Base64."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from documents.cfdi.cadena import cadena_original, cadena_timbre, chain_of
from documents.cfdi.certificate import BadCertificate, Certificate, load_base64
from documents.cfdi.faults import NotSealed
from documents.cfdi.model import Comprobante, TimbreFiscalDigital
from documents.cfdi.read import parse, read_node

# The document's own hour depends on its postal code; two hours do not matter to years of validity.
_ZONE: Final = ZoneInfo("America/Mexico_City")


def load_key(der: bytes, password: str | None = None) -> RSAPrivateKey:
    """The key in a `.key` file of SAT (PKCS#8 in DER). ValueError for a wrong password or another
    kind of key."""
    try:
        key = load_der_private_key(der, password.encode() if password is not None else None)
    except TypeError as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key is not RSA")
    return key


def sign(chain: str, key: RSAPrivateKey) -> str:
    """The seal of a chain, in Base64."""
    return b64encode(key.sign(chain.encode(), PKCS1v15(), SHA256())).decode("ascii")


def check(chain: str, seal: str, certificate: Certificate) -> None:
    """Raises NotSealed unless `seal` is the certificate's holder's seal of the chain."""
    try:
        signature = b64decode("".join(seal.split()), validate=True)
        certificate.public_key.verify(signature, chain.encode(), PKCS1v15(), SHA256())
    except ValueError as error:
        raise NotSealed(f"the seal is not Base64: {error}") from error
    except InvalidSignature as error:
        message = f"the seal is not certificate {certificate.number}'s for this document"
        raise NotSealed(message) from error


def seal(comprobante: Comprobante, certificate: Certificate, key: RSAPrivateKey) -> Comprobante:
    """The document with the issuer's certificate and seal. Raises BadCertificate for a certificate
    that may not seal it, CfdiFault for a document that may not be written."""
    _check_may_seal(comprobante, certificate, key)
    certified = replace(
        comprobante,
        no_certificado=certificate.number,
        certificado=certificate.base64,
    )
    return replace(certified, sello=sign(cadena_original(certified), key))


def _check_may_seal(comprobante: Comprobante, certificate: Certificate, key: RSAPrivateKey) -> None:
    if key.public_key().public_numbers() != certificate.public_key.public_numbers():
        raise BadCertificate("the key is not the certificate's")
    if not certificate.is_csd:
        raise BadCertificate(f"certificate {certificate.number} is not a CSD")
    if certificate.rfc != comprobante.emisor.rfc:
        raise BadCertificate(f"the certificate is {certificate.rfc}'s, not the issuer's")
    if not certificate.valid_at(comprobante.fecha.replace(tzinfo=_ZONE)):
        raise BadCertificate(f"certificate {certificate.number} does not hold at the date")


def verify(xml: bytes, sat_certificates: Mapping[str, Certificate]) -> Comprobante:
    """The stamped document in `xml`, after both its seals were verified.

    `sat_certificates` are SAT's own, by number: the only ones trusted for the stamp. The issuer's
    is the one in the document, which the stamp vouches for. Raises CfdiFault for what cannot be
    read, NotSealed for a seal that does not hold.
    """
    root = parse(xml)
    comprobante = read_node(root)
    verify_seal(comprobante, chain_of(root))
    verify_stamp(comprobante, sat_certificates)
    return comprobante


def verify_seal(
    comprobante: Comprobante, chain: str, certificate: Certificate | None = None
) -> None:
    """Raises NotSealed unless Sello is the seal of `chain` by `certificate`, else by the one in
    the document; the certificate must have the document's number and the issuer's RFC."""
    try:
        holder = certificate or load_base64(comprobante.certificado)
    except BadCertificate as error:
        raise NotSealed(str(error)) from error
    if holder.number != comprobante.no_certificado:
        raise NotSealed(f"NoCertificado is not {holder.number}, the certificate's number")
    if holder.rfc != comprobante.emisor.rfc:
        raise NotSealed(f"the certificate is {holder.rfc}'s, not the issuer's")
    check(chain, comprobante.sello, holder)


def verify_stamp(
    comprobante: Comprobante, sat_certificates: Mapping[str, Certificate]
) -> TimbreFiscalDigital:
    """The document's stamp, after it was verified. Raises NotSealed for no stamp, one made for
    another seal, an unknown certificate of SAT, or a SelloSAT that does not hold."""
    timbre = comprobante.timbre
    if timbre is None:
        raise NotSealed("the document has no stamp")
    if timbre.sello_cfd != comprobante.sello:
        raise NotSealed("the stamp's SelloCFD is not the document's Sello")
    certificate = sat_certificates.get(timbre.no_certificado_sat)
    if certificate is None:
        raise NotSealed(f"SAT certificate {timbre.no_certificado_sat} is not among the trusted")
    check(cadena_timbre(timbre), timbre.sello_sat, certificate)
    return timbre
