"""Two tenants, Ana and Bea, each with a caller."""

from typing import Any

import pytest

from parties import api_keys
from tests.factories import Api, new_api


@pytest.fixture(autouse=True)
def plain_http(settings: Any) -> None:
    """The test client speaks http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def no_keys_remembered() -> None:
    """Keys of earlier tests are gone with their rows."""
    api_keys.forget_all()


@pytest.fixture
def ana(db: None) -> Api:
    """A caller who may read and write."""
    return new_api("Ana SA")


@pytest.fixture
def bea(db: None) -> Api:
    """A caller of another tenant."""
    return new_api("Bea SL")
