"""Celery: the nudge, not the queue. Losing every message costs seconds, never a document.

Messages carry ids only. `sweep` finds in the database whatever a lost message was about.
"""

import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import (
    beat_init,
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
)
from django.conf import settings

from config.flow import current_flow_id
from invoicing.announce import COMMITTED

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SECOND_EXPIRES = 2
TASK_SECONDS = 300

app = Celery("invoicing")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    imports=["invoicing.tasks", "webhooks.tasks"],
    timezone="UTC",
    # JSON only, no results: the database has them.
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    # A task is done when it returns, not when it is fetched; a killed worker's comes again.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_concurrency=settings.CELERY_WORKER_CONCURRENCY,
    worker_max_tasks_per_child=10_000,
    task_soft_time_limit=TASK_SECONDS,
    task_time_limit=TASK_SECONDS + 30,
    task_default_queue="work",
    # Sweeps take milliseconds and tell what is due; they wait behind nothing that takes longer.
    task_routes={
        "invoicing.tasks.sweep": {"queue": "sweeps"},
        "invoicing.tasks.sweep_follow_ups": {"queue": "sweeps"},
        "invoicing.tasks.match_notices": {"queue": "sweeps"},
        "invoicing.tasks.sequence_events": {"queue": "sweeps"},
        COMMITTED: {"queue": "sweeps"},
        "webhooks.tasks.deliver": {"queue": "webhooks"},
    },
    # Redis may be restarted at any time; connecting is tried for ever.
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_transport_options={
        "visibility_timeout": 2 * TASK_SECONDS,
        "health_check_interval": 10,
        "socket_connect_timeout": 1,
        "socket_timeout": 3,
        # A request that cannot nudge goes on at once: the sweep finds its work.
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    },
    beat_schedule_filename=str(settings.LOCAL_DIR / "beat-schedule"),
    beat_max_loop_interval=5,
    beat_schedule={
        "sweep": {
            "task": "invoicing.tasks.sweep",
            "schedule": 1.0,
            "options": {"expires": SECOND_EXPIRES},
        },
        "sweep_follow_ups": {
            "task": "invoicing.tasks.sweep_follow_ups",
            "schedule": 2.0,
            "options": {"expires": SECOND_EXPIRES},
        },
        "match_notices": {
            "task": "invoicing.tasks.match_notices",
            "schedule": 1.0,
            "options": {"expires": SECOND_EXPIRES},
        },
        "sequence_events": {
            "task": "invoicing.tasks.sequence_events",
            "schedule": 1.0,
            "options": {"expires": SECOND_EXPIRES},
        },
        "deliver_webhooks": {
            "task": COMMITTED,
            "schedule": 1.0,
            "options": {"expires": SECOND_EXPIRES},
        },
        "watch_accounts": {
            "task": "invoicing.tasks.watch_accounts",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "forget_deliveries": {
            "task": "webhooks.tasks.forget",
            "schedule": 600.0,
            "options": {"expires": 600},
        },
        "housekeeping": {
            "task": "invoicing.tasks.housekeeping",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
    },
)


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Being connected is enough: Celery then leaves logging as config.logging made it."""


@worker_init.connect
@beat_init.connect
def refuse_half_set(**_: Any) -> None:
    """A worker or beat with a half-set production configuration does not start."""
    from config import checks

    checks.refuse_half_set()


@before_task_publish.connect
def send_flow_id(headers: dict[str, Any], **_: Any) -> None:
    """Give the flow id of what is under way to the task, unless its sender named one."""
    headers.setdefault("flow_id", current_flow_id())


@task_prerun.connect
def bind_flow_id(task: Any, task_id: str, **_: Any) -> None:
    """Every log line of the task has its flow id, its name and its id."""
    flow_id = task.request.get("flow_id") or task_id
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(flow_id=flow_id, task=task.name, task_id=task_id)


@task_postrun.connect
def unbind_flow_id(**_: Any) -> None:
    """What follows in this process is another flow."""
    structlog.contextvars.clear_contextvars()
