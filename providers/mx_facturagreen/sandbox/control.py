"""The control endpoint: what tests and curious people may ask of the sandbox and do to it."""

from collections.abc import Callable
from typing import Any

from providers.mx_facturagreen.sandbox.cancel import answered, dependents
from providers.mx_facturagreen.sandbox.cancellation import standing, status
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.keys import PAC_NUMBER, PAC_RFC
from providers.mx_facturagreen.sandbox.notices import Poster
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.taxpayers import order_taxpayer
from providers.mx_facturagreen.sandbox.units import Unit, changed, order_unit, show_unit
from providers.sandbox.scenarios import Armed, Scenario
from providers.sandbox.wire import Request, Response

Handler = Callable[[State, Poster, Request], Response]


def answer(state: State, poster: Poster, request: Request, path: str) -> Response | None:
    """The answer to `<method> <path>`, None where there is no such control. Raises ValueError or
    KeyError on a wish that cannot be met."""
    handler = HANDLERS.get((request.method, path.rstrip("/")))
    return handler(state, poster, request) if handler else None


def list_requests(state: State, _poster: Poster, request: Request) -> Response:
    """Requests received, oldest first; `?unit=` and `?operation=` narrow."""
    wanted = {k: v for k, v in request.query.items() if k in ("unit", "operation")}
    return Response.json(200, {"requests": state.requests.entries(**wanted)})


def forget_requests(state: State, _poster: Poster, _request: Request) -> Response:
    """Empty the log."""
    state.requests.clear()
    return Response.json(200, {"requests": []})


def list_documents(state: State, _poster: Poster, request: Request) -> Response:
    """Documents stamped, also those that are not shown yet; `?unit=` narrows."""
    kept = state.documents.all(request.query.get("unit", ""))
    return Response.json(200, {"documents": [_shown(state, each) for each in kept]})


def _shown(state: State, document: Document) -> dict[str, Any]:
    now = state.clock.now()
    depended_on = bool(dependents(state, document, now))
    state_of, cancellable, step = standing(document, now, depended_on=depended_on)
    sat = {"Estado": state_of, "EsCancelable": cancellable, "EstatusCancelacion": step}
    told = {"status": status(document, now), "visible": document.visible(now), "sat": sat}
    return {**document.as_json(), **told}


def list_units(state: State, _poster: Poster, _request: Request) -> Response:
    """All issuers with their keys."""
    return Response.json(200, {"units": [show_unit(unit) for unit in state.units()]})


def put_unit(state: State, _poster: Poster, request: Request) -> Response:
    """A new issuer, or with a known `uid` what changes of it. A known `key` joins that account."""
    wish = request.json()
    known = state.unit(str(wish.get("uid", "")))
    unit = changed(known, wish) if known else order_unit(wish)
    return Response.json(200 if known else 201, show_unit(state.add_unit(unit)))


def put_taxpayer(state: State, _poster: Poster, request: Request) -> Response:
    """Put a taxpayer in SAT's list."""
    taxpayer = state.put_taxpayer(order_taxpayer(request.json()))
    return Response.json(201, taxpayer.as_json())


def list_certificates(state: State, _poster: Poster, _request: Request) -> Response:
    """The certificates whose stamps are to be trusted here: DER in Base64."""
    pac = {"number": PAC_NUMBER, "rfc": PAC_RFC, "certificate": state.keys.pac_certificate}
    return Response.json(200, {"sat": [pac], "issuers": [_csd(u) for u in state.units()]})


def _csd(unit: Unit) -> dict[str, str]:
    return {"unit": unit.uid, "rfc": unit.rfc, "certificate": unit.certificate}


def answer_cancellation(state: State, poster: Poster, request: Request) -> Response:
    """Let the receiver of `folio_tax` answer: `answer` is `accepted` or `rejected`."""
    wish = request.json()
    document = state.documents.stamped(str(wish["folio_tax"]))
    if document is None:
        raise ValueError(f"{wish['folio_tax']} was not stamped here")
    answered(state, poster, document, str(wish["answer"]))
    return Response.json(200, _shown(state, document))


def list_notices(_state: State, poster: Poster, request: Request) -> Response:
    """Notices that wait and that were sent; `?unit=` narrows."""
    return Response.json(200, poster.listed(request.query.get("unit", "")))


def list_scenarios(state: State, _poster: Poster, _request: Request) -> Response:
    """The scenarios that wait for their requests."""
    return Response.json(200, {"scenarios": [a.as_json() for a in state.armory.waiting()]})


def arm_scenario(state: State, _poster: Poster, request: Request) -> Response:
    """Arm a scenario for the next `times` requests of `unit` for `operation`."""
    wish = request.json()
    known = {"scenario", "unit", "operation", "times", "seconds", "rules"}
    if strange := sorted(set(wish) - known):
        raise ValueError(f"unknown: {', '.join(strange)}")
    seconds = None if wish.get("seconds") is None else float(wish["seconds"])
    armed = Armed(
        scenario=Scenario.of(wish["scenario"], seconds, tuple(wish.get("rules", ()))),
        unit=wish.get("unit") or "",
        operation=wish.get("operation") or "",
        times=int(wish.get("times", 1)),
    )
    return Response.json(201, state.armory.arm(armed).as_json())


def disarm(state: State, poster: Poster, request: Request) -> Response:
    """Disarm all, or those of `?unit=`."""
    state.armory.clear(request.query.get("unit", ""))
    return list_scenarios(state, poster, request)


def set_clock(state: State, _poster: Poster, request: Request) -> Response:
    """Set the pace of all (`step_seconds`), move time forward (`advance_seconds`)."""
    wish = request.json()
    if wish.get("step_seconds") is not None:
        state.default_step = _not_negative(float(wish["step_seconds"]))
    state.clock.advance(float(wish.get("advance_seconds", 0)))
    now = state.clock.now().isoformat()
    return Response.json(200, {"now": now, "step_seconds": state.default_step})


def _not_negative(seconds: float) -> float:
    if seconds < 0:
        raise ValueError("step_seconds is not negative")
    return seconds


HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "/requests"): list_requests,
    ("DELETE", "/requests"): forget_requests,
    ("GET", "/documents"): list_documents,
    ("GET", "/units"): list_units,
    ("POST", "/units"): put_unit,
    ("POST", "/taxpayers"): put_taxpayer,
    ("GET", "/certificates"): list_certificates,
    ("POST", "/cancellations"): answer_cancellation,
    ("GET", "/notices"): list_notices,
    ("GET", "/scenarios"): list_scenarios,
    ("POST", "/scenarios"): arm_scenario,
    ("DELETE", "/scenarios"): disarm,
    ("POST", "/clock"): set_clock,
}
