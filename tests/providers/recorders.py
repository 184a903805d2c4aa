"""A recorder that keeps what it was told, in order."""

from dataclasses import dataclass, field

from providers.base import WireAnswer, WireRequest


@dataclass
class MemoryRecorder:
    """`told` holds ("sent", request, None) and ("answered", request, answer) as they came."""

    told: list[tuple[str, WireRequest, WireAnswer | None]] = field(default_factory=list)

    def sent(self, request: WireRequest) -> None:
        self.told.append(("sent", request, None))

    def answered(self, request: WireRequest, answer: WireAnswer) -> None:
        self.told.append(("answered", request, answer))

    @property
    def requests(self) -> list[WireRequest]:
        return [request for kind, request, _ in self.told if kind == "sent"]

    @property
    def answers(self) -> list[WireAnswer]:
        return [answer for _, _, answer in self.told if answer is not None]

    @property
    def operations(self) -> list[str]:
        return [request.operation for request in self.requests]
