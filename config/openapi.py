"""The API's own description: OpenAPI 3.1, written once per process, and two pages to read it."""

from functools import cache
from typing import Any, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerView
from pydantic import BaseModel
from pydantic.json_schema import model_json_schema, models_json_schema

from config.problem import problem, unknown_route
from documents import country_specific
from invoicing.api.endpoint import READING
from invoicing.api.fields import TAGGED_AT

REFERENCE = "#/components/schemas/{model}"


class BodyModels(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Describes pydantic models as what they accept (drf-spectacular's own extension: as what they
    write, where a decimal is text)."""

    target_class = "pydantic.BaseModel"
    match_subclasses = True
    priority = 1

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        """The class's name."""
        return str(self.target.__name__)

    def get_identity(self, auto_schema: Any, direction: Any) -> Any:
        """One component per name, however many operations and models refer to it."""
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The model's schema; models inside it become components of their own."""
        schema = model_json_schema(self.target, ref_template=REFERENCE, mode="validation")
        for name, part in schema.pop("$defs", {}).items():
            component = ResolvedComponent(  # type: ignore[no-untyped-call]
                name=name, type=ResolvedComponent.SCHEMA, object=name, schema=part
            )
            auto_schema.registry.register_on_missing(component)
        return schema


class BearerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the API key."""

    target_class = "config.api.BearerKey"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """HTTP bearer authentication."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of your tenant (manage.py create_api_key).",
        }


@cache
def document() -> bytes:
    """The schema as JSON."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    schema["components"]["schemas"].update(_country_models())
    _name_tagged_unions(schema)
    _require_bodies(schema)
    return orjson.dumps(schema, default=str, option=orjson.OPT_NON_STR_KEYS)


def _country_models() -> dict[str, Any]:
    models: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (schema.model, "validation") for schema in country_specific.schemas()
    ]
    _, schema = models_json_schema(models, ref_template=REFERENCE)
    found: dict[str, Any] = schema["$defs"]
    return found


def _name_tagged_unions(part: Any) -> None:
    """Say at each `country_specific` field which models, told apart by `type`, may stand there."""
    if isinstance(part, dict):
        if TAGGED_AT in part:
            part.update(_tagged_union(part.pop(TAGGED_AT)))
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            _name_tagged_unions(inner)


def _require_bodies(schema: dict[str, Any]) -> None:
    """An operation that takes a body needs one, be it an empty object."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True


def _tagged_union(place: str) -> dict[str, Any]:
    tags = {
        schema.tag: REFERENCE.format(model=schema.model.__name__)
        for schema in country_specific.schemas()
        if schema.place == place
    }
    return {
        "oneOf": [{"$ref": reference} for reference in tags.values()],
        "discriminator": {"propertyName": "type", "mapping": tags},
    }


@csrf_exempt
def schema_json(request: HttpRequest) -> HttpResponse:
    """GET /v1/openapi.json"""
    if request.method not in READING:
        return problem(
            405, "method_not_allowed", "Only GET.", {"Allow": ", ".join(sorted(READING))}
        )
    return HttpResponse(document(), content_type="application/json")


class Redoc(SpectacularRedocView):
    """GET /v1/redoc, without the fonts that its usual page fetches from elsewhere."""

    template_name = "api/redoc.html"


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", schema_json, name="openapi"),
    path("docs", SpectacularSwaggerView.as_view(url_name="openapi"), name="docs"),
    path("redoc", Redoc.as_view(url_name="openapi"), name="redoc"),
    path("", include("invoicing.api.urls")),
    path("", include("webhooks.api.urls")),
    re_path(r"^(?P<rest>.*)$", unknown_route),
]
