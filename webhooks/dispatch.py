"""Serving one subscription: send what is due, one message after another.

Written for workers that are killed at any line: nothing is marked before it was answered, so what
was sent and not written down (webhooks/record.py has the bounds) is sent again, in the same order
and under the same webhook-ids. No transaction is open while a request is made.
"""

import time
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.utils import timezone

from webhooks import jobs, lease, verdict
from webhooks.deliver import Sender
from webhooks.jobs import Job
from webhooks.models import IN_ORDER, Subscription
from webhooks.record import Record
from webhooks.signing import signed_headers
from webhooks.signing_secrets import current_secrets
from webhooks.written import Sent

logger = structlog.get_logger(__name__)

MOST_SECONDS = 10.0


def dispatch(subscription_id: UUID) -> bool | None:
    """Lease a subscription and send what is due for up to MOST_SECONDS. Whether it may have more;
    None where nothing is due or somebody has it, and then nothing is done.

    The lease is not given back after an unexpected error: it runs out, which is a pause.
    """
    since = time.monotonic()
    subscription = lease.take(subscription_id)
    if subscription is None:
        return None
    try:
        return _serve(subscription, since)
    except lease.LeaseLost:
        logger.warning("lease_lost", subscription_id=str(subscription_id))
        return False


def _serve(held: Subscription, since: float) -> bool:
    until = since + MOST_SECONDS
    post = Post(held, current_secrets(held, timezone.now()), Record(held, since), Sender())
    more = True
    while more and time.monotonic() < until:
        batch = jobs.batch(held)
        more = not batch.is_last
        if not _send_all(post, batch.jobs, until):
            more = time.monotonic() >= until
            break
        post.record.skip(batch.upto)
        if more:
            post.record.write()
    post.record.end()
    return more


@dataclass(frozen=True, slots=True)
class Post:
    """A subscription that is held, what its messages are signed with, what becomes of them, and
    the way out."""

    held: Subscription
    secrets: list[str]
    record: Record
    sender: Sender


def _send_all(post: Post, due: list[Job], until: float) -> bool:
    """Whether all were sent; not once the head failed, time is up or the subscription changed."""
    for job in due:
        post.record.make_sure()
        sent = _send(post, job)
        going_on = post.record.add(sent)
        waits = post.held.ordering == IN_ORDER and job.is_new and not sent.verdict.over
        if not going_on or waits or time.monotonic() >= until:
            return False
    return True


def _send(post: Post, job: Job) -> Sent:
    at, body = timezone.now(), job.body()
    headers = signed_headers(post.secrets, job.message_id, at, body)
    if job.event is not None and job.event.flow_id:
        headers["X-Flow-Id"] = job.event.flow_id
    result = post.sender.send(post.held.url, headers, body, meanwhile=post.record.write)
    return Sent(job, at, result, verdict.of(job, result, timezone.now()))
