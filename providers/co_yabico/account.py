"""The account at the provider (`providers.account`): whose it is, ranges, plan, exchanges."""

from collections.abc import Mapping
from typing import Any

from providers.account import AccountView, Invoicer, Plan, RemoteRange
from providers.base import Account, Recorder
from providers.co_yabico import reading_account
from providers.co_yabico.account_operations import EXTRA_UNIT
from providers.co_yabico.connection import Connection, Connections
from providers.co_yabico.reading import without_check_digit


class AccountVerbs(Connections):
    """`providers.account.AccountReader`. Verbs only read; each may raise ProviderError."""

    def account_view(self, account: Account, recorder: Recorder) -> AccountView:
        """Organization, units, numbering ranges and plan."""
        connection = self.connect(account, recorder)
        client = connection.client
        units = client.organization_units(_unit_fields(connection))
        return AccountView(
            organization=reading_account.organization(client.organization()),
            units=tuple(reading_account.unit(given) for given in units),
            ranges=reading_account.ranges(client.billing_resolutions()),
            plan=reading_account.plan(client.plan_summary()),
        )

    def plan(self, account: Account, recorder: Recorder) -> Plan | None:
        """How many documents the plan has left, and until when."""
        return reading_account.plan(self.connect(account, recorder).client.plan_summary())

    def unit(self, account: Account, recorder: Recorder, unit_id: str) -> Mapping[str, Any] | None:
        """One organizational unit, as in the view; None if the account has none of that id."""
        connection = self.connect(account, recorder)
        found = connection.client.organization_unit(unit_id, _unit_fields(connection))
        return found and reading_account.unit(found)

    def resolution(
        self, account: Account, recorder: Recorder, resolution_id: str
    ) -> tuple[RemoteRange, ...]:
        """The ranges of one numbering authorisation; none if the account has none of that id."""
        found = self.connect(account, recorder).client.billing_resolution(resolution_id)
        return reading_account.ranges([found] if found else [])

    def invoicer(self, account: Account, recorder: Recorder, tax_id: str) -> Invoicer | None:
        """DIAN's entry of that tax id, or None for one who does not invoice electronically."""
        identifier = without_check_digit(tax_id)
        found = self.connect(account, recorder).client.electronic_invoicer(identifier)
        return reading_account.invoicer(found, identifier) if found else None

    def transactions(
        self, account: Account, recorder: Recorder, operation_id: str
    ) -> tuple[Mapping[str, Any], ...]:
        """What the provider exchanged with DIAN about a document, oldest first."""
        found = self.connect(account, recorder).client.transactions(operation_id)
        return tuple(sorted(map(reading_account.transaction, found), key=_when))

    def transaction(
        self, account: Account, recorder: Recorder, transaction_id: str
    ) -> Mapping[str, Any] | None:
        """One exchange with DIAN, as in the list; None if there is none of that id."""
        found = self.connect(account, recorder).client.transaction(transaction_id)
        return found and reading_account.transaction(found)


def _unit_fields(connection: Connection) -> str:
    return connection.extra("OrganizationUnit", EXTRA_UNIT)


def _when(transaction: Mapping[str, Any]) -> str:
    return str(transaction["requested_at"] or "")
