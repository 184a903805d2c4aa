"""The control endpoint: what tests and curious people may ask of the sandbox and do to it."""

from collections.abc import Callable
from typing import Any

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
    now = state.clock.now()
    return {
        **document.as_json(),
        "id": document.consecutive,
        "status": document.status(now).code,
        "stages": [{"code": s.code, "at": s.at.isoformat()} for s in document.stages(now)],
        "visible": document.visible(now),
    }


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
    """Set the pace (`step_seconds`, of `unit` or of all), move time forward (`advance_seconds`),
    let held documents go (`release`: "all", of `unit` if named, or a list of uids)."""
    wish = request.json()
    unit = wish.get("unit") or ""
    if wish.get("step_seconds") is not None:
        _set_pace(state, unit, float(wish["step_seconds"]))
    state.clock.advance(float(wish.get("advance_seconds", 0)))
    released = state.release(_to_release(state, wish.get("release", ()), unit))
    now = state.clock.now().isoformat()
    return Response.json(
        200, {"now": now, "released": released, "step_seconds": state.default_step}
    )


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
    ("GET", "/units"): list_units,
    ("POST", "/units"): create_unit,
    ("GET", "/scenarios"): list_scenarios,
    ("POST", "/scenarios"): arm_scenario,
    ("DELETE", "/scenarios"): disarm,
    ("POST", "/clock"): set_clock,
}
