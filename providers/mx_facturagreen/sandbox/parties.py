"""What FacturaGreen's registry holds of a business: customers and products."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from providers.mx_facturagreen.sandbox.body import Json, amount, at, needed, text
from providers.mx_facturagreen.sandbox.envelope import Refused

FLAGS = ("iva_t", "iva_r", "isr_r", "ieps_t", "ieps_r")
PRICES = {"dynamic": "dp", "fixed": "p"}


@dataclass(frozen=True, slots=True)
class Customer:
    """A registered receiver."""

    uuid: str
    unit: str
    created_on: str
    name: str
    taxid: str
    email: str
    phone: str
    regime: str
    use: str
    zip: str
    street: str

    def listed(self) -> dict[str, Any]:
        """The entry of `customer/all`."""
        return {
            "uuid": self.uuid,
            "cd": self.created_on,
            "name": self.name,
            "taxid": self.taxid,
            "taxregime": {"k": self.regime},
            "email": self.email,
            "phone": self.phone,
            "invoiceuse": {"k": self.use},
            "zipCode": self.zip,
        }


def read_customer(body: Json, uuid: str, unit: str, created_on: str) -> Customer:
    """The customer of an `add` or `update`: the whole object; what it does not say is empty."""
    return Customer(
        uuid=uuid,
        unit=unit,
        created_on=created_on,
        name=needed(body, "customer.name"),
        taxid=needed(body, "customer.taxid").upper(),
        email=text(body, "customer.email"),
        phone=text(body, "customer.phone"),
        regime=text(body, "customer.taxregime.k"),
        use=text(body, "customer.invoiceuse.k"),
        zip=text(body, "customer.address.main.zip"),
        street=text(body, "customer.address.main.street"),
    )


@dataclass(frozen=True, slots=True)
class Product:
    """A registered product. `taxes` has booleans `iva_ta` and percent texts `iva_tr`, and so on for
    each flag of `FLAGS`."""

    uuid: str
    unit: str
    created_on: str
    id: str
    sku: str
    type: str
    desc: str
    sat_class: str
    sat_unit: str
    price_type: str
    price: str
    taxes: dict[str, Any]

    def listed(self) -> dict[str, Any]:
        """The entry of `product/all`, in its short names."""
        taxes = {**self.taxes, "iva_tr": {"v": self.taxes.get("iva_tr", "0.00")}}
        return {
            "uuid": self.uuid,
            "name": self.desc,
            "s": self.sat_class,
            "u": self.sat_unit,
            "u_str": self.sat_unit,
            PRICES[self.price_type]: self.price,
            **({"sku": self.sku} if self.sku else {"id": self.id}),
            "t": taxes,
        }

    def shown(self) -> dict[str, Any]:
        """The answer of `product/get`, in the words of `add`."""
        kept = asdict(self)
        taken = {key: kept[key] for key in ("uuid", "id", "sku", "type", "desc", "taxes")}
        return {
            **taken,
            "cd": self.created_on,
            "sat_class": {"k": self.sat_class},
            "sat_unit": {"k": self.sat_unit},
            "price": {"type": self.price_type, "amount": self.price},
        }


def read_product(body: Json, uuid: str, unit: str, created_on: str) -> Product:
    """The product of an `add`. Raises Refused."""
    price_type = text(body, "product.price.type") or "dynamic"
    kind = text(body, "product.type") or "P"
    if price_type not in PRICES:
        raise Refused("product.price.type is dynamic or fixed", nested=True)
    if kind not in ("P", "S"):
        raise Refused("product.type is P or S", nested=True)
    return Product(
        uuid=uuid,
        unit=unit,
        created_on=created_on,
        id=text(body, "product.id"),
        sku=text(body, "product.sku"),
        type=kind,
        desc=needed(body, "product.desc"),
        sat_class=needed(body, "product.sat_class.k"),
        sat_unit=needed(body, "product.sat_unit.k"),
        price_type=price_type,
        price=f"{amount(body, 'product.price.amount'):f}",
        taxes=read_flags(at(body, "product.taxes")),
    )


def merged(product: Product, body: Json) -> Product:
    """The product after an `update`, which says what changes. Raises Refused."""
    change = at(body, "product") or {}
    shown = product.shown()
    price = {**shown["price"], **(change.get("price") or {})}
    whole = {"product": {**shown, **change, "price": price}}
    return read_product(whole, product.uuid, product.unit, product.created_on)


def read_flags(given: Any) -> dict[str, Any]:
    """A product's taxes, all flags filled in. Raises Refused for a rate that has not two
    decimals."""
    if given is not None and not isinstance(given, dict):
        raise Refused("product.taxes is not an object", nested=True)
    flags: dict[str, Any] = {}
    for flag in FLAGS:
        rate = str((given or {}).get(f"{flag}r") or "0.00")
        if not _percent(rate):
            raise Refused(f"product.taxes.{flag}r is a percentage such as 16.00", nested=True)
        flags[f"{flag}a"] = (given or {}).get(f"{flag}a") is True
        flags[f"{flag}r"] = rate
    return flags


def _percent(rate: str) -> bool:
    whole, dot, decimals = rate.partition(".")
    digits = whole.isdigit() and decimals.isdigit()
    return bool(dot) and digits and len(decimals) == 2 and Decimal(rate) <= 1000
