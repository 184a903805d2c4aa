"""A document the sandbox has taken, and the stages it goes through by itself."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from providers.co_yabico.sandbox.kinds import FAMILIES, RECEIVED, Family, Kind, other_party
from providers.sandbox.scenarios import Name

CREATED = "YABICO_CREATED"
VALIDATING = "DIAN_VALIDATING"
VALIDATED = "DIAN_VALIDATED"
REJECTED = "DIAN_REJECTED"
SENT = "SEND_EMAIL"
SENT_BADLY = "SEND_EMAIL_ERROR_RECIPIENT"
SENT_NOT = "SEND_EMAIL_ERROR_YABI"
UNHEARD_OF = "DIAN_SECOND_REVIEW"

DESCRIPTIONS = {
    CREATED: "Document filed with the provider.",
    VALIDATING: "DIAN is validating the document.",
    VALIDATED: "Document validated by DIAN.",
    REJECTED: "DIAN rejected the document.",
    SENT: "Document sent to the buyer and to the issuer.",
    SENT_BADLY: "Document validated; the buyer's e-mail address is missing or refuses mail.",
    SENT_NOT: "Document validated; the provider could not send the e-mail.",
    UNHEARD_OF: "Document under second review.",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A status and the instant it begins."""

    code: str
    at: datetime


@dataclass(slots=True)
class Document:
    """A document taken. `content` is its input as received, completed with parties and currency
    where they follow from the document it modifies; instants are ISO texts in UTC; `rules` the DIAN
    rules that reject it or come as notifications; `cufe` its fiscal id, CUDE and CUDS included.
    `modifies` is the uid of the document a note is about and `voids` whether it ends it. `source`
    is the uid of the seller's own document behind a purchase, empty where no unit issued it."""

    uid: str
    unit: str
    organization: str
    dialect: str
    prefix: str
    number: int
    content: dict[str, Any]
    accepted_at: str
    issued_at: str
    step_seconds: float
    cufe: str
    qr: str
    scenario: str = Name.OK
    rules: tuple[str, ...] = ()
    visible_at: str = ""
    released_at: str = ""
    kind: str = Kind.INVOICE
    modifies: str = ""
    voids: bool = False
    source: str = ""

    @property
    def consecutive(self) -> str:
        """Prefix and number together, as DIAN prints it."""
        return f"{self.prefix}{self.number}"

    @property
    def family(self) -> Family:
        """The names of its kind."""
        return FAMILIES[self.kind]

    @property
    def received(self) -> bool:
        """Whether somebody else issued it."""
        return self.kind in RECEIVED

    @property
    def party(self) -> dict[str, Any]:
        """The other party, as the input describes it: the buyer, or the supplier of what is
        bought."""
        found: dict[str, Any] = self.content["documentParties"][other_party(self.kind)]
        return found

    @property
    def on_credit(self) -> bool:
        """Whether it is paid later."""
        means = self.content["paymentDescription"]["paymentMeans"]
        return any(m["paymentMeanId"] == "CREDIT" for m in means)

    @property
    def has_email(self) -> bool:
        """Whether there is an address to send the document to."""
        return bool(
            self.party.get("email") or self.content["generalInformation"].get("acquirerEmail")
        )

    def visible(self, now: datetime) -> bool:
        """Whether queries find it already."""
        return not self.visible_at or datetime.fromisoformat(self.visible_at) <= now

    def stages(self, now: datetime) -> list[Stage]:
        """The stages reached by `now`, oldest first; never empty, even if the clock that took the
        document was ahead of this one."""
        first, *later = self._life()
        return [first, *(stage for stage in later if stage.at <= now)]

    def status(self, now: datetime) -> Stage:
        """The stage it is in."""
        return self.stages(now)[-1]

    def signed(self, now: datetime) -> bool:
        """Whether its fiscal id, QR and XML exist: from the moment it went to DIAN."""
        return self.received or len(self.stages(now)) > 1

    def validated(self, now: datetime) -> bool:
        """Whether DIAN has validated it."""
        return any(stage.code == VALIDATED for stage in self.stages(now))

    def rejected(self, now: datetime) -> bool:
        """Whether DIAN has rejected it."""
        return self.status(now).code == REJECTED

    def known_as(self, key: str, now: datetime) -> bool:
        """Whether `key` names it: its UUID, its number, or its fiscal id once signed."""
        return key in (self.uid, self.consecutive) or (key == self.cufe and self.signed(now))

    def as_json(self) -> dict[str, Any]:
        """How the journal keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Document":
        """The document from `as_json`."""
        return cls(**{**kept, "rules": tuple(kept["rules"])})

    def _life(self) -> Iterator[Stage]:
        start = datetime.fromisoformat(self.accepted_at)
        if self.received:
            yield Stage(VALIDATED, start)
            return
        yield Stage(CREATED, start)
        for steps, code in enumerate(self._path(), start=1):
            yield Stage(code, start + timedelta(seconds=steps * self.step_seconds))
        if self.released_at:
            released = datetime.fromisoformat(self.released_at)
            for steps, code in enumerate((VALIDATED, self._last())):
                yield Stage(code, released + timedelta(seconds=steps * self.step_seconds))

    def _path(self) -> tuple[str, ...]:
        if self.scenario == Name.REJECT:
            return VALIDATING, REJECTED
        if self.scenario == Name.STAYS_VALIDATING:
            return (VALIDATING,)
        if self.scenario == Name.UNKNOWN_STATUS:
            return VALIDATING, UNHEARD_OF, UNHEARD_OF, VALIDATED, self._last()
        return VALIDATING, VALIDATED, self._last()

    def _last(self) -> str:
        if self.scenario == Name.EMAIL_FAILED:
            return SENT_NOT
        return SENT if self.has_email or self.dialect == "printed" else SENT_BADLY
