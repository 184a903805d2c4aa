"""The backend's connection, as Django looks for it in `ENGINE`."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that asks the server whether it is there only when there is reason to."""

    def is_usable(self) -> bool:
        """Whether the connection can be used.

        A server that went away has closed the socket, and a closed socket has something to read;
        so no question needs to be asked where nothing has come and nothing has gone wrong.
        """
        if self.connection is not None and not self.errors_occurred and self._is_silent():
            return True
        return bool(super().is_usable())

    def _is_silent(self) -> bool:
        if self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
