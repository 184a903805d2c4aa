"""One GraphQL request on its way through the resolvers."""

from dataclasses import dataclass, field
from datetime import datetime

from providers.co_yabico.sandbox.state import State
from providers.co_yabico.sandbox.units import Unit
from providers.sandbox.scenarios import BEFORE, OK, Name, Scenario


@dataclass(slots=True)
class Call:
    """Who asks, in which dialect, when; and the scenario that befalls the answer."""

    state: State
    organization: str
    dialect: str
    now: datetime
    scenario: Scenario = field(default=OK)

    @property
    def units(self) -> list[Unit]:
        """The units of the organization that asks."""
        return self.state.units(self.organization)

    def unit(self, uid: str) -> Unit | None:
        """A unit of the organization that asks."""
        return self.state.unit(uid, self.organization)

    def begin(self, operation: str, unit: str = "", fallback: Scenario = OK) -> Scenario:
        """Choose the scenario of an operation: an armed one, else `fallback`. An operation without
        a unit is one of all units of the organization. The first scenario of a request stays."""
        if self.scenario.name == Name.OK:
            uids = [unit] if unit else [u.uid for u in self.units]
            self.scenario = self.state.armory.take(uids, operation) or fallback
        return self.scenario

    @property
    def stopped(self) -> bool:
        """Whether the operation must not happen, because the request fails before it."""
        return self.scenario.name in BEFORE and self.scenario.name != Name.REJECT_NOW
