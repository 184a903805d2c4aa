"""Who calls: the tenant and the actor that authentication found."""

from dataclasses import dataclass

from invoicing.actor import Actor
from parties.models import Tenant


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a valid key, in the flow of the request under way."""

    tenant: Tenant
    actor: Actor

    @property
    def is_authenticated(self) -> bool:
        """Always true: nobody becomes a caller without a valid key."""
        return True
