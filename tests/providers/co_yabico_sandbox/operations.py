"""Inputs and GraphQL of everything but createInvoice."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import payloads
from .client import ERROR, Sandbox
from .payloads import Payload

BOGOTA = ZoneInfo("America/Bogota")

INPUTS = {
    "createCreditNote": "CreditNoteInput",
    "createDebitNote": "SaleDebitNoteInput",
    "voidInvoice": "VoidInvoiceInput",
    "createAcquisitionSupportDocument": "AcquisitionSupportDocumentInput",
    "createAcquisitionAdjustmentNote": "AcquisitionAdjustmentNoteInput",
    "voidAcquisitionSupportDocument": "AcquisitionSupportDocumentVoidInput",
    "addPurchaseInvoice": "PurchaseInvoiceInput",
    "addPurchaseCreditNote": "PurchaseCreditNoteInput",
    "addPurchaseDebitNote": "PurchaseDebitNoteInput",
    "eventInvoiceReceiptAck": "AckEventInput",
    "eventInvoiceProductsReception": "ProductsReceptionEventInput",
    "eventInvoiceExpressAcceptance": "ExpressAcceptanceEventInput",
    "eventInvoiceRejection": "InvoiceRejectionEventInput",
    "eventInvoiceTacitAcceptance": "TacitAcceptanceEventInput",
    "eventInvoiceProductsDelivery": "ProductsDeliveryEventInput",
}
EVENT = "{ id documentId eventType eventDescription issueDate reason applicationResponse }"
ADJUST = "createAcquisitionAdjustmentNote"
REASON = {"locale": "ES_CO", "text": "Devolución de mercancía"}
PERSON = {
    "partyIdentification": {"idType": "CC", "identifier": "1020304050"},
    "partyName": {"firstName": "Ana", "firstSurname": "Pérez"},
    "jobDescriptor": {"jobTitle": "Almacenista", "organizationDepartment": "Bodega"},
}


def mutation(operation: str) -> str:
    """The GraphQL of a mutation, asking for what tells documents and events apart."""
    if operation.startswith("event"):
        asked, argument = f"event {EVENT}", "data"
    else:
        asked, argument = "document { uid id documentUid documentStatus { code } }", "document"
    return (
        f"mutation Run($given: {INPUTS[operation]}!) {{ {operation}({argument}: $given) "
        f"{{ {asked} errors {ERROR} warnings {ERROR} notifications {ERROR} }} }}"
    )


def run(sandbox: Sandbox, operation: str, given: Payload, dialect: str = "live") -> Payload:
    """The output of a mutation."""
    answer = sandbox.ask(mutation(operation), {"given": given}, dialect)
    assert "errors" not in answer, answer
    output: Payload = answer["data"][operation]
    return output


def done(sandbox: Sandbox, operation: str, given: Payload, dialect: str = "live") -> Payload:
    """The document or event of a mutation that must succeed."""
    output = run(sandbox, operation, given, dialect)
    assert output["errors"] == [], output["errors"]
    made: Payload = output["event"] if "event" in output else output["document"]
    return made


def refusal(sandbox: Sandbox, operation: str, given: Payload, dialect: str = "live") -> list[str]:
    """The error ids of a mutation that must be refused."""
    output = run(sandbox, operation, given, dialect)
    assert (output["event"] if "event" in output else output["document"]) is None
    return [error["id"] for error in output["errors"]]


def ask_one(sandbox: Sandbox, query: str, uid: str, fields: str) -> Any:
    """One document, or the error ids of the answer."""
    answer = sandbox.ask(
        f"query One($uid: UID!) {{ {query}(uid: $uid) {{ {fields} }} }}", {"uid": uid}
    )
    if "errors" in answer:
        return [error["id"] for error in answer["errors"]]
    return answer["data"][query]


def status(sandbox: Sandbox, query: str, uid: str) -> str:
    """The status code of a document that must be found."""
    code: str = ask_one(sandbox, query, uid, "documentStatus { code }")["documentStatus"]["code"]
    return code


def validated_invoice(
    sandbox: Sandbox, number: int = 990000001, content: Payload | None = None
) -> Payload:
    """An invoice DIAN has validated."""
    made = sandbox.accepted(content or payloads.invoice(sandbox.unit, number))
    sandbox.pass_time(30)
    return made


def credit_invoice(sandbox: Sandbox, number: int = 990000001) -> Payload:
    """A validated invoice on credit."""
    return validated_invoice(sandbox, number, on_credit(payloads.invoice(sandbox.unit, number)))


def on_credit(content: Payload) -> Payload:
    """The same invoice, paid later."""
    content["paymentDescription"]["paymentMeans"] = [
        {
            "paymentMeanCode": "CO_ZZZ",
            "paymentMeanId": "CREDIT",
            "paymentDueDate": "2030-01-31T23:59:59-05:00",
        }
    ]
    return content


def amounts(quantity: str, extension: str, iva: str, price: str = "50000.00") -> Payload:
    """Lines, taxes, totals and payment of one line with IVA of 19 %."""
    taxes = [payloads.tax("CO_01", 19.0, extension, iva)]
    gross = f"{float(extension) + float(iva):.2f}"
    return payloads.apart(
        {
            "documentLines": [payloads.line(1, quantity, price, extension, taxes)],
            "taxDescription": taxes,
            "documentTotals": payloads.totals(
                lineExtension=extension, taxExclusive=extension, taxInclusive=gross, payable=gross
            ),
            "paymentDescription": {
                "paymentMeans": [{"paymentMeanCode": "CO_10", "paymentMeanId": "IN_CASH"}]
            },
        }
    )


def credit_note(invoice: str, number: int = 1, quantity: str = "1") -> Payload:
    """Takes back one of the two pieces of the simple invoice."""
    extension, iva = ("50000.00", "9500.00") if quantity == "1" else ("100000.00", "19000.00")
    return {
        "id": {"prefix": "NC", "number": number},
        "invoiceToModify": {"uid": invoice},
        "generalInformation": {
            "operationCode": "PARTIAL_REFUND",
            "subtypeCode": "CREDIT_NOTE",
            "reasonOfIssuance": REASON,
        },
        **amounts(quantity, extension, iva),
    }


def debit_note(unit: str, invoice: str, number: int = 1) -> Payload:
    """Interest of 10,000."""
    return {
        "organizationalUnitId": unit,
        "id": {"prefix": "ND", "number": number},
        "invoiceToModify": {"uid": invoice},
        "generalInformation": {
            "operationCode": "OTHER",
            "subtypeCode": "DEBIT_NOTE",
            "reasonOfIssuance": REASON,
        },
        **amounts("1", "10000.00", "1900.00", "10000.00"),
    }


def void(invoice: str, number: int = 9) -> Payload:
    """Ends an invoice."""
    return {
        "id": {"prefix": "NC", "number": number},
        "invoiceToVoid": {"uid": invoice},
        "reason": REASON,
    }


def support_document(unit: str, number: int = 984000001, seller: str = "52123456") -> Payload:
    """Two pieces bought of a natural person."""
    given = {
        "organizationalUnitId": unit,
        "id": {"prefix": "SEDS", "number": number},
        "generalInformation": {
            "currency": "COP",
            "operationCode": "RESIDENT_PURCHASE",
            "subtypeCode": "REGULAR_PURCHASE",
        },
        "documentParties": {
            "accountingSupplierParty": {
                **payloads.NATURAL,
                "personId": {"idType": "CC", "identifier": seller},
                "partyTaxScheme": {
                    "compStringId": {"idType": "CC", "identifier": seller},
                    "registrationName": "ANA DIAZ",
                    "taxLevelCode": ["R_99_PN"],
                    "taxScheme": "CO_ZZ",
                },
            }
        },
        **amounts("2", "100000.00", "19000.00"),
    }
    for line in given["documentLines"]:
        line["invoicePeriod"] = {"startDate": "2026-01-10", "description": "PER_OPERATION"}
    return payloads.apart(given)


def adjustment(unit: str, document: str, number: int = 1, quantity: str = "1") -> Payload:
    """Takes back one of the two pieces."""
    note = credit_note(document, number, quantity)
    del note["invoiceToModify"]
    note["generalInformation"]["subtypeCode"] = "ADJUSTMENT_NOTE"
    return {
        **note,
        "organizationalUnitId": unit,
        "id": {"prefix": "NA", "number": number},
        "supportDocumentToModify": {"uid": document},
    }


def void_support(document: str, number: int = 9) -> Payload:
    """Ends a support document."""
    return {
        "id": {"prefix": "NA", "number": number},
        "acquisitionSupportDocumentToVoid": {"uid": document},
        "reason": REASON,
    }


def event(field: str, uid: str, number: int = 1, **more: Any) -> Payload:
    """An event's input, now."""
    return {
        "id": {"prefix": "EV", "number": number},
        "issueDate": now(),
        "issuerParty": PERSON,
        field: uid,
        **more,
    }


def now() -> str:
    """The instant in Bogota."""
    return datetime.now(UTC).astimezone(BOGOTA).isoformat(timespec="seconds")


def printed(document: Payload, unit: str = "") -> Payload:
    """The document as annex 1.8 wants it: with its date and its unit."""
    document["generalInformation"]["issueDateTime"] = now()
    return {**document, "organizationalUnitId": unit} if unit else document
