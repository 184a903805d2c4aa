"""Is the process alive (`/healthz`), can it do its work (`/readyz`)."""

from collections.abc import Callable
from typing import Any

import redis
import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = structlog.get_logger(__name__)

Part = dict[str, Any]


class NotReady(Exception):
    """A part answers, but not as it must; the text is safe to show."""


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while the process serves requests; touches nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when every part is ready, else 503; each part's state in the body.

    {"status", "parts": {"database", "migrations", "redis", "work"}}; a part has `status` and, if it
    failed, `reason`; `work` has `oldest_due_seconds`, the age of the oldest due work or null.
    """
    parts = {name: _state(name, probe) for name, probe in PARTS.items()}
    ready = all(part["status"] == "ok" for part in parts.values())
    body = {"status": "ok" if ready else "failed", "parts": parts}
    return JsonResponse(body, status=200 if ready else 503)


def _state(name: str, probe: Callable[[], Part]) -> Part:
    try:
        return {"status": "ok", **probe()}
    except NotReady as problem:
        reason = str(problem)
    except Exception as error:
        # The error's own text may name hosts and users; the public answer does not.
        logger.warning("not_ready", part=name, error=str(error))
        reason = type(error).__name__
    return {"status": "failed", "reason": reason}


def database() -> Part:
    """The database answers a query."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def migrations() -> Part:
    """Every migration of the code that runs here is applied."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        raise NotReady(f"{missing} migrations are not applied")
    return {}


def redis_answers() -> Part:
    """Redis answers PING within a second."""
    with redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=1,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 0),
    ) as client:
        client.ping()
    return {}


def work() -> Part:
    """How long the oldest due work has been waiting; a backlog does not make us unready."""
    from invoicing.work import oldest_due_age

    return {"oldest_due_seconds": oldest_due_age()}


PARTS: dict[str, Callable[[], Part]] = {
    "database": database,
    "migrations": migrations,
    "redis": redis_answers,
    "work": work,
}
