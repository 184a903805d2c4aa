"""What to send, country by country."""

from typing import Any, Final

TENANT_ID: Final = "01930000-0000-7000-8000-000000000001"
PARTY_ID: Final = "01930000-0000-7000-8000-000000000002"

Body = dict[str, Any]

_ISSUERS: Final[dict[str, Body]] = {
    "CO": {"tax_id": "900559088-2", "tax_id_type": "NIT", "name": "EMPRESA DE PRUEBAS SAS"},
    "MX": {"tax_id": "EKU9003173C9", "tax_id_type": "RFC", "name": "ESCUELA KEMPER URGATE"},
    "EC": {"tax_id": "1790011674001", "tax_id_type": "RUC", "name": "COMERCIAL ANDINA S.A."},
    "PE": {"tax_id": "20100070970", "tax_id_type": "RUC", "name": "COMERCIAL LIMA S.A.A."},
}
_RECEIVERS: Final[dict[str, Body]] = {
    "CO": {
        "tax_id": "900373076-4",
        "tax_id_type": "NIT",
        "name": "CLIENTE DE PRUEBA SAS",
        "email": "compras@cliente.example",
        "address": {"line1": "CRA 8 113 31", "city": "11001", "country": "CO", "region": "11"},
    },
    "MX": {"tax_id": "URE180429TM6", "tax_id_type": "RFC", "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA"},
    "EC": {"tax_id": "1710034065", "tax_id_type": "GENERIC_ID", "name": "MARIA PEREZ"},
    "PE": {"tax_id": "20131312955", "tax_id_type": "RUC", "name": "CLIENTE DE PRUEBA SAC"},
}
_CURRENCIES: Final = {"CO": "COP", "MX": "MXN", "EC": "USD", "PE": "PEN"}
_TAX_CODES: Final = {"CO": "IVA19", "MX": "IVA16", "EC": "IVA15", "PE": "IGV18"}
_DOCUMENT_FIELDS: Final[dict[str, Body]] = {
    "CO": {"type": "co_dian.v2024_11", "payment_form": "CASH", "payment_means_code": "10"},
    "MX": {
        "type": "mx_cfdi.v4_0",
        "uso_cfdi": "G03",
        "receiver": {"regimen_fiscal": "601", "domicilio_fiscal": "86991"},
        "metodo_pago": "PUE",
        "forma_pago": "03",
        "exportacion": "01",
        "lugar_expedicion": "42501",
        "issuer_regimen_fiscal": "601",
    },
    "EC": {"type": "ec_sri.v2_34", "receiver": {"id_type": "05"}},
    "PE": {"type": "pe_sunat.v2_1", "comprobante": "01", "forma_pago": "CONTADO"},
}
_LINE_FIELDS: Final[dict[str, Body]] = {
    "MX": {
        "type": "mx_cfdi.v4_0",
        "clave_prod_serv": "80101500",
        "clave_unidad": "E48",
        "objeto_imp": "02",
    },
}
_PARTY_FIELDS: Final[dict[str, Body]] = {
    "CO": {"type": "co_dian.v2024_11", "person_type": "LEGAL_ENTITY", "city_code": "11001"},
    "MX": {"type": "mx_cfdi.v4_0", "regimen_fiscal": "601", "domicilio_fiscal": "42501"},
    "EC": {"type": "ec_sri.v2_34", "id_type": "04"},
    "PE": {"type": "pe_sunat.v2_1", "id_type": "6", "ubigeo": "150101"},
}
_SERIES: Final[dict[str, Body]] = {
    "CO": {
        "issuer_series": "SETP",
        "numerator_prefix": "SETP",
        "numerator_range_min": 990000000,
        "numerator_range_max": 995000000,
        "external_ref": "11111111-2222-4333-8444-555555555555",
        "provider_config": {
            "environment": "2",
            "resolution_number": "18760000001",
            "resolution_valid_from": "2019-01-19",
            "resolution_valid_to": "2030-01-19",
            "technical_key": "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c",
        },
    },
    "MX": {
        "issuer_series": "A",
        "numerator_prefix": "A",
        "external_ref": "e-business-1001-11111111-2222-4333-8444-666666666666",
        "provider_config": {"lugar_expedicion": "42501", "issuer_regimen_fiscal": "601"},
    },
    "EC": {"issuer_series": "001-001", "numerator_range_max": 999999999},
    "PE": {"issuer_series": "F001", "numerator_range_max": 99999999},
}


def _document(country: str) -> Body:
    return {
        "tenant_id": TENANT_ID,
        "country": country,
        "document_type": "INVOICE",
        "intent": "DRAFT",
        "issuer": _ISSUERS[country],
        "receiver": _RECEIVERS[country],
        "line_items": [
            {
                "description": "Consulting",
                "unit_price": {"amount": "50000.00", "currency": _CURRENCIES[country]},
                "quantity": 2,
                "tax_code": _TAX_CODES[country],
                **_own_of_line(country),
            }
        ],
        "country_specific": _DOCUMENT_FIELDS[country],
        "metadata": {"order": "4711"},
    }


def _own_of_line(country: str) -> Body:
    fields = _LINE_FIELDS.get(country)
    return {"country_specific": fields} if fields else {}


def _party(country: str) -> Body:
    return {
        "tenant_id": TENANT_ID,
        "kind": "issuer",
        "country": country,
        **_ISSUERS[country],
        "country_specific": _PARTY_FIELDS[country],
    }


def _profile(country: str) -> Body:
    return {
        "tenant_id": TENANT_ID,
        "party_id": PARTY_ID,
        "country": country,
        **_SERIES[country],
        "secret_arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:invoicing/issuer",
    }


COUNTRIES: Final = ("CO", "MX", "EC", "PE")
DOCUMENTS: Final = {country: _document(country) for country in COUNTRIES}
PARTIES: Final = {country: _party(country) for country in COUNTRIES}
PROFILES: Final = {country: _profile(country) for country in COUNTRIES}
PATCHES: Final = {
    country: {"country_specific": _DOCUMENT_FIELDS[country], "metadata": {"order": "4712"}}
    for country in COUNTRIES
}
_CANCELLATION_FIELDS: Final[dict[str, Body]] = {"MX": {"cancellation": {"motivo": "02"}}}
CANCELLATIONS: Final[dict[str, Body]] = {
    country: {
        "reason": "Wrong receiver",
        "country_specific": {"type": fields["type"], **_CANCELLATION_FIELDS.get(country, {})},
    }
    for country, fields in _DOCUMENT_FIELDS.items()
}
