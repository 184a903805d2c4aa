from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from documents.cfdi import certificate
from documents.cfdi.certificate import BadCertificate
from documents.cfdi.faults import CfdiFault, NotSealed
from documents.cfdi.seal import load_key, seal, verify, verify_seal
from documents.cfdi.write import write
from tests.documents.cfdi.samples import (
    csd,
    invoice,
    key,
    receipt,
    sat_certificate,
    stamped,
)

TRUSTED = {sat_certificate().number: sat_certificate()}


@pytest.mark.parametrize("document", [invoice(), receipt()], ids=["invoice", "receipt"])
def test_a_sealed_and_stamped_document_verifies(document):
    whole = stamped(document)
    assert verify(write(whole), TRUSTED) == whole


def test_sealing_names_the_certificate():
    sealed = seal(invoice(), csd(), key("issuer"))
    assert sealed.no_certificado == "30001000000500003416"
    assert certificate.load_base64(sealed.certificado) == csd()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'Total="116.00"', b'Total="117.00"'),
        (b"URE180429TM6", b"URE180429TM5"),
        (b'Descripcion="Silla"', b'Descripcion="Silla" Unidad="PIEZA"'),
    ],
    ids=["total", "receiver", "unit"],
)
def test_a_document_changed_after_sealing_does_not_verify(old, new):
    xml = write(stamped(invoice()))
    assert old in xml
    with pytest.raises(NotSealed, match="not certificate 30001000000500003416's"):
        verify(xml.replace(old, new), TRUSTED)


def test_what_is_outside_the_seal_may_change():
    whole = replace(stamped(invoice()), addenda=(b"<pedido/>",))
    assert verify(write(whole), TRUSTED) == whole


def test_a_document_without_stamp_does_not_verify():
    sealed = seal(invoice(), csd(), key("issuer"))
    with pytest.raises(NotSealed, match="no stamp"):
        verify(write(sealed), TRUSTED)


def test_a_stamp_of_another_document_does_not_verify():
    other = stamped(invoice(folio="13"))
    whole = replace(stamped(invoice()), timbre=other.timbre)
    with pytest.raises(NotSealed, match="SelloCFD"):
        verify(write(whole), TRUSTED)


def test_a_stamp_by_a_certificate_nobody_trusts_does_not_verify():
    with pytest.raises(NotSealed, match="30001000000500003456 is not among"):
        verify(write(stamped(invoice())), {})


def test_a_stamp_by_another_key_under_a_trusted_number_does_not_verify():
    forged = {sat_certificate().number: csd(number=sat_certificate().number)}
    with pytest.raises(NotSealed, match="30001000000500003456's"):
        verify(write(stamped(invoice())), forged)


def test_a_stamp_changed_after_stamping_does_not_verify():
    whole = stamped(invoice())
    later = replace(whole.timbre, uuid=whole.timbre.uuid.replace("5BD", "5BE"))
    with pytest.raises(NotSealed, match="30001000000500003456's"):
        verify(write(replace(whole, timbre=later)), TRUSTED)


def test_a_seal_that_is_not_base64_does_not_verify():
    whole = stamped(invoice())
    timbre = replace(whole.timbre, sello_cfd="¡no!")
    with pytest.raises(NotSealed, match="not Base64"):
        verify(write(replace(whole, sello="¡no!", timbre=timbre)), TRUSTED)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"no_certificado": "30001000000500009999"}, "certificate's number"),
        ({"certificado": "AAAA"}, "not a certificate"),
        ({"certificado": csd("URE180429TM6").base64}, "not the issuer's"),
    ],
)
def test_a_certificate_that_is_not_the_documents_does_not_verify(fields, reason):
    with pytest.raises(NotSealed, match=reason):
        verify(write(replace(stamped(invoice()), **fields)), TRUSTED)


def test_a_given_certificate_takes_the_place_of_the_documents_own():
    whole = stamped(invoice())
    other = csd(holder="another")
    with pytest.raises(NotSealed, match="not certificate"):
        verify_seal(whole, "||4.0||", other)


@pytest.mark.parametrize(
    ("given", "holder", "reason"),
    [
        (csd(), "another", "key is not the certificate's"),
        (csd(kind="fiel"), "issuer", "not a CSD"),
        (csd("URE180429TM6"), "issuer", "not the issuer's"),
        (csd(until=2025), "issuer", "does not hold"),
    ],
    ids=["key", "e.firma", "holder", "expired"],
)
def test_a_certificate_that_may_not_seal(given, holder, reason):
    with pytest.raises(BadCertificate, match=reason):
        seal(invoice(), given, key(holder))


def test_a_document_that_cannot_be_written_is_not_sealed():
    with pytest.raises(CfdiFault, match="Total"):
        seal(replace(invoice(), total=Decimal("0.0000001")), csd(), key("issuer"))


def test_a_certificate_says_whose_it_is():
    found = certificate.load(csd().der)
    assert (found.number, found.rfc, found.is_csd) == ("30001000000500003416", "EKU9003173C9", True)
    assert found.name == "ESCUELA KEMPER URGATE SA DE CV"
    assert (found.valid_from.year, found.valid_to.year) == (2023, 2027)


def test_validity_includes_both_ends_and_wants_a_zone():
    found = csd()
    assert found.valid_at(found.valid_from)
    assert found.valid_at(found.valid_to)
    with pytest.raises(TypeError):
        found.valid_at(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("der", [b"", b"no", csd().der[:-10]])
def test_other_bytes_are_no_certificate(der):
    with pytest.raises(BadCertificate):
        certificate.load(der)


def test_a_serial_number_that_spells_no_digits_is_refused():
    odd = csd.__wrapped__
    with pytest.raises(BadCertificate, match="20 digits"):
        odd(number="3000100000050000341X")


def der_of(password):
    hidden = BestAvailableEncryption(password) if password else NoEncryption()
    return key("issuer").private_bytes(Encoding.DER, PrivateFormat.PKCS8, hidden)


def test_a_key_opens_with_its_password():
    opened = load_key(der_of(b"12345678a"), "12345678a")
    assert opened.private_numbers() == key("issuer").private_numbers()


@pytest.mark.parametrize("password", [None, "otra"])
def test_a_key_does_not_open_with_another_password(password):
    with pytest.raises(ValueError, match=r"(?i)password|decrypt"):
        load_key(der_of(b"12345678a"), password)
