"""What was last told of a limit that draws near, so that it is told once."""

from typing import ClassVar

from django.db import models

from parties.models import Tenant


class AccountAlert(models.Model):
    """The level last seen of something: percent of a plan used, or the days before an end, counted
    up in `invoicing.account_watch`. `subject` names what it is about: a profile's id, or a digest
    of the account's credential reference.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "subject"], name="account_alert_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}: {self.level}"
