"""One request on its way through the operations."""

from dataclasses import dataclass, field
from datetime import datetime

from providers.mx_facturagreen.sandbox.body import Json
from providers.mx_facturagreen.sandbox.magic import ONCE, scenario_of
from providers.mx_facturagreen.sandbox.notices import Poster
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.transport import STOPS
from providers.mx_facturagreen.sandbox.units import Unit
from providers.sandbox.scenarios import OK, Scenario
from providers.sandbox.wire import Request


@dataclass(slots=True)
class Call:
    """Who asks, what, when; and the scenario that befalls the answer."""

    state: State
    poster: Poster
    unit: Unit
    request: Request
    body: Json
    now: datetime
    scenario: Scenario = field(default=OK)
    armed: bool = False

    @property
    def stopped(self) -> bool:
        """Whether the operation must not happen, because the request fails before it."""
        return self.scenario.name in STOPS

    def befall(self, rfc: str, number: str) -> Scenario:
        """The scenario of a document for a receiver: an armed one, else the receiver's own. Those
        of `ONCE` befall a document, known by its `number`, at its first try only."""
        if not self.armed:
            own = scenario_of(rfc)
            first = own.name not in ONCE or self.state.first_try(self.unit.uid, number)
            self.scenario = own if first else OK
        return self.scenario
