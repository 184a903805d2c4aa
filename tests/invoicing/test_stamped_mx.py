"""What failed here and is stamped all the same: it counts until a person has settled it, and then
its files are fetched."""

import pytest

from documents.models import DocumentFile
from invoicing import cancel, reconcile, stamped
from invoicing.errors import Unprocessable
from tests.invoicing.facturagreen import (  # noqa: F401 - fixtures
    mx_controls,
    mx_invoice,
    mx_issuer,
    mx_unit,
    rep,
)
from tests.invoicing.notes import STAFF, run, submitted

MOTIVE = {"type": "mx_cfdi.v4_0", "cancellation": {"motivo": "02"}}


@pytest.fixture
def invoice(tenant, mx_issuer):  # noqa: F811
    """An issued PPD invoice of 1,160.00 MXN."""
    document = run(submitted(tenant, mx_invoice()))
    assert document.status == "ISSUED", document.failure
    return document


@pytest.fixture
def doubtful(tenant, invoice, mx_controls, mx_unit):  # noqa: F811
    """A payment of all of it whose stamp does not verify."""
    mx_controls.arm(mx_unit, "wrong_seal", operation="cfdi/emmited/payment")
    document = run(submitted(tenant, rep(invoice, amount="1160.00")))
    assert (document.status, stamped.is_stamped(document)) == ("FAILED", True), document.failure
    return document


def test_what_may_have_been_paid_is_not_paid_again(tenant, invoice, doubtful):
    with pytest.raises(Unprocessable) as refused:
        submitted(tenant, rep(invoice, amount="1160.00"))
    assert {fault.path[0] for fault in refused.value.faults} <= {"payment", "references"}


def test_nor_is_the_invoice_cancelled_under_it(tenant, invoice, doubtful):
    with pytest.raises(Unprocessable) as refused:
        cancel.request_cancellation(tenant, invoice.id, None, MOTIVE, STAFF)
    assert str(doubtful.id) in refused.value.message


def test_once_it_is_settled_as_cancelled_there_it_counts_no_more(tenant, invoice, doubtful):
    changes = {"status": "FAILED", "failure_reason": "cancelled at SAT"}
    reconcile.settle(tenant, doubtful.id, changes, STAFF)
    assert run(submitted(tenant, rep(invoice, amount="1160.00"))).status == "ISSUED"


def test_once_it_is_settled_as_issued_its_files_are_fetched(tenant, invoice, doubtful):
    fiscal_id = stamped.fiscal_id_of(doubtful)
    changes = {"status": "ISSUED", "fiscal_id": fiscal_id}
    document = reconcile.settle(tenant, doubtful.id, changes, STAFF)
    assert document.submissions.filter(step="files").count() == 1
    run(document)
    kinds = set(DocumentFile.objects.filter(document=document).values_list("kind", flat=True))
    assert "xml" in kinds
