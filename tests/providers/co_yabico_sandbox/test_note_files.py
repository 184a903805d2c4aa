"""The XML and PDF of notes, support documents and purchases."""

import base64
import io
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from providers.co_yabico.sandbox import seeded

from .client import Sandbox
from .operations import (
    ADJUST,
    adjustment,
    ask_one,
    credit_note,
    debit_note,
    done,
    support_document,
    validated_invoice,
    void,
)

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
SPACES = {
    "cac": f"{UBL}:CommonAggregateComponents-2",
    "cbc": f"{UBL}:CommonBasicComponents-2",
    "sts": "dian:gov:co:facturaelectronica:Structures-2-1",
}
FILES = """files { attachedDocument { data filename } graphicalRepresentationPdf { data }
    graphicalRepresentationHtml { data } }"""
CREATE_SUPPORT = "createAcquisitionSupportDocument"


def files(sandbox: Sandbox, query: str, uid: str) -> Any:
    """The files of a document."""
    return ask_one(sandbox, query, uid, FILES)["files"]


def xml(sandbox: Sandbox, query: str, uid: str) -> etree._Element:
    """The UBL document inside the container."""
    data = files(sandbox, query, uid)["attachedDocument"]["data"]
    container = etree.fromstring(base64.b64decode(data))
    path = "cac:Attachment/cac:ExternalReference/cbc:Description"
    return etree.fromstring((container.findtext(path, namespaces=SPACES) or "").encode())


def text(node: etree._Element, path: str) -> str | None:
    """The text at a path."""
    found: str | None = node.findtext(path, namespaces=SPACES)
    return found


def test_a_credit_note_in_ubl(sandbox: Sandbox) -> None:
    sold = validated_invoice(sandbox)["uid"]
    note = done(sandbox, "createCreditNote", credit_note(sold))["uid"]
    assert set(files(sandbox, "creditNote", note).values()) == {None}
    sandbox.pass_time(20)
    ubl = xml(sandbox, "creditNote", note)
    invoice, kept = sandbox.kept()
    assert etree.QName(ubl).localname == "CreditNote"
    assert text(ubl, "cbc:CreditNoteTypeCode") == "91"
    assert text(ubl, "cbc:CustomizationID") == "20"
    (uuid,) = ubl.findall("cbc:UUID", SPACES)
    assert (uuid.text, uuid.get("schemeName")) == (kept["cufe"], "CUDE-SHA384")
    assert text(ubl, "cac:DiscrepancyResponse/cbc:ResponseCode") == "1"
    billing = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:"
    assert text(ubl, f"{billing}ID") == "SETP990000001"
    assert text(ubl, f"{billing}UUID") == invoice["cufe"]
    assert text(ubl, "cac:CreditNoteLine/cbc:CreditedQuantity") == "1"
    assert text(ubl, "cac:LegalMonetaryTotal/cbc:PayableAmount") == "59500.00"
    assert ubl.find(".//sts:InvoiceControl", SPACES) is None


def test_a_void_in_ubl_is_an_annulment(sandbox: Sandbox) -> None:
    sold = validated_invoice(sandbox)["uid"]
    note = done(sandbox, "voidInvoice", void(sold))["uid"]
    sandbox.pass_time(20)
    ubl = xml(sandbox, "creditNote", note)
    assert text(ubl, "cac:DiscrepancyResponse/cbc:ResponseCode") == "2"
    assert text(ubl, "cac:DiscrepancyResponse/cbc:Description") == "Devolución de mercancía"


def test_a_debit_note_in_ubl(sandbox: Sandbox) -> None:
    sold = validated_invoice(sandbox)["uid"]
    note = done(sandbox, "createDebitNote", debit_note(sandbox.unit, sold))["uid"]
    sandbox.pass_time(20)
    ubl = xml(sandbox, "debitNote", note)
    assert etree.QName(ubl).localname == "DebitNote"
    assert text(ubl, "cac:DiscrepancyResponse/cbc:ResponseCode") == "4"
    assert text(ubl, "cac:DebitNoteLine/cbc:DebitedQuantity") == "1"
    assert text(ubl, "cac:RequestedMonetaryTotal/cbc:PayableAmount") == "11900.00"


