"""The deadline of payment complements: the fifth of the month after the payment (RMF 2.7.1.32)."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import JSONObject

from documents.models import Document
from documents.rules.mx.deadlines import payment_complement_due
from documents.values import Country, DocumentType
from invoicing import check, events, payments, transitions
from invoicing.actor import Actor
from invoicing.models import Event

DUE_AHEAD: Final = timedelta(days=3)
NOT_VALID_YET: Final = ("DRAFT", "PENDING", "SUBMITTED", "FAILED")


def warn_of_due(actor: Actor, limit: int = 500) -> int:
    """Write `document.payment_complement_due` once for every payment complement that is not valid
    yet and is due within DUE_AHEAD, or was; returns how many were written."""
    today = check.today_in(Country.MX)
    found = _paid_before(_first_day_not_due(today)).values_list("id", flat=True)[:limit]
    return sum(_warn(document_id, today, actor) for document_id in list(found))


def _first_day_not_due(today: date) -> date:
    """Payments of this day and later need no warning yet: the first of this month or the last."""
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    return this_month if _is_near(payment_complement_due(last_month), today) else last_month


def _is_near(due: date, today: date) -> bool:
    return due - DUE_AHEAD <= today


def _paid_before(day: date) -> "QuerySet[Document]":
    """Complements without a warning, some payment of which was made before the day."""
    told = Event.objects.filter(type=events.PAYMENT_COMPLEMENT_DUE)
    open_ones = Document.objects.filter(
        document_type=DocumentType.PAYMENT_COMPLEMENT, status__in=NOT_VALID_YET
    ).exclude(id__in=told.values("document"))
    plain = _some("payment", "$ ? (@.payment_date < $day)", day)
    detailed = _some("country_specific", "$.pagos[*] ? (@.fecha_pago < $day)", day)
    return open_ones.filter(plain | detailed).order_by("created_at")


def _some(column: str, path: str, day: date) -> Any:
    """Whether a JSON path finds something in a column; times are texts of ISO 8601."""
    given = JSONObject(day=Value(day.isoformat()))
    return Func(
        F(column),
        Value(path),
        given,
        function="jsonb_path_exists",
        template="%(function)s(%(expressions)s)",
        output_field=BooleanField(),
    )


def _warn(document_id: Any, today: date, actor: Actor) -> bool:
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).get(id=document_id)
        told = Event.objects.filter(document=document, type=events.PAYMENT_COMPLEMENT_DUE)
        due = payments.due_on(document)
        if due is None or not _is_near(due, today) or document.status not in NOT_VALID_YET:
            return False
        if told.exists():
            return False
        data = {"due_on": due.isoformat(), "number": document.number_text}
        transitions.change(document, actor, data, type=events.PAYMENT_COMPLEMENT_DUE)
    return True
