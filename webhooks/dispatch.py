"""Serving one subscription: send what is due, one message after another.

Written for workers that are killed at any line: nothing is marked before it was answered, so what
was sent and not written down is sent again under the same webhook-id. No transaction is open while
a request is made.
"""

import time
from uuid import UUID

import structlog
from django.utils import timezone

from webhooks import jobs, lease, record, verdict
from webhooks.deliver import Sender
from webhooks.jobs import Job
from webhooks.models import IN_ORDER, Subscription
from webhooks.signing import signed_headers
from webhooks.signing_secrets import current_secrets

logger = structlog.get_logger(__name__)

MOST_SECONDS = 10.0


def dispatch(subscription_id: UUID) -> bool:
    """Lease a subscription and send what is due for up to MOST_SECONDS; does nothing where nothing
    is due or somebody has it. Whether it may have more.

    The lease is not given back after an unexpected error: it runs out, which is a pause.
    """
    subscription = lease.take(subscription_id)
    if subscription is None:
        return False
    try:
        more = _serve(subscription)
    except lease.LeaseLost:
        logger.warning("lease_lost", subscription_id=str(subscription_id))
        return False
    lease.release(subscription)
    return more


def _serve(held: Subscription) -> bool:
    until = time.monotonic() + MOST_SECONDS
    secrets = current_secrets(held, timezone.now())
    with Sender() as sender:
        while time.monotonic() < until:
            batch = jobs.batch(held)
            if not batch.jobs and batch.upto <= held.sent_offset:
                return False
            if not _send_all(held, batch.jobs, secrets, sender, until):
                return time.monotonic() >= until
            record.skip(held, batch.upto)
    return True


def _send_all(
    held: Subscription, due: list[Job], secrets: list[str], sender: Sender, until: float
) -> bool:
    """Whether all were sent; not once the head failed, time is up or the subscription changed."""
    for job in due:
        sent = _send(held, job, secrets, sender)
        going_on = record.record(held, sent)
        waits = held.ordering == IN_ORDER and job.is_new and not sent.verdict.over
        if not going_on or waits or time.monotonic() >= until:
            return False
    return True


def _send(held: Subscription, job: Job, secrets: list[str], sender: Sender) -> record.Sent:
    at, body = timezone.now(), job.body()
    headers = signed_headers(secrets, job.message_id, at, body)
    if job.event is not None and job.event.flow_id:
        headers["X-Flow-Id"] = job.event.flow_id
    result = sender.send(held.url, headers, body)
    return record.Sent(job, at, result, verdict.of(job, result, timezone.now()))
