"""manage.py verify_evidence: is every tenant's chain of evidence whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents import evidence
from documents.models import Evidence
from parties.models import Tenant


class Command(BaseCommand):
    """Prints every changed, removed or inserted row; exits 1 when there is one."""

    help = "Verify the SHA-256 chain of evidence of one tenant or of all."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--tenant ID` for one tenant only."""
        parser.add_argument("--tenant", help="id of the only tenant to verify")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chains."""
        tenants = Tenant.objects.order_by("id")
        if options["tenant"]:
            tenants = tenants.filter(id=options["tenant"])
        findings = [finding for tenant in tenants for finding in evidence.verify(tenant)]
        for finding in findings:
            self.stdout.write(f"tenant {finding.tenant_id} row {finding.seq}: {finding.problem}")
        if findings:
            raise CommandError(f"{len(findings)} findings: the evidence has been tampered with.")
        rows = Evidence.objects.filter(tenant__in=tenants).count()
        self.stdout.write(f"{rows} rows of evidence of {tenants.count()} tenants verified.")
