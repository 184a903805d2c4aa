from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from documents import country_specific
from documents.country_specific import co_cities
from documents.country_specific.co import CoDocument, CoLine, CoParty

TAG = "co_dian.v2024_11"


def problems(country, place, data):
    with pytest.raises(ValidationError) as caught:
        country_specific.parse(country, place, data)
    return {(problem["loc"], problem["type"]) for problem in caught.value.errors()}


@pytest.mark.parametrize(
    ("place", "model"), [("document", CoDocument), ("line_item", CoLine), ("party", CoParty)]
)
def test_the_place_chooses_the_model(place, model):
    assert type(country_specific.parse("CO", place, {"type": TAG})) is model


@pytest.mark.parametrize(
    ("country", "tag"),
    [("MX", "mx_cfdi.v4_0"), ("EC", "ec_sri.v2_34"), ("PE", "pe_sunat.v2_1")],
)
@pytest.mark.parametrize("place", country_specific.PLACES)
def test_every_country_has_a_model_at_every_place(country, tag, place):
    assert country_specific.known_tags(country, place) == (tag,)
    assert country_specific.parse(country, place, {"type": tag}).model_dump()["type"] == tag


@pytest.mark.parametrize("data", [{"type": "co_dian.v1999"}, {"type": None}, {}, {"type": ["x"]}])
def test_an_unknown_tag_lists_the_known_ones(data):
    with pytest.raises(ValidationError) as caught:
        country_specific.parse("CO", "document", data)
    [problem] = caught.value.errors()
    assert problem["loc"] == ("type",)
    assert problem["type"] == "unknown_country_specific_type"
    assert TAG in problem["msg"]
    assert "mx_cfdi" not in problem["msg"]


def test_another_countrys_tag_is_unknown():
    assert problems("CO", "document", {"type": "mx_cfdi.v4_0"}) == {
        (("type",), "unknown_country_specific_type")
    }


def test_an_unknown_country_or_place_has_no_tags():
    with pytest.raises(ValidationError, match="none"):
        country_specific.parse("BR", "document", {"type": TAG})
    with pytest.raises(ValidationError, match="none"):
        country_specific.parse("CO", "payment", {"type": TAG})


def test_errors_keep_the_place_of_the_field():
    data = {"type": TAG, "discounts": [{"amount": "1"}, {"amount": "-1"}]}
    assert problems("CO", "document", data) == {(("discounts", 1, "amount"), "greater_than_equal")}


def test_a_misspelt_field_is_an_error_and_not_ignored():
    assert problems("CO", "document", {"type": TAG, "payment_from": "CASH"}) == {
        (("payment_from",), "extra_forbidden")
    }


@pytest.mark.parametrize("modifier", [{}, {"amount": "1", "percent": "1"}])
def test_a_modifier_is_an_amount_or_a_percentage(modifier):
    assert problems("CO", "document", {"type": TAG, "charges": [modifier]}) == {
        (("charges", 0), "value_error")
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("payment_form", "LATER"),
        ("payment_means_code", "cash"),
        ("payment_due_date", "2026-13-01"),
        ("exchange_rate", {"rate": "0", "date": "2026-11-20"}),
        ("notes", [""]),
        ("receiver", {"city_code": "1100"}),
        ("receiver", {"responsibilities": ["O_99"]}),
    ],
)
def test_wrong_values_are_refused(field, value):
    [(loc, _type)] = problems("CO", "document", {"type": TAG, field: value})
    assert loc[0] == field


def test_amounts_become_decimals_without_loss():
    data = {"type": TAG, "reference_price": "0.1", "unit_taxes": []}
    assert country_specific.parse("CO", "line_item", data).reference_price == Decimal("0.1")
    too_fine = {"type": TAG, "reference_price": "0.1234567"}
    assert problems("CO", "line_item", too_fine) == {(("reference_price",), "decimal_max_places")}


def test_parsed_fields_cannot_be_changed():
    model = country_specific.parse("CO", "document", {"type": TAG})
    with pytest.raises(ValidationError, match="frozen"):
        model.payment_form = "CREDIT"


def test_what_is_stored_parses_again_to_the_same():
    given = {"type": TAG, "discounts": [{"percent": "12.5"}], "payment_due_date": "2026-12-01"}
    model = country_specific.parse("CO", "document", given)
    stored = model.model_dump(mode="json")
    assert stored["discounts"][0]["percent"] == "12.5"
    assert country_specific.parse("CO", "document", stored) == model


def test_schemas_lists_every_model_once_and_each_has_a_json_schema():
    listed = country_specific.schemas()
    assert len({(s.country, s.place, s.tag) for s in listed}) == len(listed) == 12
    for schema in listed:
        described = TypeAdapter(schema.model).json_schema()
        assert described["properties"]["type"]["const"] == schema.tag


@pytest.mark.parametrize(
    ("fields", "bad"),
    [
        ({"metodo_pago": "PXX"}, "metodo_pago"),
        ({"uso_cfdi": "P01"}, "uso_cfdi"),
        ({"lugar_expedicion": "123"}, "lugar_expedicion"),
        ({"condiciones_de_pago": "a|b"}, "condiciones_de_pago"),
    ],
)
def test_mexicos_codes_have_their_form(fields, bad):
    [(loc, _type)] = problems("MX", "document", {"type": "mx_cfdi.v4_0", **fields})
    assert loc == (bad,)


