"""Nested serializers of a document, one per object of its body."""

from typing import Any

from rest_framework import serializers

from documents.models import Document


class DecimalText(serializers.DecimalField):
    """A decimal that is kept as text, since it goes into a JSON column."""

    def to_internal_value(self, data: Any) -> Any:
        """Validated, then text again."""
        return str(super().to_internal_value(data))


class AddressSerializer(serializers.Serializer[Any]):
    """A postal address."""

    line1 = serializers.CharField(max_length=300)
    city = serializers.CharField(max_length=300)
    country = serializers.CharField(max_length=2)
    postal_code = serializers.CharField(required=False)
    line2 = serializers.CharField(required=False)
    region = serializers.CharField(required=False)


class PartySerializer(serializers.Serializer[Any]):
    """Issuer or receiver."""

    tax_id = serializers.CharField(max_length=30)
    tax_id_type = serializers.ChoiceField(["RFC", "NIT", "RUC", "GENERIC_ID"])
    name = serializers.CharField(max_length=300)
    email = serializers.EmailField(required=False)
    address = AddressSerializer(required=False)


class MoneySerializer(serializers.Serializer[Any]):
    """An amount and its currency."""

    amount = DecimalText(max_digits=20, decimal_places=6)
    currency = serializers.CharField(max_length=3)


class LineItemSerializer(serializers.Serializer[Any]):
    """One line."""

    description = serializers.CharField(max_length=2000)
    unit_price = MoneySerializer()
    quantity = DecimalText(max_digits=15, decimal_places=6)
    tax_code = serializers.CharField(max_length=50, required=False)
    code = serializers.CharField(max_length=100, required=False)
    unit = serializers.CharField(max_length=50, required=False)


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document with its parties and lines."""

    tenant_id = serializers.UUIDField()
    issuer = PartySerializer()
    receiver = PartySerializer()
    line_items = LineItemSerializer(many=True)
    metadata = serializers.DictField(child=serializers.CharField(), required=False)

    class Meta:
        model = Document
        fields = (
            *("id", "tenant_id", "country", "document_type", "status", "fiscal_status"),
            *("lifecycle_status", "issuer", "receiver", "line_items", "references"),
            *("country_specific", "payment", "fiscal_id", "emission_date", "failure"),
            *("totals", "warnings", "metadata", "issuer_profile", "qr", "created_at"),
            *("updated_at",),
        )
        read_only_fields = (
            *("id", "status", "fiscal_status", "lifecycle_status", "references"),
            *("country_specific", "payment", "fiscal_id", "failure", "totals", "warnings"),
            *("issuer_profile", "qr", "created_at", "updated_at"),
        )

    def create(self, validated_data: dict[str, Any]) -> Document:
        """The document row."""
        return Document.objects.create(
            **validated_data, issuer_tax_id=validated_data["issuer"]["tax_id"]
        )
