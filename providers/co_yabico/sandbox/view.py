"""A document as the provider's Invoice type shows it. Keys are the schema's; what is costly is a
callable, which GraphQL calls only when asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox import files, parties, transactions
from providers.co_yabico.sandbox.documents import DESCRIPTIONS, Document, Stage
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


def invoice(document: Document, unit: Unit, now: datetime) -> Out:
    """The Invoice of a document at an instant. CUFE and QR appear when it is signed, files once
    DIAN has validated it."""
    content, stage = document.content, document.status(now)
    signed = document.signed(now)
    return {
        "__typename": "Invoice",
        "billingPrefix": _prefix(unit.range_of(document.prefix)),
        "creditNoteSummary": [],
        "debitNoteSummary": [],
        "documentLines": [_line(line) for line in content["documentLines"]],
        "documentModifiers": [_modifier(m) for m in content.get("documentModifiers") or () if m],
        "documentParties": {
            "accountingCustomerParty": parties.customer(content),
            "accountingSupplierParty": parties.supplier(unit),
        },
        "documentQr": document.qr if signed else None,
        "documentStatus": {"code": stage.code, "description": describe(document, stage)},
        "documentSummary": _summary(content),
        "documentTotals": content["documentTotals"],
        "documentType": "INVOICE",
        "documentUid": document.cufe if signed else None,
        "assessmentState": "VALIDATED" if document.validated(now) else "PENDING",
        "dianState": dian_state(document, now),
        "events": [],
        "files": lambda info: files.of(document, unit, now),
        "generalInformation": _general(document, unit),
        "id": document.consecutive,
        "insertedAt": document.accepted_at,
        "issuerSoftwareSystem": content.get("issuerSoftwareSystem"),
        "notes": content.get("notes") or [],
        "organizationalUnitId": document.unit,
        "paymentDescription": _payment(content),
        "referencedDocuments": [_reference(r) for r in content.get("referencedDocuments") or ()],
        "taxDescription": _taxes(content),
        "transactions": lambda info: transactions.of(document, now),
        "uid": document.uid,
        "updatedAt": stage.at.isoformat(),
        "withholdingsDescription": _withholdings(content),
    }


def node(document: Document, unit: Unit, now: datetime) -> Out:
    """The InvoiceNode of a list: an Invoice without QR and files."""
    return {**invoice(document, unit, now), "__typename": "InvoiceNode"}


def describe(document: Document, stage: Stage) -> str:
    """The status in words; of a rejection with DIAN's reasons."""
    reasons = transactions.reasons(document)["errors"] if stage.code == "DIAN_REJECTED" else []
    return " ".join([DESCRIPTIONS[stage.code], *(f"- {reason}" for reason in reasons)])


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
        "__typename": "InvoiceGeneralInformation",
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


def _reference(given: Out | None) -> Out | None:
    return given and {**given, "referenceType": pair(given["referenceType"])}


def _summary(content: Out) -> Out:
    references = len(content.get("referencedDocuments") or ())
    none = {"creditNotes": 0, "creditNoteTotal": "0", "debitNotes": 0, "debitNoteTotal": "0"}
    return {**none, "referenceDocuments": references}
