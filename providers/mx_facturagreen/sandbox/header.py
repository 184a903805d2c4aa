"""What every document's request says beside its lines: dates, parties, relations, numbers."""

from datetime import datetime, timedelta

from providers.mx_facturagreen.sandbox.body import Json, at, objects, text, texts
from providers.mx_facturagreen.sandbox.cancellation import CENTRAL
from providers.mx_facturagreen.sandbox.draft import Issuer, Period, Receiver, Relation
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.mx_facturagreen.sandbox.parties import Customer
from providers.mx_facturagreen.sandbox.units import Unit

OFFSETS = {"": 0, "-1d": 1, "-2d": 2, "-3d": 3}
REFERENCE_LENGTH = 64


def issued_at(body: Json, now: datetime) -> datetime:
    """Fecha: the hour of central Mexico, up to three days back. Raises Refused."""
    config = at(body, "@config")
    offset = str(config.get("override.emmitDateOffset") or "") if isinstance(config, dict) else ""
    if offset not in OFFSETS:
        raise Refused("override.emmitDateOffset is -1d, -2d or -3d")
    local = now.astimezone(CENTRAL) - timedelta(days=OFFSETS[offset])
    return local.replace(tzinfo=None, microsecond=0)


def configured(body: Json, name: str, default: bool) -> bool:
    """A switch of `@config`."""
    config = at(body, "@config")
    given = config.get(name) if isinstance(config, dict) else None
    return given if isinstance(given, bool) else default


def issuer(body: Json, unit: Unit) -> Issuer:
    """The issuer; the request may name another of its regimes."""
    regime = text(body, "cfdi.business.taxregime.k") or unit.regime
    return Issuer(rfc=unit.rfc, name=unit.name, regime=regime)


def place(body: Json, unit: Unit) -> str:
    """LugarExpedicion: the branch's postal code, else the issuer's."""
    return text(body, "cfdi.business.address.zip") or unit.zip


def receiver(body: Json, customer: Customer) -> Receiver:
    """The receiver: the customer, but for what the request says."""
    return Receiver(
        rfc=customer.taxid,
        name=customer.name,
        zip=text(body, "cfdi.customer.zip") or customer.zip,
        regime=text(body, "cfdi.customer.taxregime.k") or customer.regime,
        use=text(body, "cfdi.customer.invoiceuse.k") or customer.use,
        residence=text(body, "cfdi.customer.residence.k"),
        foreign_id=text(body, "cfdi.customer.foreignId"),
    )


def relations(body: Json) -> tuple[Relation, ...]:
    """The related documents. Raises Refused for a relation to nothing."""
    found = tuple(
        Relation(text(each, "type.k"), tuple(u.upper() for u in texts(each, "uuids")))
        for each in objects(body, "cfdi.relations")
    )
    if any(not relation.uuids for relation in found):
        raise Refused("a relation without uuids")
    return found


def period(body: Json) -> Period | None:
    """The period of a global invoice, None of another."""
    if at(body, "cfdi.global") is None:
        return None
    return Period(
        text(body, "cfdi.global.periodicity.k"),
        text(body, "cfdi.global.period.k"),
        text(body, "cfdi.global.year.k"),
    )


def reference(body: Json) -> str:
    """The client's reference. Raises Refused for one that is too long."""
    given = text(body, "cfdi.reference")
    if len(given) > REFERENCE_LENGTH:
        raise Refused(f"cfdi.reference is longer than {REFERENCE_LENGTH}")
    return given


def number_of(body: Json) -> tuple[str, str]:
    """The client's serie and folio. Raises Refused for what CFDI 4.0 does not take."""
    serie, folio = text(body, "cfdi.serie"), text(body, "cfdi.folio")
    if len(serie) > 25 or len(folio) > 40 or "|" in serie + folio:
        raise Refused("serie has up to 25, folio up to 40 characters, none of them |")
    return serie, folio
