"""How a cancellation by motive stands, for a document's page, and the form that asks for one."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from documents.models import Document
from invoicing.console import timeline

MOTIVES: Final = (
    ("01", "01: issued with errors, and substituted by another document"),
    ("02", "02: issued with errors, and not substituted"),
    ("03", "03: the sale did not take place"),
    ("04", "04: a sale by name that stands in a global invoice"),
)
TIMES: Final = ("requested_at", "until", "last_asked_at")
NAMES: Final = (
    ("state", "State"),
    ("must_act", "Waits for"),
    ("until", "Silence counts as consent from"),
    ("motive", "Motive"),
    ("substitute_document_id", "Substitute"),
    ("substitute_fiscal_id", "Substitute's fiscal id"),
    ("requested_at", "Asked for"),
    ("last_asked_at", "Authority last asked"),
    ("authority_status", "Authority's word"),
    ("cancellable", "Authority's way"),
    ("reason", "Refused because"),
    ("limit", "Free of a fine until"),
)


class MotiveForm(forms.Form):
    """Why; motive 01 names the document that stands in for this one."""

    motivo = forms.ChoiceField(label="Motive", widget=forms.RadioSelect, choices=MOTIVES)
    substitute_document_id = forms.UUIDField(
        required=False,
        label="Substitute",
        help_text="With motive 01: the id of the issued document that refers to this one with"
        " SUBSTITUTES.",
    )
    reason = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )


def fields_of(given: Any) -> dict[str, Any]:
    """The form's data as country_specific of a request to cancel."""
    substitute = given["substitute_document_id"]
    named = {"substitute_document_id": str(substitute)} if substitute else {}
    return {"type": "mx_cfdi.v4_0", "cancellation": {"motivo": given["motivo"], **named}}


def facts(document: Document, zone: ZoneInfo) -> list[tuple[str, str]]:
    """What is known of the cancellation, instants in the country's time; empty where there is
    none."""
    record = document.cancellation or {}
    return [(name, _text(key, record[key], zone)) for key, name in NAMES if record.get(key)]


def _text(key: str, value: Any, zone: ZoneInfo) -> str:
    if key in TIMES:
        return timeline.local(datetime.fromisoformat(value), zone)
    return str(value).replace("_", " ") if key == "state" else str(value)
