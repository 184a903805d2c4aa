"""Documents and certificates of the tests' own."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from documents.cfdi import certificate
from documents.cfdi.cadena import cadena_timbre
from documents.cfdi.model import (
    CfdiRelacionados,
    Comprobante,
    Concepto,
    DoctoRelacionado,
    Emisor,
    Impuestos,
    ImpuestosP,
    InformacionGlobal,
    Pago,
    Receptor,
    Retencion,
    RetencionTotal,
    TimbreFiscalDigital,
    Traslado,
)
from documents.cfdi.pagos import complement
from documents.cfdi.seal import seal, sign
from documents.cfdi.summary import summarise

UUID = "5BD612EA-DB91-441D-BF85-37F442796EC1"
FECHA = datetime(2026, 3, 2, 10, 30)  # noqa: DTZ001
ISSUER, SAT = "EKU9003173C9", "SPR190613I52"


def iva(base, importe, tasa="0.160000"):
    return Traslado(
        base=Decimal(base),
        impuesto="002",
        tipo_factor="Tasa",
        tasa_o_cuota=Decimal(tasa),
        importe=Decimal(importe),
    )


def exempt(base):
    return Traslado(base=Decimal(base), impuesto="002", tipo_factor="Exento")


def withheld(base, importe, impuesto="001", tasa="0.100000"):
    return Retencion(
        base=Decimal(base),
        impuesto=impuesto,
        tipo_factor="Tasa",
        tasa_o_cuota=Decimal(tasa),
        importe=Decimal(importe),
    )


def concepto(importe="100.00", *traslados, retenciones=(), **fields):
    impuestos = None
    if traslados or retenciones:
        impuestos = Impuestos(traslados=traslados, retenciones=tuple(retenciones))
    given = {
        "clave_prod_serv": "52161557",
        "cantidad": Decimal(1),
        "clave_unidad": "H87",
        "descripcion": "Silla",
        "valor_unitario": Decimal(importe),
        "importe": Decimal(importe),
        "objeto_imp": "02" if impuestos else "01",
        "impuestos": impuestos,
    }
    return Concepto(**{**given, **fields})


def invoice(*conceptos, moneda="MXN", **fields):
    """An unsealed income document of the lines, its totals computed."""
    lines = conceptos or (concepto("100.00", iva("100.00", "16.00")),)
    summary = summarise(lines, moneda)
    given = {
        "serie": "A",
        "folio": "12",
        "fecha": FECHA,
        "forma_pago": "03",
        "sub_total": summary.sub_total,
        "descuento": summary.descuento,
        "moneda": moneda,
        "total": summary.total,
        "tipo_de_comprobante": "I",
        "exportacion": "01",
        "metodo_pago": "PUE",
        "lugar_expedicion": "86000",
        "emisor": Emisor(rfc=ISSUER, nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601"),
        "receptor": receiver(),
        "conceptos": lines,
        "impuestos": summary.impuestos,
    }
    return Comprobante(**{**given, **fields})


def receiver(**fields):
    given = {
        "rfc": "URE180429TM6",
        "nombre": "UNIVERSIDAD ROBOTICA ESPAÑOLA",
        "domicilio_fiscal_receptor": "86991",
        "regimen_fiscal_receptor": "601",
        "uso_cfdi": "G01",
    }
    return Receptor(**{**given, **fields})


def global_invoice():
    return invoice(
        informacion_global=InformacionGlobal(periodicidad="01", meses="03", anio=2026),
        cfdi_relacionados=(
            CfdiRelacionados(tipo_relacion="04", uuids=(UUID, UUID.lower())),
            CfdiRelacionados(tipo_relacion="07", uuids=(UUID,)),
        ),
    )


def docto(*traslados, pagado="116.00", retenciones=(), **fields):
    impuestos = None
    if traslados or retenciones:
        impuestos = Impuestos(traslados=traslados, retenciones=tuple(retenciones))
    given = {
        "id_documento": UUID,
        "moneda_dr": "MXN",
        "equivalencia_dr": Decimal(1),
        "num_parcialidad": 1,
        "imp_saldo_ant": Decimal(pagado),
        "imp_pagado": Decimal(pagado),
        "imp_saldo_insoluto": Decimal("0.00"),
        "objeto_imp_dr": "02" if impuestos else "01",
        "impuestos_dr": impuestos,
    }
    return DoctoRelacionado(**{**given, **fields})


def pago(*doctos, monto="116.00", **fields):
    given = {
        "fecha_pago": FECHA,
        "forma_de_pago_p": "03",
        "moneda_p": "MXN",
        "tipo_cambio_p": Decimal(1),
        "monto": Decimal(monto),
        "doctos_relacionados": doctos or (docto(iva("100.00", "16.00")),),
    }
    return Pago(**{**given, **fields})


def receipt(*pagos):
    """An unsealed payment document, its complement computed."""
    line = concepto(
        "0",
        clave_prod_serv="84111506",
        clave_unidad="ACT",
        descripcion="Pago",
    )
    return replace(
        invoice(line, moneda="XXX", forma_pago=None, metodo_pago=None),
        tipo_de_comprobante="P",
        receptor=receiver(uso_cfdi="CP01"),
        pagos=complement(pagos or (pago(),)),
    )


IMPUESTOS_P = ImpuestosP(
    retenciones=(RetencionTotal(impuesto="001", importe=Decimal("10.000000")),),
    traslados=(iva("100.000000", "16.000000"),),
)


@cache
def key(name="issuer"):
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def csd(rfc=ISSUER, number="30001000000500003416", kind="csd", holder="issuer", until=2027):
    """A certificate as SAT's authority makes them: a CSD, or an e.firma (kind `fiel`)."""
    names = [
        x509.NameAttribute(NameOID.COMMON_NAME, "ESCUELA KEMPER URGATE SA DE CV"),
        x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, f"{rfc} / VADA800927DJ3"),
    ]
    is_csd = kind == "csd"
    if is_csd:
        names.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Sucursal 1"))
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=not is_csd,
        key_agreement=not is_csd,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(x509.Name(names[:1]))
        .public_key(key(holder).public_key())
        .serial_number(int.from_bytes(number.encode(), "big"))
        .not_valid_before(datetime(2023, 5, 18, tzinfo=UTC))
        .not_valid_after(datetime(until, 5, 18, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .sign(key("authority"), SHA256())
    )
    return certificate.load(built.public_bytes(Encoding.DER))


def sat_certificate():
    return csd(SAT, "30001000000500003456", holder="sat")


def stamped(comprobante):
    """The document sealed by its issuer, and stamped."""
    sealed = seal(comprobante, csd(), key("issuer"))
    sat = sat_certificate()
    timbre = TimbreFiscalDigital(
        uuid=UUID,
        fecha_timbrado=FECHA,
        rfc_prov_certif=SAT,
        sello_cfd=sealed.sello,
        no_certificado_sat=sat.number,
        sello_sat="",
    )
    signed = replace(timbre, sello_sat=sign(cadena_timbre(timbre), key("sat")))
    return replace(sealed, timbre=signed)
