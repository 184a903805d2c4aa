"""Keeps as evidence what a provider says on the wire, while it says it."""

from dataclasses import dataclass
from uuid import UUID

from documents import evidence
from invoicing.models import FollowUp, Submission
from providers.base import WireAnswer, WireRequest


@dataclass(frozen=True, slots=True)
class Reading:
    """Looking something up at a provider that concerns no document: once, in somebody's flow."""

    tenant_id: UUID
    flow_id: str
    document_id: UUID | None = None
    attempts: int = 1


class EvidenceRecorder:
    """`providers.base.Recorder` for one piece of work: each call returns after its row is
    committed.
    """

    def __init__(self, work: Submission | FollowUp | Reading, provider: str) -> None:
        self._work = work
        self._provider = provider

    def sent(self, request: WireRequest) -> None:
        """Keep the request before the socket opens."""
        evidence.keep(self._piece(request, "sent"))

    def answered(self, request: WireRequest, answer: WireAnswer) -> None:
        """Keep the answer, or the error in its place, before anybody acts on it."""
        evidence.keep(self._piece(request, "answered", answer))

    def _piece(
        self, request: WireRequest, phase: str, answer: WireAnswer | None = None
    ) -> evidence.Piece:
        return evidence.Piece(
            tenant_id=self._work.tenant_id,
            document_id=self._work.document_id,
            exchange_id=UUID(request.exchange_id),
            phase=phase,
            provider=self._provider,
            operation=request.operation,
            attempt=max(self._work.attempts, 1),
            method=request.method,
            url=request.url,
            request_headers=request.headers,
            request_body=request.body,
            response_status=answer.status if answer else None,
            response_headers=answer.headers if answer else None,
            response_body=answer.body if answer else None,
            error=answer.error if answer else "",
            milliseconds=answer.milliseconds if answer else None,
            flow_id=self._work.flow_id,
            received_document_id=(
                self._work.received_document_id if isinstance(self._work, FollowUp) else None
            ),
        )
