"""The form of an acceptance event: what the law wants to know of each kind."""

from collections.abc import Mapping
from typing import Any

from django import forms

BUYERS = [
    ("RECEIPT_ACKNOWLEDGEMENT", "Receipt of the invoice (030)"),
    ("GOODS_RECEIVED", "Receipt of the goods or service (032)"),
    ("EXPRESS_ACCEPTANCE", "Express acceptance (033)"),
    ("CLAIM", "Claim (031)"),
]
ISSUERS = [
    ("PRODUCTS_DELIVERY", "Products delivery"),
    ("TACIT_ACCEPTANCE", "Tacit acceptance (034)"),
]
CONCEPTS = [
    ("", "-"),
    ("01", "01 Document with inconsistencies"),
    ("02", "02 Goods not delivered at all"),
    ("03", "03 Goods delivered in part"),
    ("04", "04 Service not rendered"),
]
ID_TYPES = [("", "-"), *((code, code) for code in ("CC", "CE", "NIT", "PASSPORT", "PEP", "TE"))]
PERSON = {
    "person_id_type": "id_type",
    "person_id": "id",
    "first_name": "first_name",
    "family_name": "family_name",
    "job_title": "job_title",
}


class EventForm(forms.Form):
    """An event; the use case says what lacks or must not be there."""

    type = forms.ChoiceField(label="Event", widget=forms.RadioSelect)
    person_id_type = forms.ChoiceField(
        choices=ID_TYPES,
        required=False,
        label="Person's id type",
        help_text="Who received: for receipt, goods received and delivery.",
    )
    person_id = forms.CharField(max_length=30, required=False, label="Person's id")
    first_name = forms.CharField(max_length=100, required=False)
    family_name = forms.CharField(max_length=100, required=False)
    job_title = forms.CharField(max_length=100, required=False)
    received_at = forms.CharField(
        max_length=40,
        required=False,
        help_text="When the goods were received, such as 2026-11-20T10:00:00-05:00.",
    )
    claim_concept = forms.ChoiceField(choices=CONCEPTS, required=False)
    reason = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )

    choices: list[tuple[str, str]] = []  # noqa: RUF012 - each kind of form has its own

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = self.choices  # type: ignore[attr-defined]


class BuyersEventForm(EventForm):
    """What we send about a received invoice."""

    choices = BUYERS


class IssuersEventForm(EventForm):
    """What we send about an invoice of our own."""

    choices = ISSUERS


def event_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """A form's answers as the country's own fields have them; what was left empty is not there."""
    event: dict[str, Any] = {"code": given["type"]}
    person = {name: given[field] for field, name in PERSON.items() if given.get(field)}
    if person:
        event["person"] = person
    names = ("received_at", "claim_concept", "reason")
    return event | {name: given[name] for name in names if given.get(name)}
