"""The complement of authorised donees (donat 1.1), from `accessories["#donat11"]`."""

from dataclasses import dataclass
from datetime import datetime

from providers.mx_facturagreen.sandbox.body import Json, at, text
from providers.mx_facturagreen.sandbox.envelope import Refused

DONAT = "http://www.sat.gob.mx/donat"
ACCESSORY = "#donat11"


@dataclass(frozen=True, slots=True)
class Donation:
    """A donee's authorisation: its number, its date in ISO, and the legend printed."""

    number: str
    on: str
    legend: str


def donation(body: Json) -> Donation | None:
    """The donation a request tells of, None without one. Raises Refused for one that is not whole
    or whose date is not dd/mm/yyyy."""
    given = at(body, "cfdi.accessories")
    if not isinstance(given, dict) or ACCESSORY not in given:
        return None
    told = {"donation": given[ACCESSORY]}
    number, legend = text(told, "donation.auth_number"), text(told, "donation.legend")
    if not (number and legend):
        raise Refused("#donat11 needs auth_number, auth_date and legend")
    return Donation(number, _day(text(told, "donation.auth_date")), legend)


def _day(written: str) -> str:
    day, _, rest = written.partition("/")
    month, _, year = rest.partition("/")
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}").date().isoformat()
    except ValueError as error:
        raise Refused("#donat11 auth_date is dd/mm/yyyy") from error
