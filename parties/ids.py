"""Identifiers of every row: UUID version 7, so that rows written together lie together in an
index.
"""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new time-ordered UUID (RFC 9562, version 7)."""
    return uuid7()