def test_ecuador_keeps_the_fifteenth_additional_field_for_the_provider():
    fields = [{"nombre": f"n{i}", "valor": "v"} for i in range(15)]
    data = {"type": "ec_sri.v2_34", "info_adicional": fields}
    assert problems("EC", "document", data) == {(("info_adicional",), "too_long")}


class TestCities:
    @pytest.mark.parametrize(
        ("text", "region", "code"),
        [
            ("11001", "", "11001"),
            ("Bogotá", "", "11001"),
            ("BOGOTA, D.C.", "Cundinamarca", "11001"),
            ("  medellin ", "", "05001"),
            ("Cúcuta", "", "54001"),
            ("Armenia", "Quindío", "63001"),
            ("armenia", "05", "05059"),
            ("Rionegro", "ANTIOQUIA", "05615"),
        ],
    )
    def test_a_name_or_code_finds_its_municipality(self, text, region, code):
        assert [city.code for city in co_cities.matching(text, region)] == [code]

    def test_a_shared_name_needs_its_department(self):
        assert {c.department for c in co_cities.matching("Armenia")} == {"Antioquia", "Quindío"}
        assert len(co_cities.matching("Armenia", "Amazonas")) == 2

    @pytest.mark.parametrize("text", ["", "Springfield", "99999", "1100"])
    def test_what_is_no_municipality_finds_none(self, text):
        assert co_cities.matching(text) == ()

    def test_a_city_knows_its_department(self):
        city = co_cities.by_code("76001")
        assert (city.name, city.department_code, city.department) == (
            "Cali",
            "76",
            "Valle del Cauca",
        )


@pytest.mark.parametrize("number", [0, 1732147200, 1.5, "1732147200", "2026-11-20T00:00:00", True])
@pytest.mark.parametrize(
    ("country", "data", "loc"),
    [
        ("CO", lambda day: {"type": TAG, "payment_due_date": day}, ("payment_due_date",)),
        (
            "CO",
            lambda day: {"type": TAG, "exchange_rate": {"rate": "4100", "date": day}},
            ("exchange_rate", "date"),
        ),
        (
            "PE",
            lambda day: {"type": "pe_sunat.v2_1", "cuotas": [{"amount": "1", "due_date": day}]},
            ("cuotas", 0, "due_date"),
        ),
    ],
)
def test_a_day_is_written_and_never_a_number_of_seconds(country, data, loc, number):
    assert problems(country, "document", data(number)) == {(loc, "date_text")}
    assert country_specific.parse(country, "document", data("2026-11-20"))


@pytest.mark.parametrize("written", ["1e2", "100", 100, "1E+2"])
def test_an_amount_is_kept_in_plain_digits(written):
    line = country_specific.parse("CO", "line_item", {"type": TAG, "reference_price": written})
    assert line.model_dump(mode="json")["reference_price"] == "100"
    assert line.reference_price == Decimal(100)


PERSON = {"id_type": "CC", "id": "52100200", "first_name": "Ana", "family_name": "Ruiz"}


@pytest.mark.parametrize(
    ("event", "field", "kind"),
    [
        ({"code": "030"}, ("code",), "literal_error"),
        ({"code": "CLAIM", "claim_concept": "05"}, ("claim_concept",), "literal_error"),
        (
            {"code": "GOODS_RECEIVED", "received_at": "2026-11-20T09:00:00"},
            ("received_at",),
            "timezone_aware",
        ),
        (
            {"code": "RECEIPT_ACKNOWLEDGEMENT", "person": {**PERSON, "id_type": "DNI"}},
            ("person", "id_type"),
            "literal_error",
        ),
        (
            {"code": "RECEIPT_ACKNOWLEDGEMENT", "person": {**PERSON, "family_name": " "}},
            ("person", "family_name"),
            "string_too_short",
        ),
    ],
)
def test_an_acceptance_event_says_what_it_is_in_our_words(event, field, kind):
    data = {"type": TAG, "event": event}
    assert problems("CO", "document", data) == {(("event", *field), kind)}


def test_an_acceptance_event_keeps_what_it_is_given():
    event = {
        "code": "GOODS_RECEIVED",
        "person": PERSON,
        "received_at": "2026-11-20T09:00:00-05:00",
        "notes": ["Bodega 3"],
    }
    model = country_specific.parse("CO", "document", {"type": TAG, "event": event})
    assert model.model_dump(mode="json", exclude_unset=True)["event"] == event


@pytest.mark.parametrize(
    "fields",
    [
        {"operation_type": "STANDARD"},
        {"subtype": "CONTIGENCY_INVOICE"},
        {"reason": ""},
    ],
)
def test_kinds_of_document_are_in_our_words(fields):
    [(found, _kind)] = problems("CO", "document", {"type": TAG, **fields})
    assert found == tuple(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"reference_line": 0},
        {"aiu_part": "COST"},
        {"transmission": "MONTHLY"},
        {"purchased_on": 20261120},
    ],
)
def test_fields_of_a_line_are_in_our_words(fields):
    [(found, _kind)] = problems("CO", "line_item", {"type": TAG, **fields})
    assert found == tuple(fields)
