"""Parties and issuer profiles."""

from collections.abc import Mapping

from django.http import HttpResponse
from rest_framework.request import Request

from documents import country_specific
from documents.values import Severity
from invoicing.api import answers, reading, render
from invoicing.api.describe import operation
from invoicing.api.drafts import country_fields
from invoicing.api.endpoint import Endpoint, caller_of
from invoicing.api.invalid import InvalidRequest
from invoicing.api.party_bodies import CreateIssuerProfileRequest, CreatePartyRequest
from invoicing.api.provider_config import config_faults
from invoicing.api.queries import IssuerProfileQuery, PartyQuery
from parties import profiles, register
from parties.errors import Finding


class Parties(Endpoint):
    """/v1/parties"""

    @operation(
        "create_party",
        "Register a party",
        body=CreatePartyRequest,
        answer=answers.Party,
        status=201,
        problems=[413, 415],
        tag="Parties",
    )
    def post(self, request: Request) -> HttpResponse:
        """Register a party."""
        tenant = caller_of(request).tenant
        body = reading.body(request, CreatePartyRequest)
        reading.require_tenant(tenant, body.tenant_id)
        party = register.register(tenant, _new_party(body))
        return render.json_response(render.party(party), 201)

    @operation(
        "list_parties",
        "List parties",
        query=PartyQuery,
        answer=answers.PartyList,
        tag="Parties",
    )
    def get(self, request: Request) -> HttpResponse:
        """All parties, the active ones by default."""
        query = reading.query(request, PartyQuery)
        rows = register.listed(
            caller_of(request).tenant, include_deactivated=query.include_deactivated
        )
        return render.json_response({"items": [render.party(row) for row in rows]})


def _new_party(body: CreatePartyRequest) -> register.NewParty:
    parts = body.model_dump(mode="json", exclude_unset=True, exclude={"tenant_id"})
    if body.country_specific is not None:
        parts["country_specific"], problems = country_fields(
            body.country,
            country_specific.PARTY,
            body.country_specific,
            ("body", "country_specific"),
        )
        if problems:
            raise InvalidRequest(problems)
    return register.NewParty(**parts)


class PartyDetail(Endpoint):
    """/v1/parties/{party_id}"""

    @operation(
        "get_party",
        "One party",
        answer=answers.Party,
        path=["party_id"],
        problems=[404],
        tag="Parties",
    )
    def get(self, request: Request, party_id: str) -> HttpResponse:
        """A party."""
        wanted = reading.path_id("party_id", party_id)
        return render.json_response(render.party(register.get(caller_of(request).tenant, wanted)))


class DeactivateParty(Endpoint):
    """/v1/parties/{party_id}/deactivate"""

    @operation(
        "deactivate_party",
        "Bar a party from new documents",
        answer=answers.Party,
        path=["party_id"],
        problems=[404],
        tag="Parties",
    )
    def post(self, request: Request, party_id: str) -> HttpResponse:
        """Deactivate a party; again is the same answer."""
        wanted = reading.path_id("party_id", party_id)
        reading.no_body(request)
        party = register.deactivate(caller_of(request).tenant, wanted)
        return render.json_response(render.party(party))


class IssuerProfiles(Endpoint):
    """/v1/issuer-profiles"""

    @operation(
        "create_issuer_profile",
        "Set up a series with its numbering range",
        body=CreateIssuerProfileRequest,
        answer=answers.IssuerProfile,
        status=201,
        problems=[413, 415],
        tag="Issuer profiles",
    )
    def post(self, request: Request) -> HttpResponse:
        """Create an issuer profile."""
        tenant = caller_of(request).tenant
        body = reading.body(request, CreateIssuerProfileRequest)
        reading.require_tenant(tenant, body.tenant_id)
        new = profiles.NewProfile(
            **body.model_dump(exclude={"tenant_id", "document_types"}),
            document_types=tuple(body.document_types or ()),
        )
        profile = profiles.create(tenant, new, _provider_findings)
        return render.json_response(render.issuer_profile(profile), 201)

    @operation(
        "list_issuer_profiles",
        "List issuer profiles",
        query=IssuerProfileQuery,
        answer=answers.IssuerProfileList,
        tag="Issuer profiles",
    )
    def get(self, request: Request) -> HttpResponse:
        """All issuer profiles that match, the active ones by default."""
        query = reading.query(request, IssuerProfileQuery)
        filters = query.model_dump(exclude={"include_deactivated"}, exclude_none=True)
        rows = profiles.listed(
            caller_of(request).tenant,
            include_deactivated=query.include_deactivated,
            filters=filters,
        )
        return render.json_response({"items": [render.issuer_profile(row) for row in rows]})


def _provider_findings(country: str, config: Mapping[str, str]) -> tuple[Finding, ...]:
    faults = config_faults(country, config)
    return tuple(Finding(f.code, f.path, f.message) for f in faults if f.severity is Severity.ERROR)


class IssuerProfileDetail(Endpoint):
    """/v1/issuer-profiles/{profile_id}"""

    @operation(
        "get_issuer_profile",
        "One issuer profile",
        answer=answers.IssuerProfile,
        path=["profile_id"],
        problems=[404],
        tag="Issuer profiles",
    )
    def get(self, request: Request, profile_id: str) -> HttpResponse:
        """An issuer profile."""
        wanted = reading.path_id("profile_id", profile_id)
        profile = profiles.get(caller_of(request).tenant, wanted)
        return render.json_response(render.issuer_profile(profile))


class DeactivateIssuerProfile(Endpoint):
    """/v1/issuer-profiles/{profile_id}/deactivate"""

    @operation(
        "deactivate_issuer_profile",
        "Bar an issuer profile from new documents",
        answer=answers.IssuerProfile,
        path=["profile_id"],
        problems=[404],
        tag="Issuer profiles",
    )
    def post(self, request: Request, profile_id: str) -> HttpResponse:
        """Deactivate an issuer profile; again is the same answer."""
        wanted = reading.path_id("profile_id", profile_id)
        reading.no_body(request)
        profile = profiles.deactivate(caller_of(request).tenant, wanted)
        return render.json_response(render.issuer_profile(profile))
