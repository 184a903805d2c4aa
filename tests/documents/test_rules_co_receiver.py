"""Who the receiver is: the answer shared by the rules and by what is sent."""

import pytest

from documents.rules.co_receiver import receiver_profile
from tests.documents.samples import address, co, company, invoice, issuer, person


def profile(party, **fields):
    specific = co(receiver=fields) if fields else {}
    return receiver_profile(invoice(receiver=party, country_specific=specific))


@pytest.mark.parametrize(
    ("tax_id", "kind"),
    [
        ("800197268-4", "LEGAL_ENTITY"),
        ("900559088", "LEGAL_ENTITY"),
        ("41261533-2", "NATURAL_PERSON"),
        ("1020304050", "NATURAL_PERSON"),
        ("8001972684", "NATURAL_PERSON"),
        ("700085371", "NATURAL_PERSON"),
    ],
)
def test_a_nit_of_nine_digits_from_8_or_9_is_a_company(tax_id, kind):
    assert profile(company(tax_id=tax_id)).person_type == kind


def test_what_the_caller_says_outranks_the_number():
    said = profile(company(name="Ana Ruiz"), person_type="NATURAL_PERSON")
    assert (said.person_type, said.first_name, said.corporate_name) == ("NATURAL_PERSON", "Ana", "")


def test_a_foreign_nit_is_a_company_and_a_cedula_a_person():
    assert profile(person(), id_type="NIT_FOREIGN").person_type == "LEGAL_ENTITY"
    assert profile(person(), id_type="CC").person_type == "NATURAL_PERSON"


def test_a_company_with_every_default():
    who = profile(company())
    assert (who.id_type, who.identifier, who.dv) == ("NIT", "800197268", "4")
    assert (who.corporate_name, who.first_name) == ("Cliente de Prueba SAS", "")
    assert (who.responsibilities, who.tax_scheme) == (("R_99_PN",), "CO_ZZ")
    assert (who.city_code, who.city, who.department_code, who.department) == (
        "11001",
        "Bogotá, D.C.",
        "11",
        "Bogotá",
    )
    assert (who.address_line, who.country, who.email) == (
        "CRA 8 113 31",
        "CO",
        "compras@example.co",
    )
    assert not who.address_is_issuers
    assert who.full_name == "Cliente de Prueba SAS"


@pytest.mark.parametrize(
    ("tax_id", "identifier", "dv"),
    [
        ("800197268", "800197268", "4"),
        ("800.197.268-4", "800197268", "4"),
        ("9005590882", "9005590882", "6"),
    ],
)
def test_a_missing_check_digit_is_computed_from_the_number_as_it_is(tax_id, identifier, dv):
    who = profile(company(tax_id=tax_id))
    assert (who.identifier, who.dv) == (identifier, dv)


def test_only_a_nit_has_a_check_digit():
    assert profile(person(), id_type="CC").dv is None


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Ana Ruiz", ("Ana", "", "Ruiz", "")),
        ("Ana Ruiz Gil", ("Ana", "", "Ruiz", "Gil")),
        ("Ana María Ruiz Gil", ("Ana", "María", "Ruiz", "Gil")),
        ("  Ana   María  del Pilar Ruiz Gil ", ("Ana", "María del Pilar", "Ruiz", "Gil")),
        ("Madonna", ("Madonna", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_persons_name_is_split(name, names):
    who = profile(person(name=name), id_type="CC")
    assert (who.first_name, who.second_name, who.first_surname, who.second_surname) == names
    assert who.corporate_name == ""
    assert who.full_name == " ".join(name.split())


def test_names_given_apart_are_not_mixed_with_the_name():
    who = profile(person(name="X Y Z"), id_type="CC", first_name="Ana", first_surname="Ruiz")
    assert who.full_name == "Ana Ruiz"


def test_the_final_consumer_needs_nothing_else():
    who = profile(person(tax_id="222222222222", name="lo que sea", address=None))
    assert (who.id_type, who.person_type, who.dv) == ("CC", "NATURAL_PERSON", None)
    assert (who.first_name, who.first_surname) == ("Consumidor", "final")
    assert (who.responsibilities, who.tax_scheme) == (("R_99_PN",), "CO_ZZ")
    assert who.is_final_consumer
    assert not profile(company()).is_final_consumer


def test_another_generic_id_has_no_kind_until_it_is_told():
    assert profile(person()).id_type is None
    assert profile(person(), id_type="CE").id_type == "CE"


def test_the_issuers_address_stands_in_for_none():
    document = invoice(
        receiver=company(address=None),
        issuer=issuer(address=address(line1="Calle 1", line2="Of. 2", city="Cali")),
    )
    who = receiver_profile(document)
    assert (who.address_line, who.city_code, who.address_is_issuers) == (
        "Calle 1 Of. 2",
        "76001",
        True,
    )


def test_without_any_address_the_fields_are_empty():
    who = receiver_profile(invoice(receiver=company(address=None), issuer=issuer(address=None)))
    assert (who.address_line, who.city, who.city_code, who.country) == ("", "", None, "CO")
    assert not who.address_is_issuers


def test_an_address_abroad_keeps_its_names_and_has_no_dane_code():
    there = address(city="Armenia", country="EC", region="Pichincha", postal_code="170101")
    who = profile(company(address=there))
    assert (who.city_code, who.city, who.department, who.department_code) == (
        None,
        "Armenia",
        "Pichincha",
        None,
    )
    assert (who.country, who.postal_code) == ("EC", "170101")


def test_the_city_code_outranks_the_citys_name():
    assert profile(company(), city_code="05001").city == "Medellín"


def test_a_city_that_may_be_two_has_no_code():
    assert profile(company(address=address(city="Armenia"))).city_code is None
