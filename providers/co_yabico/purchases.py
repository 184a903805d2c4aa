"""Purchases at the provider: documents somebody else issued to us (`providers.purchases`)."""

from typing import Final

from providers.base import Account, ErrorKind, ProviderError, Recorder, RemoteFile
from providers.co_yabico import reading_purchases
from providers.co_yabico.connection import Connection, Connections
from providers.co_yabico.documents import found_files
from providers.co_yabico.files import checked
from providers.co_yabico.kinds import PURCHASES, Added
from providers.purchases import Purchase, PurchaseJob, PurchasePage

THERE_ALREADY: Final = "number_already_used"


class PurchaseVerbs(Connections):
    """`providers.purchases.PurchaseReader` and `PurchaseLister`."""

    def add_purchase(self, job: PurchaseJob) -> Purchase:
        """Have the provider take a purchase in by its fiscal id; one that is there already is
        answered like a new one. Raises ProviderError as the port says."""
        connection, added = self._purchases(job)
        try:
            made = connection.client.add_purchase(added, job.fiscal_id)
        except ProviderError as error:
            if error.code != THERE_ALREADY:
                raise reading_purchases.explained(error) from error
            return _there(connection, added, job)
        return reading_purchases.purchase(made.document, job.document_type, made.notices)

    def find_purchase(self, job: PurchaseJob) -> Purchase | None:
        """By operation id or fiscal id; where that shows none, in the list by fiscal id."""
        return _find(*self._purchases(job), job)

    def purchase_files(self, job: PurchaseJob) -> tuple[RemoteFile, ...]:
        """Its XML and PDF. Raises RETRY `file_not_ready`, `file_corrupt`, `document_not_found`."""
        connection, added = self._purchases(job)
        uid = job.operation_id or job.fiscal_id
        return checked(found_files(connection, added.family, uid), job.fiscal_id)

    def list_purchases(
        self,
        account: Account,
        recorder: Recorder,
        document_type: str,
        *,
        after: str | None = None,
        first: int = 50,
    ) -> PurchasePage:
        """A page of what the provider holds, by whatever way it came in (CUFE or e-mail)."""
        added = PURCHASES[document_type]
        client = self.connect(account, recorder).client
        nodes, following = client.purchases(added.family, None, first, after)
        read = tuple(reading_purchases.purchase(node, document_type) for node in nodes)
        return PurchasePage(read, following)

    def _purchases(self, job: PurchaseJob) -> tuple[Connection, Added]:
        return self.connect(job.account, job.recorder), PURCHASES[job.document_type]


def _find(connection: Connection, added: Added, job: PurchaseJob) -> Purchase | None:
    uid = job.operation_id or job.fiscal_id
    found = connection.client.purchase(added.family, uid)
    if found is None and job.operation_id is None:
        query = {"and": [{"documentUid": job.fiscal_id}]}
        listed, _ = connection.client.purchases(added.family, query, 1)
        found = listed[0] if listed else None
    return None if found is None else reading_purchases.purchase(found, job.document_type)


def _there(connection: Connection, added: Added, job: PurchaseJob) -> Purchase:
    found = _find(connection, added, job)
    if found is None:
        message = "The provider says the purchase is there, and does not show it."
        raise ProviderError(ErrorKind.IN_DOUBT, THERE_ALREADY, message)
    return found
