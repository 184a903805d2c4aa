"""FacturaGreen over HTTP: POST with JSON under `/interop/`, GET for files, an envelope around
everything but files."""

import hmac
from collections.abc import Callable

from providers.mx_facturagreen.sandbox import cancel, emit, files, listing, registry
from providers.mx_facturagreen.sandbox.body import parse
from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.envelope import Refused, failure, success
from providers.mx_facturagreen.sandbox.notices import Poster
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.transport import deliver
from providers.mx_facturagreen.sandbox.units import Unit
from providers.sandbox.scenarios import OK
from providers.sandbox.wire import Request, Response

PREFIX = "/interop/"
KEY = "x-application-key"
BUSINESS = "x-application-business-uuid"
ACCOUNT = "x-application-account-uuid"

Operation = Callable[[Call], Response]

POSTS: dict[str, Operation] = {
    "cfdi/emmit": emit.emit,
    "cfdi/emmited/payment": emit.pay,
    "cfdi/emmited/cancel": cancel.cancel,
    "cfdi/emmited/all": listing.list_documents,
    "customer/add": registry.add_customer,
    "customer/update": registry.update_customer,
    "customer/delete": registry.delete_customer,
    "customer/all": registry.list_customers,
    "product/add": registry.add_product,
    "product/update": registry.update_product,
    "product/get": registry.get_product,
    "product/all": registry.list_products,
}
FILES: dict[str, Operation] = {"xml": files.xml_file, "pdf": files.pdf_file}
STAMPING = frozenset({"cfdi/emmit", "cfdi/emmited/payment"})


def answer(state: State, poster: Poster, request: Request) -> Response | None:
    """The answer to a request under `/interop/`, None at any other path."""
    if not request.path.startswith(PREFIX):
        return None
    name, operation = _operation(request)
    entry = state.requests.open(
        state.clock.now(),
        operation=name,
        unit=request.headers.get(BUSINESS, ""),
        body=request.body.decode("utf-8", "replace"),
        headers={k: v for k, v in request.headers.items() if k != KEY},
    )
    try:
        unit = _authenticated(state, request)
        call = _call(state, poster, unit, request, name)
        response = _delivered(call, name, operation)
        entry["scenario"] = str(call.scenario.name)
    except Refused as refused:
        response = failure(refused)
    entry["http_status"] = response.status
    return response


def _operation(request: Request) -> tuple[str, Operation | None]:
    """The name that logs and armed scenarios know an operation by, and what does it."""
    path = request.path.removeprefix(PREFIX).rstrip("/")
    last = path.rsplit("/", 1)[-1]
    if request.method == "GET" and path.startswith("cfdi/") and path.count("/") == 2:
        return last, FILES.get(last)
    return path, POSTS.get(path) if request.method == "POST" else None


def _authenticated(state: State, request: Request) -> Unit:
    """The issuer. Raises Refused: 401 for a key nobody has, 403 for another's issuer."""
    key = request.headers.get(KEY, "")
    owned = [u for u in state.units() if hmac.compare_digest(u.key.encode(), key.encode())]
    if not key or not owned:
        raise Refused("x-application-key is not valid", 401)
    business, account = request.headers.get(BUSINESS, ""), request.headers.get(ACCOUNT, "")
    for unit in owned:
        if (unit.uid, unit.account) == (business, account) and unit.active:
            return unit
    raise Refused("x-application-business-uuid is not of this account", 403)


def _call(state: State, poster: Poster, unit: Unit, request: Request, name: str) -> Call:
    armed = state.armory.take({unit.uid}, name)
    body = parse(request.body)
    now = state.clock.now()
    return Call(state, poster, unit, request, body, now, armed or OK, armed is not None)


def _delivered(call: Call, name: str, operation: Operation | None) -> Response:
    """The answer after its scenario; the operation comes first, for it may choose the scenario."""
    own = _answered(call, name, operation)
    return deliver(call.scenario, call.request, own)


def _answered(call: Call, name: str, operation: Operation | None) -> Response:
    """The PAC's own answer. A refusal of its rules comes before what a scenario does to a document
    that is stamped; to other requests it may happen before anything is looked at."""
    if operation is None:
        raise Refused(f"nothing at {call.request.method} {name}", 404)
    if call.stopped and name not in STAMPING:
        return success({})
    return operation(call)
