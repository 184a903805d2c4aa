"""The keys and certificates the sandbox makes itself, in the form of SAT's: a PAC's for stamps,
issuers' CSD for seals. Nobody else trusts them."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

PAC_RFC = "SPR190613I52"
PAC_NAME = "PAC DE PRUEBAS"
PAC_NUMBER = "30001000000500009901"
CSD_PREFIX = "3000100000051"
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
VALID_TO = datetime(2040, 1, 1, tzinfo=UTC)
AUTHORITY = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "AC DE PRUEBAS DEL SANDBOX")])


@dataclass(frozen=True, slots=True)
class Keys:
    """The PAC's key, the key all CSD are of, and the PAC's certificate in Base64."""

    pac: rsa.RSAPrivateKey
    csd: rsa.RSAPrivateKey
    pac_certificate: str

    def as_json(self) -> dict[str, str]:
        """How the journal keeps them."""
        return {"pac": _pem(self.pac), "csd": _pem(self.csd), "certificate": self.pac_certificate}

    def csd_of(self, rfc: str, name: str, number: int) -> str:
        """A CSD for an issuer, in Base64; `number` has up to seven digits."""
        return _certificate(self, self.csd, rfc, name, f"{CSD_PREFIX}{number:07}")


def make_keys() -> Keys:
    """New keys, with the certificate of the PAC."""
    pac, csd = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    bare = Keys(pac, csd, "")
    return Keys(pac, csd, _certificate(bare, pac, PAC_RFC, PAC_NAME, PAC_NUMBER))


def read_keys(kept: dict[str, str]) -> Keys:
    """The keys from `Keys.as_json`."""
    return Keys(_key(kept["pac"]), _key(kept["csd"]), kept["certificate"])


def seal(chain: str, key: rsa.RSAPrivateKey) -> str:
    """RSA with SHA-256 over the chain, in Base64 (Anexo 20)."""
    return b64encode(key.sign(chain.encode(), padding.PKCS1v15(), SHA256())).decode()


def number_of(certificate: bytes) -> str:
    """The 20 digits a certificate's serial number spells in ASCII."""
    serial = x509.load_der_x509_certificate(certificate).serial_number
    return serial.to_bytes(20, "big").decode("ascii")


def _certificate(keys: Keys, key: rsa.RSAPrivateKey, rfc: str, name: str, number: str) -> str:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
            x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, f"{rfc} / "),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Sandbox"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(AUTHORITY)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(number.encode("ascii"), "big"))
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(_usage(), critical=True)
    )
    return b64encode(builder.sign(keys.pac, SHA256()).public_bytes(Encoding.DER)).decode()


def _usage() -> x509.KeyUsage:
    """What tells a CSD from an e.firma: it signs and does nothing else."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _key(pem: str) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("the kept key is not RSA")
    return key
