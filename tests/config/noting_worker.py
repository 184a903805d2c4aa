"""A worker of the real Celery app with two tasks that tell a second Redis what they see."""

import json
import os

import redis

from config.celery import app
from config.flow import current_flow_id


def _notes() -> redis.Redis:
    return redis.Redis.from_url(os.environ["NOTES_URL"], socket_timeout=90)


@app.task(name="tests.note")
def note(text: str) -> None:
    _notes().rpush("notes", json.dumps({"text": text, "flow_id": current_flow_id()}))


@app.task(name="tests.hold")
def hold() -> None:
    """Say which process runs it, then wait to be let go."""
    _notes().rpush("notes", json.dumps({"pid": os.getpid()}))
    _notes().blpop(["go"], timeout=60)
