"""A half-set production configuration is found, named and refused."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config.checks import production_settings, refuse_half_set
from config.settings import BASE_DIR, DEVELOPMENT_FIELD_KEY, INSECURE_SECRET_KEY

COMPLETE = {
    "DEBUG": False,
    "HTTPS": True,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["invoicing.example.com"],
    "FIELD_ENCRYPTION_KEYS": [Fernet.generate_key().decode()],
    "PROVIDER_URLS": {"co_yabico": "https://provider.example.com/"},
    "DATABASE_URL": "postgresql://u@db/x",
    "REDIS_URL": "rediss://redis/0",
    "PUBLIC_BASE_URL": "https://invoicing.example.com",
    "SECRET_REFERENCE_PREFIXES": ["arn:aws:secretsmanager:r:1:secret:invoicing/{tenant}/"],
}

WRONG = [
    ("SECRET_KEY", INSECURE_SECRET_KEY, "E001"),
    ("SECRET_KEY", "django-insecure-" + "x" * 50, "E001"),
    ("SECRET_KEY", "k" * 49, "E001"),
    ("ALLOWED_HOSTS", [], "E002"),
    ("FIELD_ENCRYPTION_KEYS", [], "E003"),
    ("FIELD_ENCRYPTION_KEYS", ["not a key"], "E003"),
    ("FIELD_ENCRYPTION_KEYS", [DEVELOPMENT_FIELD_KEY], "E003"),
    ("FIELD_ENCRYPTION_KEYS", [Fernet.generate_key().decode(), "short"], "E003"),
    ("PROVIDER_URLS", {"co_yabico": ""}, "E004"),
    ("PROVIDER_URLS", {"co_yabico": "http://provider.example.com/"}, "E004"),
    ("PROVIDER_URLS", {"co_yabico": "http://127.0.0.1:8010/"}, "E004"),
    ("PROVIDER_URLS", {"co_yabico": "https://"}, "E004"),
    ("DATABASE_URL", "", "E005"),
    ("DATABASE_URL", "sqlite:///x", "E005"),
    ("REDIS_URL", "", "E006"),
    ("PUBLIC_BASE_URL", "http://127.0.0.1:8000", "E007"),
    ("SECRET_REFERENCE_PREFIXES", [], "E008"),
    ("SECRET_REFERENCE_PREFIXES", ["arn:aws:secretsmanager:"], "E008"),
    ("SECRET_REFERENCE_PREFIXES", ["file:/secrets/{tenant}/", "env:"], "E008"),
]


@pytest.fixture
def complete(settings):
    for name, value in COMPLETE.items():
        setattr(settings, name, value)
    return settings


def test_a_complete_configuration_has_no_finding(complete):
    assert production_settings() == []
    refuse_half_set()


@pytest.mark.parametrize(("name", "value", "number"), WRONG)
def test_each_wrong_setting_is_one_error_naming_it_and_its_fix(complete, name, value, number):
    setattr(complete, name, value)
    (found,) = production_settings()
    assert found.id == f"invoicing.{number}"
    assert found.is_serious()
    wanted = "CO_YABICO_URL" if name == "PROVIDER_URLS" else name
    assert wanted in found.msg
    assert f"Set {wanted} to" in found.hint


@pytest.mark.parametrize(("name", "value", "number"), WRONG)
def test_a_process_refuses_to_start_with_it(complete, name, value, number):
    setattr(complete, name, value)
    with pytest.raises(ImproperlyConfigured, match=f"invoicing.{number}"):
        refuse_half_set()


@pytest.mark.parametrize(("name", "value", "_number"), WRONG)
def test_development_needs_none_of_them(complete, name, value, _number):
    complete.DEBUG = True
    setattr(complete, name, value)
    assert production_settings() == []


def test_http_to_this_machine_is_fine_where_https_is_off(complete):
    complete.HTTPS = False
    complete.PROVIDER_URLS = {"co_yabico": "http://127.0.0.1:8010/"}
    complete.PUBLIC_BASE_URL = "http://localhost:8000"
    assert production_settings() == []
    complete.PROVIDER_URLS = {"co_yabico": "http://provider.example.com/"}
    assert [found.id for found in production_settings()] == ["invoicing.E004"]


def test_a_bare_environment_is_refused_with_every_fix_and_no_traceback():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "ENV_FILE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert all(f"invoicing.E00{n}" in done.stderr for n in range(1, 8))
    assert "Traceback" not in done.stderr


def test_the_web_process_does_not_come_up_half_set():
    done = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "ENV_FILE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr
    assert "invoicing.E001" in done.stderr
