"""What a fresh sandbox holds: one account with one issuer, SAT's best known test taxpayer."""

from providers.mx_facturagreen.sandbox.units import Unit

KEY = "sandbox-facturagreen-key"
UNIT_UID = "e-business-1001-11111111-2222-4333-8444-666666666666"

SEED = Unit(uid=UNIT_UID, key=KEY)
