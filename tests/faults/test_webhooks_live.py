"""Beat and a webhook worker as they run in production, with Redis wiped and the worker killed."""

import json
import subprocess
import sys

import pytest
import redis

from config.settings import BASE_DIR
from invoicing import events
from parties.models import Tenant
from tests.factories import STAFF
from tests.faults.test_live import celery, kill  # noqa: F401 - a fixture
from tests.waiting import wait_until
from tests.webhooks.receiver import HANGING, receiver
from webhooks import subscribe
from webhooks.models import Subscription

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
WORKER = ("worker", "--queues", "webhooks,sweeps", "--pool", "threads", "--concurrency", "4")


def test_redis_wiped_a_worker_killed_and_a_receiver_that_hangs_hinder_nobody(
    celery,  # noqa: F811 - the fixture imported above
    redis_url,
):
    tenant, other = (Tenant.objects.create(name=name) for name in ("Ana's", "Bea's"))
    with receiver(secret=SECRET) as hook, receiver(HANGING) as hanging:
        subscribe.subscribe(tenant, "ERP", hook.url, ["*"], SECRET)
        subscribe.subscribe(other, "ERP", hanging.url, ["*"])
        celery("beat")
        worker = celery(*WORKER)

        def happen():
            for owner in (tenant, other):
                events.of_tenant(owner.id, events.ISSUED, STAFF, {})

        def arrived():
            return list(dict.fromkeys(json.loads(a.body)["offset"] for a in hook.arrivals))

        happen()
        wait_until(lambda: arrived() == [1], 60)
        kill(worker)
        happen()
        redis.Redis.from_url(redis_url).flushall()
        celery(*WORKER)
        wait_until(lambda: arrived() == [1, 2], 60)
        wait_until(lambda: hanging.arrivals, 60)
        redis.Redis.from_url(redis_url).flushall()
        happen()
        wait_until(lambda: arrived() == [1, 2, 3], 60)
        done = Subscription.objects.filter(tenant=tenant, last_published_offset=3)
        wait_until(done.exists, 30)
        assert all(arrival.verified for arrival in hook.arrivals)


WRITER = """
import sys
import django
django.setup()
from invoicing import events
from invoicing.actor import system
print("ready", flush=True)
for line in sys.stdin:
    events.of_tenant(line.strip(), events.ISSUED, system(""), {})
"""


@pytest.fixture
def write(process_env):
    """Writes an event of a tenant in a process that goes on to live, as one of the web does."""
    env = process_env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-W", "ignore", "-c", WRITER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=env, cwd=BASE_DIR, **pipes) as process:
        assert process.stdout.readline() == "ready\n"

        def write(tenant):
            process.stdin.write(f"{tenant.id}\n")
            process.stdin.flush()

        yield write
        process.stdin.close()


def test_without_beat_a_committed_event_is_delivered_at_once(
    celery,  # noqa: F811 - the fixture imported above
    redis_url,
    write,
):
    tenant = Tenant.objects.create(name="Ana's")
    broker = redis.Redis.from_url(redis_url)
    with receiver(secret=SECRET) as hook:
        subscribe.subscribe(tenant, "ERP", hook.url, ["*"], SECRET)
        celery(*WORKER)
        for queue in ("sweeps", "webhooks"):
            wait_until(lambda queue=queue: broker.exists(f"_kombu.binding.{queue}"), 60)
        for offset in (1, 2):
            write(tenant)
            wait_until(lambda offset=offset: len(hook.arrivals) == offset, 10)
        assert [json.loads(arrival.body)["offset"] for arrival in hook.arrivals] == [1, 2]
