"""What the provider tells of an account."""

from typing import Any, Final

from invoicing.api.examples.answered import LATER, PROFILE_ID

_UNIT: Final = "11111111-2222-4333-8444-555555555555"

ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "get_provider_account": {
        "An account": {
            "issuer_profile_id": PROFILE_ID,
            "asked_at": LATER,
            "organization": {
                "id": "6f1c8a52-3a7e-4f0e-9d61-6a1f5a3b9d10",
                "name": "EMPRESA DE PRUEBAS SAS",
                "tax_id": "900559088-2",
            },
            "units": [
                {
                    "id": _UNIT,
                    "name": "EMPRESA DE PRUEBAS SAS",
                    "tax_id": "900559088-2",
                    "environment": "2",
                    "active": True,
                }
            ],
            "ranges": [
                {
                    "resolution_id": "0b6f4f0e-4c1c-4a64-9a3e-6f2f1d8e6c55",
                    "resolution_number": "18760000001",
                    "unit_id": _UNIT,
                    "document_type": "01",
                    "prefix": "SETP",
                    "range_min": 990000000,
                    "range_max": 995000000,
                    "current": 990000001,
                    "left": 4999999,
                    "valid_from": "2019-01-19",
                    "valid_to": "2030-01-19",
                    "days_left": 1156,
                    "issuer_profiles": [
                        {
                            "id": PROFILE_ID,
                            "issuer_series": "SETP",
                            "document_types": ["INVOICE"],
                            "numerator_range_min": 990000000,
                            "numerator_range_max": 995000000,
                            "numerator_current": 990000002,
                            "left": 4999998,
                        }
                    ],
                }
            ],
            "plan": {
                "total": 100000,
                "used": 2,
                "left": 99998,
                "valid_from": "2026-01-01T05:00:00Z",
                "valid_to": "2027-01-01T04:59:59Z",
                "used_by_type": {"INVOICE": 2},
            },
            "invoicer": None,
            "unit": None,
            "resolution": None,
            "transaction": None,
            "transactions": None,
        }
    },
    "list_provider_purchases": {
        "A purchase that came in by e-mail": {
            "items": [
                {
                    "provider_operation_id": "7c2f0a34-5d1b-4f7e-8a0c-2f6f3f1d9b77",
                    "document_type": "INVOICE",
                    "fiscal_id": "8bb918b19ba22a69" + "0" * 80,
                    "number": "FE1024",
                    "issuer_tax_id": "900373076",
                    "issuer_name": "PROVEEDOR DE PRUEBA SAS",
                    "currency": "COP",
                    "total": "119000.00",
                    "issued_at": LATER,
                    "payment_form": "CREDIT",
                    "provider_status": "DIAN_VALIDATED",
                    "received_document_id": None,
                }
            ],
            "next_after": None,
        }
    },
}
