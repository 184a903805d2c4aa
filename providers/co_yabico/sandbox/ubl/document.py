"""Documents in UBL 2.1, as annex 1.9 orders them. The sandbox does not sign them."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from providers.co_yabico.sandbox import seed
from providers.co_yabico.sandbox.cufe import issue_date, issue_time
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.nit import check_digit
from providers.co_yabico.sandbox.seals import seal_name
from providers.co_yabico.sandbox.ubl import amounts, parties
from providers.co_yabico.sandbox.ubl.shapes import (
    CONCEPTS,
    NOTE_OPERATIONS,
    OPERATIONS,
    SHAPES,
    TYPES,
)
from providers.co_yabico.sandbox.ubl.xml import DIAN_AGENCY, element, maybe, money, root
from providers.co_yabico.sandbox.units import Range, Unit

Content = dict[str, Any]
FORMS = {"IN_CASH": "1", "CREDIT": "2"}


def document_xml(document: Document, unit: Unit, target: Document | None) -> etree._Element:
    """A signed document in UBL; `target` is what a note is about."""
    content, shape = document.content, SHAPES[document.kind]
    general, currency = content["generalInformation"], content["generalInformation"]["currency"]
    return root(
        shape.root,
        _extensions(document, unit),
        *_heading(document, unit, general, currency),
        *_correction(general, target),
        *(_reference(r) for r in content.get("referencedDocuments") or () if r),
        *parties.both(document, unit),
        *_payment(content["paymentDescription"], currency),
        *amounts.modifiers(content.get("documentModifiers"), currency),
        _exchange_rate(content["paymentDescription"].get("paymentExchangeRate"), currency),
        *amounts.tax_totals(content, currency),
        amounts.monetary_total(shape.total, content["documentTotals"], currency),
        *(
            amounts.line(shape.line, shape.quantity, line, currency)
            for line in content["documentLines"]
        ),
    )


def software_security_code(pin: str, number: str) -> str:
    """SHA-384 of software id, PIN and document number (annex 1.9, 11.5)."""
    chain = seed.SOFTWARE_ID + pin + number
    return hashlib.sha384(chain.encode()).hexdigest()


def _heading(
    document: Document, unit: Unit, general: Content, currency: str
) -> Iterator[etree._Element]:
    issued, shape = datetime.fromisoformat(document.issued_at), SHAPES[document.kind]
    yield element("cbc:UBLVersionID", "UBL 2.1")
    yield element(
        "cbc:CustomizationID", OPERATIONS.get(general["operationCode"], NOTE_OPERATIONS[shape.root])
    )
    yield element("cbc:ProfileID", shape.profile)
    yield element("cbc:ProfileExecutionID", unit.environment)
    yield element("cbc:ID", document.consecutive)
    seal = seal_name(document.kind, document.content)
    scheme = {"schemeID": unit.environment, "schemeName": f"{seal}-SHA384"}
    yield element("cbc:UUID", document.cufe, attributes=scheme)
    yield element("cbc:IssueDate", issue_date(issued))
    yield element("cbc:IssueTime", issue_time(issued))
    if shape.type_tag:
        code = shape.type_code or TYPES[general["subtypeCode"]]
        yield element(shape.type_tag, code)
    for note in document.content.get("notes") or ():
        if note and note.get("value"):
            yield element("cbc:Note", note["value"])
    yield element("cbc:DocumentCurrencyCode", currency)
    yield element("cbc:LineCountNumeric", str(len(document.content["documentLines"])))
    if period := general.get("documentPeriod"):
        yield _period(period)


def _correction(general: Content, target: Document | None) -> Iterator[etree._Element]:
    """Why a note is issued, and on what."""
    if target is None:
        return
    reason = (general.get("reasonOfIssuance") or {}).get("text")
    yield element(
        "cac:DiscrepancyResponse",
        element("cbc:ReferenceID", target.consecutive),
        element("cbc:ResponseCode", CONCEPTS.get(general["operationCode"], "5")),
        maybe("cbc:Description", reason),
    )
    scheme = {"schemeName": f"{seal_name(target.kind, target.content)}-SHA384"}
    yield element(
        "cac:BillingReference",
        element(
            "cac:InvoiceDocumentReference",
            element("cbc:ID", target.consecutive),
            element("cbc:UUID", target.cufe, attributes=scheme),
            element("cbc:IssueDate", issue_date(datetime.fromisoformat(target.issued_at))),
        ),
    )


def _extensions(document: Document, unit: Unit) -> etree._Element:
    numbering = unit.range_of(document.prefix, document.kind)
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
            software_security_code(unit.software_pin, document.consecutive),
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
