"""Which documents of ours refer to which: what `Document.references` says, to be found from the
other end.
"""

from typing import Any

from django.db import models


class DocumentReference(models.Model):
    """One document refers to another of the same tenant. Kept along with `Document.references`:
    written when a document is stored, anew when its references change. `settled` is what a payment
    complement found settled of the invoice as it was submitted: `credited` and `paid` as decimal
    text, `instalments`.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(
        "documents.Document",
        on_delete=models.PROTECT,
        related_name="refers_to",
        db_index=False,
    )
    referenced_document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, related_name="referred_by"
    )
    relation = models.CharField(max_length=20)
    settled: "models.JSONField[Any]" = models.JSONField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["document", "referenced_document", "relation"],
                name="document_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.relation} {self.referenced_document_id}"
