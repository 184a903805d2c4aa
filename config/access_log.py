"""gunicorn's own log lines and its access log, in the same JSON as everything else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from gunicorn.glogging import Logger

logger = structlog.get_logger("access")


class JsonLogger(Logger):  # type: ignore[misc]
    """For gunicorn's `logger_class`. The access line has the path without its query string."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers alone: the root logger has the one there is."""
        super().setup(cfg)
        for inner in (self.error_log, self.access_log):
            inner.handlers.clear()
            inner.propagate = True

    def access(
        self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta
    ) -> None:
        """One line per answer: method, path, status, ms, bytes, flow id."""
        logger.info(
            "request",
            method=environ.get("REQUEST_METHOD", ""),
            path=environ.get("PATH_INFO", ""),
            status=int(str(resp.status).split(None, 1)[0]),
            ms=round(request_time.total_seconds() * 1000, 1),
            bytes=getattr(resp, "sent", None),
            flow_id=next((v for k, v in resp.headers if k.lower() == "x-flow-id"), ""),
        )
