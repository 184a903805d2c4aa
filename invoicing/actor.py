"""Who does something, and in which flow: goes with every event and every log line."""

from dataclasses import dataclass, field
from uuid import uuid4

READ, WRITE, RECONCILE = "read", "write", "reconcile"
SCOPES = (READ, WRITE, RECONCILE)


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is a key's prefix, a staff user's name, or `system`."""

    name: str
    scopes: frozenset[str] = frozenset()
    flow_id: str = field(default_factory=lambda: str(uuid4()))

    def may(self, scope: str) -> bool:
        """Whether the actor holds a scope."""
        return scope in self.scopes


def system(flow_id: str) -> Actor:
    """The service itself, acting in the flow that began the work."""
    return Actor("system", frozenset(SCOPES), flow_id)
