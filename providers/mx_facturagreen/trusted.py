"""SAT's certificates that stamps are verified with: from a folder or a file of the operator's.

`.cer` and `.der` files hold one certificate, `.pem` and `.crt` one or more.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from documents.cfdi.certificate import Certificate, load
from providers.base import ErrorKind, ProviderError

PEM: Final = b"-----BEGIN CERTIFICATE-----"
ENDINGS: Final = frozenset({".cer", ".der", ".pem", ".crt"})


def certificates(place: str) -> Mapping[str, Certificate]:
    """The certificates at a path by number; none for "". Raises ProviderError CONFIG
    `sat_certificates_unreadable` for a path or certificate that cannot be read."""
    if not place:
        return MappingProxyType({})
    try:
        return _read(place, _changed(Path(place)))
    except (OSError, ValueError) as error:
        message = f"SAT's certificates cannot be read: {error}"
        raise ProviderError(ErrorKind.CONFIG, "sat_certificates_unreadable", message) from error


def _changed(path: Path) -> tuple[tuple[str, int], ...]:
    """Names and times of the files, so that a new certificate is read without a restart."""
    return tuple((str(file), file.stat().st_mtime_ns) for file in _files(path))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)


@lru_cache(maxsize=8)
def _read(place: str, _changed: tuple[tuple[str, int], ...]) -> Mapping[str, Certificate]:
    found = _certificates(file.read_bytes() for file in _files(Path(place)))
    return MappingProxyType({certificate.number: certificate for certificate in found})


def _certificates(contents: Iterable[bytes]) -> Iterator[Certificate]:
    for content in contents:
        if PEM in content:
            for found in x509.load_pem_x509_certificates(content):
                yield load(found.public_bytes(Encoding.DER))
        else:
            yield load(content)
