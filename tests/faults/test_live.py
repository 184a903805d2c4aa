"""Worker and beat as they run in production, with Redis wiped and a worker killed in the middle."""

import os
import signal
import subprocess
from collections.abc import Iterator

import pytest
import redis

from documents.models import Document
from invoicing import issue
from invoicing.models import Event, Submission
from parties.models import Tenant
from tests.invoicing.conftest import new_draft, new_profile
from tests.waiting import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def celery(process_env, settings, co_unit, tmp_path) -> Iterator:
    """Starts `celery -A config.celery ...`; whatever still runs at the end is killed."""
    running: list[subprocess.Popen] = []
    env = {
        **process_env,
        "LOCAL_DIR": str(tmp_path),
        "CO_YABICO_URL": settings.PROVIDER_URLS["co_yabico"],
        "CO_TOKEN": co_unit["token"],
        "SCHEDULE_SCALE": "0.01",
        "WORK_LEASE_SECONDS": "2",
        "WEBHOOK_LEASE_SECONDS": "3",
        "WEBHOOK_TOTAL_TIMEOUT": "2",
        "CELERY_WORKER_CONCURRENCY": "2",
        "LOG_LEVEL": "WARNING",
    }

    def start(*arguments: str) -> subprocess.Popen:
        running.append(
            subprocess.Popen(
                ["celery", "-A", "config.celery", *arguments, "--loglevel", "WARNING"],
                env=env,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return running[-1]

    yield start
    for process in running:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kill a process and its children, as a lost machine would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def statuses() -> list[str]:
    return list(Document.objects.order_by("number").values_list("status", flat=True))


def test_redis_wiped_and_a_worker_killed_every_document_is_issued_once(
    celery, redis_url, sandbox, co_unit, actor
):
    tenant = Tenant.objects.create(name="Ana's")
    new_profile(tenant, external_ref=co_unit["uid"])
    celery("beat")
    worker = celery("worker", "--queues", "work,webhooks,sweeps")
    for _ in range(4):
        issue.create(tenant, new_draft(), "SUBMIT", actor)
    wait_until(lambda: "ISSUED" in statuses(), 60)
    for _ in range(4):
        issue.create(tenant, new_draft(), "SUBMIT", actor)
    wait_until(lambda: Submission.objects.filter(step="poll").exists(), 30)
    kill(worker)
    redis.Redis.from_url(redis_url).flushall()
    celery("worker", "--queues", "work,webhooks,sweeps")
    issue.create(tenant, new_draft(), "SUBMIT", actor)
    wait_until(lambda: statuses() == ["ISSUED"] * 9, 60)
    redis.Redis.from_url(redis_url).flushall()
    last = issue.create(tenant, new_draft(), "SUBMIT", actor)
    wait_until(lambda: Document.objects.get(id=last.id).status == "ISSUED", 60)
    assert len(sandbox.documents(co_unit["uid"])) == 10
    wait_until(lambda: not Event.objects.filter(offset__isnull=True).exists(), 30)
    offsets = (
        Event.objects.filter(tenant=tenant).order_by("offset").values_list("offset", flat=True)
    )
    assert list(offsets) == list(range(1, len(offsets) + 1))
    assert set(Event.objects.values_list("flow_id", flat=True)) == {"flow-1"}
