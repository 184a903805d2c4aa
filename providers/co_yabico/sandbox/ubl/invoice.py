"""The sales invoice in UBL 2.1, as annex 1.9 orders it. The sandbox does not sign it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from providers.co_yabico.sandbox import seed
from providers.co_yabico.sandbox.cufe import issue_date, issue_time
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.nit import check_digit
from providers.co_yabico.sandbox.ubl import amounts, parties
from providers.co_yabico.sandbox.ubl.xml import DIAN_AGENCY, element, maybe, money, root
from providers.co_yabico.sandbox.units import Range, Unit

Content = dict[str, Any]
TYPES = {"SALES_INVOICE": "01", "EXPORT_INVOICE": "02", "CONTIGENCY_INVOICE": "03"}
OPERATIONS = {
    "AIU": "09",
    "STD": "10",
    "MANDATES": "11",
    "TRANSPORTATION": "12",
    "MONEY_EXCHANGE": "15",
}
FORMS = {"IN_CASH": "1", "CREDIT": "2"}


def invoice(document: Document, unit: Unit) -> etree._Element:
    """The Invoice of a signed document."""
    content = document.content
    general, currency = content["generalInformation"], content["generalInformation"]["currency"]
    return root(
        "Invoice",
        _extensions(document, unit),
        *_heading(document, unit, general, currency),
        *(_reference(r) for r in content.get("referencedDocuments") or () if r),
        parties.supplier(unit, document.prefix),
        parties.customer(content),
        *_payment(content["paymentDescription"], currency),
        *amounts.modifiers(content.get("documentModifiers"), currency),
        _exchange_rate(content["paymentDescription"].get("paymentExchangeRate"), currency),
        *amounts.tax_totals(content, currency),
        amounts.monetary_total(content["documentTotals"], currency),
        *(amounts.line(line, currency) for line in content["documentLines"]),
    )


def software_security_code(number: str) -> str:
    """SHA-384 of software id, PIN and document number (annex 1.9, 11.5)."""
    chain = seed.SOFTWARE_ID + seed.SOFTWARE_PIN + number
    return hashlib.sha384(chain.encode()).hexdigest()


def _heading(
    document: Document, unit: Unit, general: Content, currency: str
) -> Iterator[etree._Element]:
    issued = datetime.fromisoformat(document.issued_at)
    yield element("cbc:UBLVersionID", "UBL 2.1")
    yield element("cbc:CustomizationID", OPERATIONS[general["operationCode"]])
    yield element("cbc:ProfileID", "DIAN 2.1: Factura Electrónica de Venta")
    yield element("cbc:ProfileExecutionID", unit.environment)
    yield element("cbc:ID", document.consecutive)
    scheme = {"schemeID": unit.environment, "schemeName": "CUFE-SHA384"}
    yield element("cbc:UUID", document.cufe, attributes=scheme)
    yield element("cbc:IssueDate", issue_date(issued))
    yield element("cbc:IssueTime", issue_time(issued))
    yield element("cbc:InvoiceTypeCode", TYPES[general["subtypeCode"]])
    for note in document.content.get("notes") or ():
        if note and note.get("value"):
            yield element("cbc:Note", note["value"])
    yield element("cbc:DocumentCurrencyCode", currency)
    yield element("cbc:LineCountNumeric", str(len(document.content["documentLines"])))
    if period := general.get("documentPeriod"):
        yield _period(period)


def _extensions(document: Document, unit: Unit) -> etree._Element:
    numbering = unit.range_of(document.prefix)
    provider = {"schemeID": str(check_digit(seed.PROVIDER_NIT)), "schemeName": "31"}
    dian = element(
        "sts:DianExtensions",
        _control(numbering) if numbering else None,
        element("sts:InvoiceSource", element("cbc:IdentificationCode", "CO")),
        element(
            "sts:SoftwareProvider",
            element("sts:ProviderID", seed.PROVIDER_NIT, attributes={**DIAN_AGENCY, **provider}),
            element("sts:SoftwareID", seed.SOFTWARE_ID, attributes=DIAN_AGENCY),
        ),
        element(
            "sts:SoftwareSecurityCode",
            software_security_code(document.consecutive),
            attributes=DIAN_AGENCY,
        ),
        element("sts:QRCode", document.qr),
    )
    extension = element("ext:UBLExtension", element("ext:ExtensionContent", dian))
    return element("ext:UBLExtensions", extension)


def _control(numbering: Range) -> etree._Element:
    return element(
        "sts:InvoiceControl",
        element("sts:InvoiceAuthorization", numbering.resolution),
        element(
            "sts:AuthorizationPeriod",
            element("cbc:StartDate", numbering.valid_from),
            element("cbc:EndDate", numbering.valid_to),
        ),
        element(
            "sts:AuthorizedInvoices",
            element("sts:Prefix", numbering.prefix),
            element("sts:From", str(numbering.first)),
            element("sts:To", str(numbering.last)),
        ),
    )


def _payment(payment: Content, currency: str) -> Iterator[etree._Element]:
    for means in payment["paymentMeans"]:
        due = means.get("paymentDueDate")
        yield element(
            "cac:PaymentMeans",
            element("cbc:ID", FORMS[means["paymentMeanId"]]),
            element("cbc:PaymentMeansCode", means["paymentMeanCode"].removeprefix("CO_")),
            maybe("cbc:PaymentDueDate", due and issue_date(datetime.fromisoformat(due))),
        )
    for prepaid in payment.get("prepayments") or ():
        yield element(
            "cac:PrepaidPayment",
            element("cbc:ID", prepaid["id"]),
            money("cbc:PaidAmount", prepaid["paidAmount"], currency),
            maybe("cbc:ReceivedDate", prepaid.get("receivedDate")),
        )


def _exchange_rate(rate: Content | None, currency: str) -> etree._Element | None:
    if rate is None or currency == "COP":
        return None
    return element(
        "cac:PaymentExchangeRate",
        element("cbc:SourceCurrencyCode", currency),
        element("cbc:SourceCurrencyBaseRate", "1.00"),
        element("cbc:TargetCurrencyCode", "COP"),
        element("cbc:TargetCurrencyBaseRate", "1.00"),
        element("cbc:CalculationRate", str(rate["calculationRate"])),
        element("cbc:Date", rate["date"]),
    )


def _reference(given: Content) -> etree._Element:
    return element(
        "cac:AdditionalDocumentReference",
        element("cbc:ID", given["referenceId"]),
        maybe("cbc:UUID", given.get("uid")),
        maybe("cbc:IssueDate", given.get("issueDate")),
    )


def _period(given: Content) -> etree._Element:
    return element(
        "cac:InvoicePeriod",
        maybe("cbc:StartDate", given.get("startDate")),
        maybe("cbc:StartTime", given.get("startTime")),
        maybe("cbc:EndDate", given.get("endDate")),
        maybe("cbc:EndTime", given.get("endTime")),
    )
