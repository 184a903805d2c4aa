"""The control endpoint: what tests and curious people may ask of the sandbox and do to it."""

from collections.abc import Callable
from typing import Any

from providers.co_yabico.sandbox import history, triggers
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.state import State
from providers.co_yabico.sandbox.units import order_unit, show_unit
from providers.sandbox.scenarios import Armed, Scenario
from providers.sandbox.wire import Request, Response

Handler = Callable[[State, Request], Response]


def answer(state: State, request: Request, path: str) -> Response | None:
    """The answer to `<method> <path>`, None where there is no such control. Raises ValueError or
    KeyError on a wish that cannot be met."""
    handler = HANDLERS.get((request.method, path.rstrip("/")))
    return handler(state, request) if handler else None


def list_requests(state: State, request: Request) -> Response:
    """Requests received, oldest first; `?unit=` and `?operation=` narrow."""
    wanted = {k: v for k, v in request.query.items() if k in ("unit", "operation", "organization")}
    return Response.json(200, {"requests": state.requests.entries(**wanted)})


def forget_requests(state: State, _request: Request) -> Response:
    """Empty the log."""
    state.requests.clear()
    return Response.json(200, {"requests": []})


def list_documents(state: State, request: Request) -> Response:
    """Documents taken, also those that queries do not find yet; `?unit=` narrows."""
    kept = state.documents(unit=request.query.get("unit", ""))
    return Response.json(200, {"documents": [show_document(state, d) for d in kept]})


def show_document(state: State, document: Document) -> dict[str, Any]:
    """A document as the sandbox keeps it, with where it stands."""
    now = state.now(document.organization)
    return {
        **document.as_json(),
        "id": document.consecutive,
        "status": history.status(state, document, now).code,
        "stages": [
            {"code": s.code, "at": s.at.isoformat()} for s in history.stages(state, document, now)
        ],
        "visible": document.visible(now),
    }


def list_purchases(state: State, _request: Request) -> Response:
    """Documents of sellers outside the sandbox that DIAN has."""
    told = [triggers.show_purchase(d) for d in state.dian.all_foreign()]
    return Response.json(200, {"purchases": told})


def seed_purchase(state: State, request: Request) -> Response:
    """One more of them, to be added by its CUFE or CUDE."""
    return Response.json(201, triggers.show_purchase(triggers.seed_purchase(state, request.json())))


def list_events(state: State, request: Request) -> Response:
    """Events made so far, also those that queries do not find yet; `?about=` (a CUFE) narrows."""
    about = request.query.get("about", "")
    kept = [e for e in state.dian.events() if about in ("", e.about)]
    return Response.json(200, {"events": [triggers.show_event(e) for e in kept]})


def trigger_event(state: State, request: Request) -> Response:
    """Let the buyer of a sales invoice make an event."""
    return Response.json(201, triggers.show_event(triggers.trigger_event(state, request.json())))


def list_units(state: State, _request: Request) -> Response:
    """All units with their tokens."""
    return Response.json(200, {"units": [show_unit(unit) for unit in state.units()]})


def create_unit(state: State, request: Request) -> Response:
    """A new unit, by default alone in a new organization; a known `token` joins that
    organization."""
    wish = request.json()
    joined = state.organization(str(wish["token"])) if wish.get("token") else None
    if wish.get("uid") and state.unit(str(wish["uid"])):
        raise ValueError(f"unit {wish['uid']} exists already")
    return Response.json(201, show_unit(state.add_unit(order_unit(wish, joined))))


def list_scenarios(state: State, _request: Request) -> Response:
    """The scenarios that wait for their requests."""
    return Response.json(200, {"scenarios": [a.as_json() for a in state.armory.waiting()]})


def arm_scenario(state: State, request: Request) -> Response:
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


def disarm(state: State, request: Request) -> Response:
    """Disarm all, or those of `?unit=`."""
    state.armory.clear(request.query.get("unit", ""))
    return list_scenarios(state, request)


def set_clock(state: State, request: Request) -> Response:
    """Set the pace (`step_seconds`, of `unit` or of all), move time forward (`advance_seconds`, for
    the organization of `unit` or for all), let held documents go (`release`: "all", of `unit` if
    named, or a list of uids)."""
    wish = request.json()
    unit = wish.get("unit") or ""
    if wish.get("step_seconds") is not None:
        _set_pace(state, unit, float(wish["step_seconds"]))
    organization = _organization(state, unit)
    state.advance(float(wish.get("advance_seconds", 0)), organization)
    released = state.release(_to_release(state, wish.get("release", ()), unit))
    now = state.now(organization).isoformat()
    return Response.json(
        200, {"now": now, "released": released, "step_seconds": state.default_step}
    )


def _organization(state: State, uid: str) -> str:
    unit = state.unit(uid) if uid else None
    if uid and unit is None:
        raise ValueError(f"unit {uid} does not exist")
    return unit.organization if unit else ""


def _set_pace(state: State, unit: str, seconds: float) -> None:
    if seconds < 0:
        raise ValueError("step_seconds is not negative")
    if unit:
        state.change_unit(unit, step_seconds=seconds)
    else:
        state.default_step = seconds


def _to_release(state: State, wish: Any, unit: str) -> list[str]:
    if wish == "all":
        return [document.uid for document in state.documents(unit=unit)]
    return [str(uid) for uid in wish]


HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "/requests"): list_requests,
    ("DELETE", "/requests"): forget_requests,
    ("GET", "/documents"): list_documents,
    ("GET", "/purchases"): list_purchases,
    ("POST", "/purchases"): seed_purchase,
    ("GET", "/events"): list_events,
    ("POST", "/events"): trigger_event,
    ("GET", "/units"): list_units,
    ("POST", "/units"): create_unit,
    ("GET", "/scenarios"): list_scenarios,
    ("POST", "/scenarios"): arm_scenario,
    ("DELETE", "/scenarios"): disarm,
    ("POST", "/clock"): set_clock,
}
