"""What a fresh sandbox holds: one organization with one unit, DIAN's public test range and one
for support documents."""

from dataclasses import replace

from providers.co_yabico.sandbox.units import SUPPORT_RANGE, Range, Unit, order_range

TOKEN = "sandbox-yabico-token"
UNIT_UID = "11111111-2222-4333-8444-555555555555"
ORGANIZATION_UID = "11111111-2222-4333-8444-000000000000"
RANGE_UID = "11111111-2222-4333-8444-000000000001"
SUPPORT_RANGE_UID = "11111111-2222-4333-8444-000000000003"
SOFTWARE_ID = "11111111-2222-4333-8444-000000000002"
PROVIDER_NIT = "901458652"
PROVIDER_NAME = "YABI-CO SANDBOX"
ISSUER_ADDRESS = "CRA 7 32 16"
ISSUER_CITY = "11001"
ISSUER_EMAIL = "facturacion@empresa-de-pruebas.example"

SEED = Unit(
    uid=UNIT_UID,
    organization=ORGANIZATION_UID,
    token=TOKEN,
    name="EMPRESA DE PRUEBAS SAS",
    nit="900559088",
    ranges=(
        Range(id=RANGE_UID),
        replace(order_range(SUPPORT_RANGE), id=SUPPORT_RANGE_UID),
    ),
)
