"""The command that compares a live schema with what our operations need."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from providers.co_yabico import operations

TOKEN = "sandbox-yabico-token"
PATHS = ["/co/einvoices/v2/", "/co/einvoices/v1/"]


def run(url: str) -> str:
    out = StringIO()
    call_command("check_provider", "co_yabico", url=url, token_ref="env:CHECK_TOKEN", stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def token(monkeypatch):
    from providers import secrets

    monkeypatch.setenv("CHECK_TOKEN", TOKEN)
    yield
    secrets.forget("env:CHECK_TOKEN")


@pytest.mark.parametrize("path", PATHS)
def test_both_dialects_fit_and_the_account_is_shown(sandbox, path):
    printed = run(sandbox.url + path)
    assert "error" not in printed
    assert "11111111-2222-4333-8444-555555555555" in printed
    assert "SETP" in printed
    assert TOKEN not in printed


def test_what_differs_between_the_dialects_is_said(sandbox):
    live, printed = (run(sandbox.url + path) for path in PATHS)
    assert "InvoiceGeneralInformationInput.issueDateTime: missing" in live
    assert "Invoice: has none of assessmentState, dianState" in printed


def test_something_missing_is_exit_status_one(sandbox, monkeypatch):
    create = operations.NEEDED["createInvoice"]
    needed = {"makeInvoice": create.replace("createInvoice(", "makeInvoice(")}
    monkeypatch.setattr("providers.co_yabico.compare.NEEDED", needed)
    with pytest.raises(SystemExit) as caught:
        run(sandbox.url + PATHS[0])
    assert caught.value.code == 1


def test_a_refused_credential_is_a_clear_error(sandbox, monkeypatch):
    monkeypatch.setenv("CHECK_TOKEN", "wrong")
    with pytest.raises(CommandError, match="credential_refused"):
        run(sandbox.url + PATHS[0])


def test_a_missing_credential_is_a_clear_error(sandbox, monkeypatch):
    monkeypatch.delenv("CHECK_TOKEN")
    with pytest.raises(CommandError, match="env:CHECK_TOKEN"):
        run(sandbox.url + PATHS[0])


def test_somebody_must_be_named():
    with pytest.raises(CommandError, match="--profile"):
        call_command("check_provider", "co_yabico")
