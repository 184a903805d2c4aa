"""What must be registered before a document is sent: its customer, and a product per line.

Both are named by their content, so that whoever registers them, whenever, comes to the same one.
What a line says of itself (text, price, quantity) is sent with the line and names no product.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from documents.cfdi.model import Concepto, Receptor
from providers.mx_facturagreen.mapping.taxes import FLAGS, Json, NotOffered, flags_of

KEY_LENGTH: Final = 40
NO_PRICE: Final = "0.01"
SERVICE_UNITS: Final = frozenset({"E48", "ACT", "HUR", "DAY", "MON", "ANN"})
NO_TAXES: Final[Json] = {
    f"{flag}{end}": value for flag in FLAGS.values() for end, value in (("a", False), ("r", "0.00"))
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What to register: `key` names its content, `body` is what `add` takes."""

    key: str
    body: Mapping[str, Any]


def customer_of(receptor: Receptor, email: str | None, street: str = "") -> Entry:
    """The customer a receiver is. The e-mail address and the street name nobody."""
    body = {
        "name": receptor.nombre,
        "taxid": receptor.rfc,
        "email": email or "",
        "taxregime": {"k": receptor.regimen_fiscal_receptor},
        "invoiceuse": {"k": receptor.uso_cfdi},
        "address": {"main": {"zip": receptor.domicilio_fiscal_receptor, "street": street}},
    }
    return Entry(_customer_key(body, receptor.domicilio_fiscal_receptor), body)


def customer_key(listed: Mapping[str, Any]) -> str:
    """The key of an entry of the list of customers."""
    return _customer_key(listed, str(listed.get("zipCode") or ""))


def _customer_key(body: Mapping[str, Any], postal_code: str) -> str:
    keys = (_wrapped(body, "taxregime"), _wrapped(body, "invoiceuse"))
    return _hashed([_text(body, "taxid").upper(), _text(body, "name"), postal_code, *keys])


def product_of(concepto: Concepto, *, line_taxes: bool) -> Entry:
    """The product a line is of: class, unit and code, and its taxes where lines cannot carry their
    own. Raises NotOffered for taxes that a product's flags cannot say."""
    flags = NO_TAXES if line_taxes else flags_of(concepto.impuestos)
    if flags is None or (not line_taxes and not _told_by_flags(concepto)):
        raise NotOffered("The provider's products cannot say the taxes of a line.")
    code = concepto.no_identificacion or ""
    parts = [concepto.clave_prod_serv, concepto.clave_unidad, code, flags]
    kind = "S" if concepto.clave_unidad in SERVICE_UNITS else "P"
    key = _hashed([*parts, kind])
    body = {
        "id": code,
        "sku": key,
        "type": kind,
        "desc": code or f"{concepto.clave_prod_serv} {concepto.clave_unidad}",
        "sat_class": {"k": concepto.clave_prod_serv},
        "sat_unit": {"k": concepto.clave_unidad},
        "price": {"type": "dynamic", "amount": NO_PRICE},
        "taxes": flags,
    }
    return Entry(key, body)


def product_key(listed: Mapping[str, Any]) -> str:
    """The key of an entry of the list of products: the one we gave it, "" for another's."""
    return str(listed.get("sku") or "")


def same_product(entry: Entry, listed: Mapping[str, Any]) -> bool:
    """Whether a listed product with our key still has our class and unit: somebody may have changed
    it since."""
    told = (str(listed.get("s") or ""), str(listed.get("u") or ""))
    return told == (entry.body["sat_class"]["k"], entry.body["sat_unit"]["k"])


def _told_by_flags(concepto: Concepto) -> bool:
    """Flags say a taxed line (02) or one without taxes (01) and no other tax object."""
    return concepto.objeto_imp == ("02" if concepto.impuestos else "01")


def _text(body: Mapping[str, Any], name: str) -> str:
    return " ".join(str(body.get(name) or "").split())


def _wrapped(body: Mapping[str, Any], name: str) -> str:
    inner = body.get(name)
    return str(inner.get("k") or "") if isinstance(inner, Mapping) else ""


def _hashed(content: list[Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]
