"""Where providers send their notices: no API key, stored first, answered at once."""

import structlog
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel, Field, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from invoicing import notices, provider_webhooks
from invoicing.api import reading
from invoicing.api.describe import examples_of, responses
from invoicing.api.invalid import InvalidRequest, invalid, problems_of
from invoicing.errors import Refusal
from parties.models import Tenant
from providers import registry
from providers.notices import BadNotice

FACTURAGREEN = "mx_facturagreen"
MOST_BYTES = 64 * 1024
TAG = "Provider notices"
WHERE = "The address is unguessable and one tenant's own."


class FacturaGreenEvent(BaseModel):
    """What happened; `uuid` names it once and for all."""

    type: str = ""
    uuid: str = ""


class FacturaGreenCfdi(BaseModel):
    """The document; `uuid` is FacturaGreen's id or SAT's, serie and folio are FacturaGreen's."""

    uuid: str = ""
    scope: str = ""
    folio: str = ""
    serie: str = ""


class FacturaGreenData(BaseModel):
    """Whose document it is about."""

    business_uuid: str = ""
    customer_uuid: str = ""
    cfdi: FacturaGreenCfdi = Field(default_factory=FacturaGreenCfdi)


class FacturaGreenWebhookRequest(BaseModel):
    """A notice of FacturaGreen. Nothing in it is believed: it is a reason to look."""

    event: FacturaGreenEvent
    data: FacturaGreenData


class NoticeTooLarge(Refusal):
    """More bytes than any notice has."""

    status = 413

    def __init__(self) -> None:
        super().__init__("body_too_large", f"A notice may have {MOST_BYTES:,} bytes at most.")


class WrongSecret(Refusal):
    """The shared secret is missing or wrong."""

    status = 401

    def __init__(self) -> None:
        super().__init__("secret_wrong", "The shared secret is not the one agreed upon.")


class SecretNotReadable(Refusal):
    """The shared secret cannot be compared just now."""

    status = 503
    retry_after = 30

    def __init__(self) -> None:
        super().__init__("secret_unavailable", "The notice cannot be checked now; send it again.")


class _Notices(APIView):
    """A view without API key: what may come in is decided by address and shared secret."""

    authentication_classes = ()
    metadata_class = None
    http_method_names = ["post"]  # noqa: RUF012

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """No one authenticates, nothing is negotiated."""


class FacturaGreenNotices(_Notices):
    """/v1/provider-webhooks/facturagreen"""

    @extend_schema(
        operation_id="receive_fg_webhook",
        summary="Take in a notice of FacturaGreen, of a business of exactly one tenant",
        tags=[TAG],
        auth=[],
        request={"application/json": FacturaGreenWebhookRequest},
        responses=responses(None, 202, (401, 413, 503)),
        examples=examples_of("receive_fg_webhook", 202),
    )
    def post(self, request: Request) -> HttpResponse:
        """Store a notice."""
        return _receive(request, None)


class FacturaGreenTenantNotices(_Notices):
    """/v1/provider-webhooks/facturagreen/{token}"""

    @extend_schema(
        operation_id="receive_tenant_fg_webhook",
        summary="Take in a notice of FacturaGreen for one tenant",
        description=WHERE,
        tags=[TAG],
        auth=[],
        parameters=[OpenApiParameter("token", str, OpenApiParameter.PATH, required=True)],
        request={"application/json": FacturaGreenWebhookRequest},
        responses=responses(None, 202, (401, 404, 413, 503)),
        examples=examples_of("receive_tenant_fg_webhook", 202),
    )
    def post(self, request: Request, token: str) -> HttpResponse:
        """Store a notice for the tenant whose address it is."""
        return _receive(request, provider_webhooks.tenant_of(FACTURAGREEN, token))


def _receive(request: Request, tenant: Tenant | None) -> HttpResponse:
    """A body that is no notice is stored, too, and answered with what is wrong with it."""
    provider = registry.get(FACTURAGREEN)
    assert provider is not None
    arrival = notices.Arrival(
        provider=provider,
        body=_body(request),
        headers={name.lower(): value for name, value in request.headers.items()},
        flow_id=str(structlog.contextvars.get_contextvars().get("flow_id", "")),
        tenant=tenant,
    )
    try:
        notices.receive(arrival)
    except notices.Refused as error:
        raise WrongSecret from error
    except notices.SecretUnavailable as error:
        raise SecretNotReadable from error
    except BadNotice as error:
        raise _problems(arrival.body, str(error)) from error
    return HttpResponse(status=202)


def _body(request: Request) -> bytes:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise NoticeTooLarge
    body = reading.raw_body(request)
    if len(body) > MOST_BYTES:
        raise NoticeTooLarge
    return body


def _problems(body: bytes, message: str) -> InvalidRequest:
    try:
        FacturaGreenWebhookRequest.model_validate_json(body)
    except ValidationError as error:
        return InvalidRequest(problems_of(error, ("body",)))
    return invalid(("body", "event"), message, "notice_malformed")
