"""The comparison's only view: no key, no rules, no sums; the three rows and the answer."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.nested.serializers import DocumentSerializer
from invoicing.models import Event, IdempotentRequest

TRIES = 5


class Documents(APIView):
    """POST /v1/documents"""

    def post(self, request: Request) -> Response:
        """Validate, write, answer 201. Two in one microsecond: the second tries again."""
        serializer = DocumentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        for _ in range(TRIES):
            try:
                return _write(request, serializer)
            except IntegrityError:
                serializer = DocumentSerializer(data=request.data)
                serializer.is_valid(raise_exception=True)
        raise RuntimeError("no free position found")


def _write(request: Request, serializer: DocumentSerializer) -> Response:
    now = timezone.now()
    with transaction.atomic():
        document = serializer.save(created_at=now, updated_at=now)
        Event.objects.create(
            tenant_id=document.tenant_id,
            document=document,
            type="document.created",
            occurred_at=now,
            data={"status": document.status},
        )
        data: dict[str, Any] = serializer.data
        content = JSONRenderer().render(data)
        IdempotentRequest.objects.create(
            tenant_id=document.tenant_id,
            key=request.headers["Idempotency-Key"],
            fingerprint=hashlib.sha256(content).hexdigest(),
            document=document,
            response_status=201,
            response_body=content,
        )
    return Response(data, status=201)
