"""What an answer means for a delivery."""

from dataclasses import dataclass
from datetime import datetime

from webhooks.deliver import Result
from webhooks.jobs import Job
from webhooks.models import DEAD, DELIVERED, RETRYING
from webhooks.schedule import wait_after

STATUS_GONE = 410


@dataclass(frozen=True, slots=True)
class Verdict:
    """The delivery's new status, its failed tries, and when to try again (None: not by itself)."""

    status: str
    tries: int
    due_at: datetime | None
    gone: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done: delivered, or given up."""
        return self.status != RETRYING


def of(job: Job, result: Result, now: datetime) -> Verdict:
    """2xx is success, everything else failure. 410 ends the subscription, so nothing is tried
    again before it is active again. A sample has one try."""
    if result.status is not None and 200 <= result.status < 300:
        return Verdict(DELIVERED, 0, None)
    if result.status == STATUS_GONE:
        return Verdict(DEAD if job.event is None else RETRYING, 0, None, gone=True)
    tries = job.tries + 1
    wait = None if job.event is None else wait_after(tries, result.retry_after)
    if wait is None:
        return Verdict(DEAD, tries, None)
    return Verdict(RETRYING, tries, now + wait)
