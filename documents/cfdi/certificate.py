"""Certificates of SAT: what they say about their holder."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

_NUMBER_DIGITS: Final = 20


class BadCertificate(ValueError):
    """Bytes that are no certificate of SAT with an RSA key."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate. `number` has 20 digits; `rfc` is the holder's; the validity is in UTC, both
    ends included. `is_csd` tells a seal certificate (CSD) from a person's signature (e.firma)."""

    number: str
    rfc: str
    name: str
    valid_from: datetime
    valid_to: datetime
    is_csd: bool
    der: bytes = field(repr=False)
    public_key: RSAPublicKey = field(repr=False, compare=False)

    @property
    def base64(self) -> str:
        """The certificate as the attribute Certificado holds it."""
        return b64encode(self.der).decode("ascii")

    def valid_at(self, instant: datetime) -> bool:
        """Whether it holds at an instant, which must have a zone."""
        return self.valid_from <= instant <= self.valid_to


def load(der: bytes) -> Certificate:
    """The certificate in a `.cer` file of SAT. Raises BadCertificate."""
    try:
        return _read(x509.load_der_x509_certificate(der), der)
    except (ValueError, OverflowError) as error:
        raise BadCertificate(f"not a certificate of SAT: {error}") from error


def _read(found: x509.Certificate, der: bytes) -> Certificate:
    public_key = found.public_key()
    if not isinstance(public_key, RSAPublicKey):
        raise BadCertificate("its key is not RSA")
    return Certificate(
        number=_number(found),
        rfc=_subject(found, NameOID.X500_UNIQUE_IDENTIFIER).partition("/")[0].strip(),
        name=_subject(found, NameOID.COMMON_NAME),
        valid_from=found.not_valid_before_utc,
        valid_to=found.not_valid_after_utc,
        is_csd=_is_csd(found),
        der=der,
        public_key=public_key,
    )


def _number(found: x509.Certificate) -> str:
    number = found.serial_number.to_bytes(_NUMBER_DIGITS, "big").decode("ascii")
    if not number.isdigit():
        raise BadCertificate("its serial number does not spell 20 digits")
    return number


def load_base64(text: str) -> Certificate:
    """The certificate in an attribute Certificado. Raises BadCertificate."""
    try:
        der = b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise BadCertificate(f"not Base64: {error}") from error
    return load(der)


def _subject(found: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = found.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""


def _is_csd(found: x509.Certificate) -> bool:
    """A seal certificate names a branch (OU), and its key does not encrypt or agree on keys."""
    try:
        usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    signs = usage.digital_signature and usage.content_commitment
    more = usage.data_encipherment or usage.key_agreement
    return bool(signs and not more and _subject(found, NameOID.ORGANIZATIONAL_UNIT_NAME))
