"""Secrets at rest: encrypted with the first of FIELD_ENCRYPTION_KEYS, readable with any of them."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotDecrypt(Exception):
    """None of the keys opens this; the one it was encrypted with is missing from the settings."""


def encrypt(text: str) -> str:
    """The text encrypted and authenticated (Fernet), as ASCII."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str) -> str:
    """The text again; raises CannotDecrypt."""
    try:
        return _box().decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise CannotDecrypt("FIELD_ENCRYPTION_KEYS lacks the key of a stored secret.") from error


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
