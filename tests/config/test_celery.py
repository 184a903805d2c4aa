"""The nudge: what Celery is told, and that it outlives its Redis."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import redis
import structlog
from kombu.exceptions import OperationalError

from config.celery import app
from config.servers import Redis
from config.settings import BASE_DIR, _broker, _database


def test_every_scheduled_task_exists_and_expires_before_it_piles_up():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= max(2, entry["schedule"])


def test_messages_are_json_and_acknowledged_after_the_work():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_ignore_result
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_message_becomes_visible_again_only_after_its_task_was_killed_for_time():
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("redis://h:6379/2", "redis://h:6379/2"),
        ("rediss://u:p@h/0", "rediss://u:p@h/0"),
        ("unix:///tmp/a/redis.sock?db=3", "redis+socket:///tmp/a/redis.sock?virtual_host=3"),
        ("", ""),
    ],
)
def test_the_broker_is_the_redis_server_in_celerys_words(url, broker):
    assert _broker(url) == broker


@pytest.mark.parametrize(
    ("url", "host", "user", "port"),
    [
        ("postgresql://postgres@%2Ftmp%2FX-1/invoicing", "/tmp/X-1", "postgres", ""),
        ("postgresql://u:p%40ss@db.example.com:5433/invoicing", "db.example.com", "u", 5433),
    ],
)
def test_the_database_is_found_by_socket_and_by_host(url, host, user, port):
    found = _database(url)
    assert (found["HOST"], found["USER"], found["PORT"], found["NAME"]) == (
        host,
        user,
        port,
        "invoicing",
    )
    assert found["CONN_HEALTH_CHECKS"]


@pytest.fixture
def broker(tmp_path):
    """A Redis server of the test's own, which it may flush and restart."""
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()
    server.socket.parent.rmdir()


@pytest.fixture
def notes(redis_url, broker):
    """The next note a running worker makes, parsed; fails after 30 seconds without one."""
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "--quiet", "-A", "tests.config.noting_worker"),
            *("worker", "--queues", "work", "--concurrency", "1"),
            *("--without-gossip", "--without-mingle"),
        ],
        cwd=BASE_DIR,
        env={**os.environ, "REDIS_URL": broker.url, "NOTES_URL": redis_url},
    )
    with redis.Redis.from_url(redis_url, socket_timeout=60) as client:

        def following() -> dict[str, object]:
            found = client.blpop(["notes"], timeout=30)
            assert found is not None, "the task did not run"
            return json.loads(found[1])

        yield following
        client.rpush("go", "go")
    worker.terminate()
    assert worker.wait(30) == 0


def publish(broker, task, *arguments):
    with app.connection_for_write(_broker(broker.url)) as connection:
        app.send_task(task, args=arguments, connection=connection, retry=False)


@pytest.mark.processes
def test_a_worker_outlives_a_flush_and_a_restart_of_its_redis_and_knows_the_flow(broker, notes):
    with structlog.contextvars.bound_contextvars(flow_id="flow-7"):
        publish(broker, "tests.note", "first")
    assert notes() == {"text": "first", "flow_id": "flow-7"}

    with redis.Redis.from_url(broker.url) as client:
        client.flushall()
    publish(broker, "tests.note", "after the flush")
    assert notes()["text"] == "after the flush"

    broker.stop()
    broker.start()
    publish(broker, "tests.note", "after the restart")
    assert notes()["text"] == "after the restart"


@pytest.mark.processes
def test_a_task_whose_process_is_killed_runs_again_in_another(broker, notes):
    publish(broker, "tests.hold")
    first = notes()["pid"]
    os.kill(first, signal.SIGKILL)
    assert notes()["pid"] != first


@pytest.mark.processes
@pytest.mark.parametrize("how", ["stopped", "hung"])
def test_a_nudge_to_a_dead_redis_fails_soon(broker, how):
    process = broker._process
    broker.stop() if how == "stopped" else process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(OperationalError):
        publish(broker, "tests.note", "nobody hears")
    assert time.monotonic() - began < (1.5 if how == "stopped" else 8)
    process.send_signal(signal.SIGCONT)
