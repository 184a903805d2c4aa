"""Asks a live endpoint whether it fits our operations, and who the credential belongs to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.values import Severity
from providers.base import ProviderError, Recorder
from providers.co_yabico.account_operations import EXTRA_UNIT
from providers.co_yabico.client import YabicoClient
from providers.co_yabico.compare import differences
from providers.co_yabico.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check. ERROR: invoices cannot be issued. None: plain information."""

    severity: Severity | None
    text: str


def check(url: str, token: str, recorder: Recorder) -> Iterator[Finding]:
    """Findings about schema and account. ProviderError when the schema itself cannot be read."""
    client = YabicoClient(url, token, recorder)
    dialect = client.schema()
    for severity, text in differences(dialect):
        yield Finding(severity, text)
    yield from _account(client, dialect)


def _account(client: YabicoClient, dialect: Dialect) -> Iterator[Finding]:
    try:
        yield _facts("organization", client.organization())
        for unit in client.organization_units(dialect.present("OrganizationUnit", EXTRA_UNIT)):
            yield _facts("unit", unit)
        for resolution in client.billing_resolutions():
            for numbers in resolution.get("billingRanges") or ():
                yield _facts("range", numbers)
        yield _facts("plan", client.plan_summary())
    except ProviderError as error:
        yield Finding(Severity.WARNING, f"account: {error.code}: {error.message}")


def _facts(name: str, values: Mapping[str, Any]) -> Finding:
    told = ", ".join(f"{key}={value}" for key, value in sorted(values.items()) if value is not None)
    return Finding(None, f"{name}: {told or 'nothing'}")
