"""A document as the provider's types show it: one dictionary has the fields of them all. Keys are
the schema's; what is costly is a callable, which GraphQL calls only when asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox import (
    event_kinds,
    event_view,
    files,
    history,
    note_view,
    parties,
    transactions,
)
from providers.co_yabico.sandbox.documents import DESCRIPTIONS, Document, Stage
from providers.co_yabico.sandbox.state import State
from providers.co_yabico.sandbox.units import Range, Unit

Out = dict[str, Any]

NAMES = {
    "CO_01": "IVA",
    "CO_02": "IC",
    "CO_03": "ICA",
    "CO_04": "INC",
    "CO_05": "ReteIVA",
    "CO_06": "ReteRenta",
    "CO_07": "ReteICA",
    "CO_08": "IC Porcentual",
    "CO_20": "FtoHorticultura",
    "CO_21": "Timbre",
    "CO_22": "INC Bolsas",
    "CO_23": "INCarbono",
    "CO_24": "INCombustibles",
    "CO_25": "Sobretasa Combustibles",
}
"""Tribute and withholding codes -> DIAN's short names."""


def show(state: State, document: Document, now: datetime) -> Out:
    """A document of any kind at an instant. Fiscal id and QR appear when it is signed, files once
    DIAN has validated it."""
    unit = unit_of(state, document)
    content, stage = document.content, history.status(state, document, now)
    signed = document.signed(now)
    return {
        "__typename": document.family.type_name,
        **note_view.summaries(state, document, now),
        "billingPrefix": _prefix(unit.range_of(document.prefix, document.kind)),
        "documentLines": [_line(line) for line in content["documentLines"]],
        "documentModifiers": [_modifier(m) for m in content.get("documentModifiers") or () if m],
        "documentParties": parties.both(document, unit),
        "documentQr": document.qr if signed else None,
        "documentStatus": {"code": stage.code, "description": describe(document, stage)},
        "documentTotals": content["documentTotals"],
        "documentType": document.kind,
        "documentUid": document.cufe if signed else None,
        "assessmentState": "VALIDATED" if document.validated(now) else "PENDING",
        "dianState": dian_state(document, now),
        "events": lambda info: event_view.events_of(state, document, now),
        "files": lambda info: files.of(document, unit, note_view.target_of(state, document), now),
        "generalInformation": _general(document, unit),
        "id": document.consecutive,
        "insertedAt": document.accepted_at,
        "issuerSoftwareSystem": content.get("issuerSoftwareSystem"),
        "notes": content.get("notes") or [],
        "organizationalUnitId": document.unit,
        "paymentDescription": _payment(content),
        "referencedDocuments": note_view.references(state, document),
        "taxDescription": _taxes(content),
        "transactions": lambda info: transactions.of(state, document, now),
        "uid": document.uid,
        "updatedAt": stage.at.isoformat(),
        "withholdingsDescription": _withholdings(content),
    }


def node(state: State, document: Document, now: datetime) -> Out:
    """The node of a list: the document without QR and files."""
    shown = show(state, document, now)
    return {**shown, "__typename": f"{shown['__typename']}Node"}


def unit_of(state: State, document: Document) -> Unit:
    """The unit that has a document."""
    unit = state.unit(document.unit)
    assert unit is not None, "a document's unit exists as long as the document"
    return unit


def describe(document: Document, stage: Stage) -> str:
    """The status in words; of a rejection with DIAN's reasons."""
    reasons = transactions.reasons(document)["errors"] if stage.code == "DIAN_REJECTED" else []
    return " ".join([describe_code(stage.code), *(f"- {reason}" for reason in reasons)])


def describe_code(code: str) -> str:
    """A status in words."""
    kind = event_kinds.OWN_NAMES.get(code, "")
    return DESCRIPTIONS.get(code) or event_kinds.WORDS.get(kind, code)


def dian_state(document: Document, now: datetime) -> str:
    """What DIAN has decided so far."""
    if document.validated(now):
        return "VALIDATED"
    return "REJECTED" if document.rejected(now) else "PENDING"


def pair(code: str | None) -> Out | None:
    """A code with its description."""
    return None if code is None else {"code": code, "description": NAMES.get(code, code)}


def _general(document: Document, unit: Unit) -> Out:
    given = document.content["generalInformation"]
    return {
        "__typename": document.family.general,
        "acquirerEmail": given.get("acquirerEmail"),
        "currency": pair(given["currency"]),
        "documentPeriod": given.get("documentPeriod"),
        "environment": unit.environment,
        "issueDateTime": document.issued_at,
        "operationCode": pair(given["operationCode"]),
        "reasonOfIssuance": given.get("reasonOfIssuance"),
        "subtypeCode": pair(given["subtypeCode"]),
    }


def _prefix(given: Range | None) -> Out | None:
    if given is None:
        return None
    span = {"from": given.first, "to": given.last}
    return {
        "creationDate": given.valid_from,
        "id": given.id,
        "prefix": given.prefix,
        "range": span,
    }


def _line(line: Out) -> Out:
    item, price = line["itemDescription"], line["price"]
    reference = line.get("pricingReference")
    return {
        **line,
        "itemDescription": {
            "brandName": item.get("brandName"),
            "modelName": item.get("modelName"),
            "originCountry": pair(item.get("originCountry")),
            "incomeType": pair(item.get("incomeType")),
            "additionalItemProperty": [
                {"key": p.get("key"), "values": p.get("value")}
                for p in item.get("additionalItemProperty") or ()
            ],
            "standardItemId": {
                "id": item["standardItemId"]["id"],
                "name": item["standardItemId"]["standardId"],
            },
        },
        "price": {
            **price,
            "priceType": pair(price.get("priceType")),
            "unitCode": pair(price.get("unitCode")),
        },
        "priceModifier": [_modifier(m) for m in line.get("priceModifier") or () if m],
        "pricingReference": reference and {**reference, "priceType": pair(reference["priceType"])},
        "taxDescription": _taxes(line),
        "unitCode": pair(line["unitCode"]),
        "withholdingsDescription": _withholdings(line),
    }


def _modifier(given: Out) -> Out:
    return {**given, "reasonCode": pair(given.get("reasonCode"))}


def _taxes(owner: Out) -> list[Out]:
    groups: Sequence[Out | None] = owner.get("taxDescription") or ()
    return [{**g, "taxName": pair(g["taxName"])} for g in groups if g]


def _withholdings(owner: Out) -> list[Out]:
    groups: Sequence[Out] = owner.get("withholdingsDescription") or ()
    return [{**g, "withholdingName": pair(g["withholdingName"])} for g in groups]


def _payment(content: Out) -> Out:
    given = content["paymentDescription"]
    rate = given.get("paymentExchangeRate")
    currency = content["generalInformation"]["currency"]
    bases = {"sourceBaseRate": 1.0, "targetBaseDate": 1.0}
    return {
        "paymentExchangeRate": rate
        and {**rate, **bases, "sourceCurrency": currency, "targetCurrency": "COP"},
        "paymentMeans": [
            {
                **means,
                "paymentMeanCode": pair(means["paymentMeanCode"]),
                "paymentMeanId": pair(means["paymentMeanId"]),
            }
            for means in given["paymentMeans"]
        ],
        "prepayments": given.get("prepayments") or [],
    }