def test_a_support_document_in_ubl_has_the_unit_as_buyer(sandbox: Sandbox) -> None:
    bought = done(sandbox, CREATE_SUPPORT, support_document(sandbox.unit))["uid"]
    sandbox.pass_time(20)
    ubl = xml(sandbox, "acquisitionSupportDocument", bought)
    assert etree.QName(ubl).localname == "Invoice"
    assert text(ubl, "cbc:InvoiceTypeCode") == "05"
    (uuid,) = ubl.findall("cbc:UUID", SPACES)
    assert uuid.get("schemeName") == "CUDS-SHA384"
    assert text(ubl, ".//sts:AuthorizedInvoices/sts:Prefix") == "SEDS"
    company = "//cac:PartyTaxScheme/cbc:CompanyID"
    assert text(ubl, f"cac:AccountingSupplierParty{company}") == "52123456"
    assert text(ubl, f"cac:AccountingCustomerParty{company}") == "900559088"
    assert text(ubl, "cac:InvoiceLine/cac:InvoicePeriod/cbc:StartDate") == "2026-01-10"


def test_an_adjustment_note_in_ubl(sandbox: Sandbox) -> None:
    bought = done(sandbox, CREATE_SUPPORT, support_document(sandbox.unit))["uid"]
    sandbox.pass_time(20)
    note = done(sandbox, ADJUST, adjustment(sandbox.unit, bought))["uid"]
    sandbox.pass_time(20)
    ubl = xml(sandbox, "acquisitionAdjustmentNote", note)
    assert text(ubl, "cbc:CreditNoteTypeCode") == "95"
    reference = ubl.find("cac:BillingReference//cbc:UUID", SPACES)
    assert reference is not None
    assert reference.get("schemeName") == "CUDS-SHA384"


def test_a_purchase_has_the_sellers_files(sandbox: Sandbox) -> None:
    uid = done(sandbox, "addPurchaseInvoice", {"cufe": seeded.ON_CREDIT.cufe})["uid"]
    ubl = xml(sandbox, "purchaseInvoice", uid)
    company = "//cac:PartyTaxScheme/cbc:CompanyID"
    assert text(ubl, f"cac:AccountingSupplierParty{company}") == "830080150"
    assert text(ubl, f"cac:AccountingCustomerParty{company}") == "900559088"
    assert text(ubl, "cbc:UUID") == seeded.ON_CREDIT.cufe


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("creditNote", ["Nota crédito NC1", "CUDE:"]),
        ("debitNote", ["Nota débito ND1", "CUDE:"]),
        ("acquisitionSupportDocument", ["SEDS984000001", "Proveedor: Ana Díaz", "CUDS:"]),
        ("purchaseInvoice", ["FV1001", "PROVEEDOR DE PRUEBAS SAS", "CUFE:"]),
    ],
)
def test_the_pdfs_can_be_read(sandbox: Sandbox, query: str, words: list[str]) -> None:
    sold = validated_invoice(sandbox)["uid"]
    made = {
        "creditNote": lambda: done(sandbox, "createCreditNote", credit_note(sold)),
        "debitNote": lambda: done(sandbox, "createDebitNote", debit_note(sandbox.unit, sold)),
        "acquisitionSupportDocument": lambda: done(
            sandbox, CREATE_SUPPORT, support_document(sandbox.unit)
        ),
        "purchaseInvoice": lambda: done(
            sandbox, "addPurchaseInvoice", {"cufe": seeded.ON_CREDIT.cufe}
        ),
    }[query]()
    sandbox.pass_time(20)
    data = files(sandbox, query, made["uid"])["graphicalRepresentationPdf"]["data"]
    pages = PdfReader(io.BytesIO(base64.b64decode(data))).pages
    read = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert [word for word in words if word not in read] == []
