"""A member of staff as the actor of a use case."""

from uuid import uuid4

import structlog

from invoicing.actor import READ, RECONCILE, WRITE, Actor
from parties.console import Staff

ACT = "documents.change_document"
SETTLE = "documents.reconcile_document"


def actor_of(user: Staff) -> Actor:
    """`staff:<username>`, with the scopes that the user's Django permissions give: ACT is write,
    SETTLE is reconcile. A superuser has them all."""
    scopes = {READ}
    if user.has_perm(ACT):
        scopes.add(WRITE)
    if user.has_perm(SETTLE):
        scopes.add(RECONCILE)
    flow_id = structlog.contextvars.get_contextvars().get("flow_id") or str(uuid4())
    return Actor(f"staff:{user.get_username()}", frozenset(scopes), str(flow_id))
