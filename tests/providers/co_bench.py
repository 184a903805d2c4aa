"""A unit of the Colombian sandbox and a job maker, for tests of the provider over real HTTP."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from documents.values import Numbering
from providers.base import Account, Job, Provider
from providers.co_yabico.provider import YabicoProvider
from tests.providers import co_documents
from tests.providers.conftest import Sandbox
from tests.providers.recorders import MemoryRecorder

PATHS = {"live": "/co/einvoices/v2/", "printed": "/co/einvoices/v1/"}
STEP = 1.0
PROVIDER = YabicoProvider()


@dataclass
class YabicoBench:
    """A unit of the sandbox whose documents move one status per second of the sandbox's clock."""

    sandbox: Sandbox
    dialect: str
    unit: dict[str, Any]
    provider: Provider = PROVIDER
    recorder: MemoryRecorder = field(default_factory=MemoryRecorder)
    numbers: Any = field(default_factory=lambda: count(990000001))

    @property
    def account(self) -> Account:
        config = {
            "base_url": self.sandbox.url + PATHS[self.dialect],
            "organizational_unit_id": self.unit["uid"],
            "environment": self.unit["environment"],
            "technical_key": self.unit["ranges"][0]["technicalKey"],
            "software_pin": self.unit["softwarePin"],
        }
        return Account("profile-1", self.unit["token"], config=config)

    def job(self, *lines: Any, **changes: Any) -> Job:
        today = datetime.now(ZoneInfo("America/Bogota")).date()
        numbering = Numbering("SETP", "SETP", 990000000, 995000000, next(self.numbers))
        fields = {"emission_date": today, "numbering": numbering, **changes}
        value = co_documents.document(*lines, **fields)
        return co_documents.job(value, self.account, self.recorder)

    def arm(self, scenario: str, **more: Any) -> None:
        self.sandbox.arm(self.unit["uid"], scenario, operation="createInvoice", **more)

    def arm_reading(self, scenario: str, **more: Any) -> None:
        self.sandbox.arm(self.unit["uid"], scenario, operation="invoice", **more)

    def hurried(self, job: Job) -> Job:
        config = {**job.account.config, "read_timeout": "0.5"}
        return replace(job, account=replace(job.account, config=config))

    def settle(self, seconds: float = 60) -> None:
        self.sandbox.control("POST", "/clock", unit=self.unit["uid"], advance_seconds=seconds)

    def taken(self) -> int:
        return len(self.sandbox.documents(self.unit["uid"]))
