"""Customers and products: `customer/…` and `product/…`. Nothing is unique but the id: the same RFC
added twice is two customers."""

from providers.mx_facturagreen.sandbox.body import needed
from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.envelope import Refused, success
from providers.mx_facturagreen.sandbox.parties import (
    Customer,
    Product,
    merged,
    read_customer,
    read_product,
)
from providers.mx_facturagreen.sandbox.units import new_id
from providers.sandbox.wire import Response


def add_customer(call: Call) -> Response:
    """Register a customer."""
    on = call.now.date().isoformat()
    made = read_customer(call.body, new_id("customer"), call.unit.uid, on)
    call.state.put_customer(made)
    return success({"uuid": made.uuid, "createdAt": call.now.isoformat()})


def update_customer(call: Call) -> Response:
    """Replace a customer, as a whole."""
    known = _customer(call)
    made = read_customer(call.body, known.uuid, known.unit, known.created_on)
    call.state.put_customer(made)
    return success({})


def delete_customer(call: Call) -> Response:
    """Forget a customer."""
    call.state.delete_customer(_customer(call).uuid)
    return success({})


def list_customers(call: Call) -> Response:
    """All customers."""
    return success({"customers": [c.listed() for c in call.state.customers(call.unit.uid)]})


def add_product(call: Call) -> Response:
    """Register a product."""
    on = call.now.date().isoformat()
    made = read_product(call.body, new_id("product"), call.unit.uid, on)
    call.state.put_product(made)
    return success({"uuid": made.uuid, "cd": on})


def update_product(call: Call) -> Response:
    """Change what the request says of a product."""
    call.state.put_product(merged(_product(call), call.body))
    return success({})


def get_product(call: Call) -> Response:
    """One product."""
    return success({"product": _product(call).shown()})


def list_products(call: Call) -> Response:
    """All products, in short names."""
    return success({"products": [p.listed() for p in call.state.products(call.unit.uid)]})


def _customer(call: Call) -> Customer:
    uuid = needed(call.body, "customer.uuid")
    found = call.state.customer(uuid, call.unit.uid)
    if found is None:
        raise Refused(f"customer {uuid} not found", nested=True)
    return found


def _product(call: Call) -> Product:
    uuid = needed(call.body, "product.uuid")
    found = call.state.product(uuid, call.unit.uid)
    if found is None:
        raise Refused(f"product {uuid} not found", nested=True)
    return found
