"""The plain way of sending webhooks: one Celery task, one `requests.post` and one row each.

No order, no signature, no check of the address, no second try. The body comes with the task.
"""

from datetime import UTC, datetime
from typing import Any

import requests
from django.conf import settings

from config.celery import app

QUEUE = "bench"
TASK = "bench.plain.deliver"


@app.task(name=TASK)
def deliver(row: dict[str, Any], url: str, message_id: str, body: str) -> None:
    """POST once, then write down what became of it; `row` holds the delivery's columns."""
    from webhooks.models import DEAD, DELIVERED, Delivery

    headers = {"webhook-id": message_id, "content-type": "application/json"}
    limits = (settings.WEBHOOK_CONNECT_TIMEOUT, settings.WEBHOOK_TOTAL_TIMEOUT)
    try:
        delivered = requests.post(url, body, headers=headers, timeout=limits).ok
    except requests.RequestException:
        delivered = False
    now = datetime.now(UTC)
    status = DELIVERED if delivered else DEAD
    Delivery.objects.create(**row, status=status, attempts=1, created_at=now, updated_at=now)
