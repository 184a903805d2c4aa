"""The two dialects of the provider's schema.

`printed` is the schema of its reference (annex 1.8). `live` is what integrators saw its API do
(annex 1.9), derived from the printed one by the differences below and nothing else.
"""

from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    visit,
)

from providers.co_yabico.sandbox import scalars

SDL = Path(__file__).parents[1] / "schema.graphql"
DIALECTS = ("live", "printed")

REMOVED = {
    ("InvoiceGeneralInformationInput", "issueDateTime"),
    ("CreditNoteGeneralInformationInput", "issueDateTime"),
    ("DebitNoteGeneralInformationInput", "issueDateTime"),
    ("AcquisitionSupportDocumentGeneralInformationInput", "issueDateTime"),
    ("AcquisitionAdjustmentNoteGeneralInformationInput", "issueDateTime"),
    ("CreditNoteInput", "organizationalUnitId"),
}
"""Input fields the live API does not take. Seen for invoices and credit notes; the other documents
are signed by the provider just the same."""

REQUIRED = {
    ("InvoiceInput", "taxDescription"): "[TaxTotalInput!]!",
    ("DocumentLineInput", "taxDescription"): "[TaxTotalInput!]!",
    ("LegalMonetaryTotalInput", "allowanceTotalAmount"): "decimal!",
    ("LegalMonetaryTotalInput", "chargeTotalAmount"): "decimal!",
    ("LegalMonetaryTotalInput", "prePaidAmount"): "decimal!",
}
"""Input fields the live API wants. A line excluded from tax sends an empty list."""

UNIT_FIELDS = {
    "organizationUnitId": "organizationalUnitId: String",
    "organizationUnitName": "unitName: String",
    "organizationUnitNit": "unitNit: String",
    "organizationUnitSettings": "unitSettings: UnitSettings",
    "organizationUnitState": "unitState: UnitState",
}
"""Fields of OrganizationUnit the live API names otherwise."""

LIVE_TYPES = """
type UnitSettings { environment: String }
type UnitState { active: Boolean }
"""

DOCUMENT_FIELDS = "assessmentState: String dianState: String"
"""What every document of the live API has besides."""


@cache
def dialect(name: str) -> GraphQLSchema:
    """The executable schema of a dialect, "live" or "printed"."""
    printed = _printed()
    document = as_live(printed) if name == "live" else printed
    return scalars.install(build_ast_schema(document, assume_valid=name == "printed"))


@cache
def _printed() -> DocumentNode:
    return parse(SDL.read_text(encoding="utf-8"), no_location=True)


def as_live(printed: DocumentNode) -> DocumentNode:
    """The live schema's document from the printed one's."""
    changed: DocumentNode = visit(printed, LiveDialect())
    extra = parse(LIVE_TYPES).definitions
    return DocumentNode(definitions=(*changed.definitions, *extra))


class LiveDialect(Visitor):
    """Applies the tables above."""

    def leave_input_object_type_definition(
        self, node: InputObjectTypeDefinitionNode, *_: Any
    ) -> InputObjectTypeDefinitionNode:
        """Leave out what is not taken, require what is wanted."""
        owner = node.name.value
        kept = [f for f in node.fields or () if (owner, f.name.value) not in REMOVED]
        wanted = [
            _input_field(f.name.value, REQUIRED[owner, f.name.value])
            if (owner, f.name.value) in REQUIRED
            else f
            for f in kept
        ]
        return InputObjectTypeDefinitionNode(name=node.name, fields=tuple(wanted))

    def leave_object_type_definition(
        self, node: ObjectTypeDefinitionNode, *_: Any
    ) -> ObjectTypeDefinitionNode:
        """Rename a unit's fields, add those of documents."""
        fields = list(node.fields or ())
        if node.name.value == "OrganizationUnit":
            fields = [_renamed(f) for f in fields]
        if any(i.name.value == "DocumentInterface" for i in node.interfaces or ()):
            fields += _fields(DOCUMENT_FIELDS)
        return ObjectTypeDefinitionNode(
            name=node.name, interfaces=node.interfaces, fields=tuple(fields)
        )

    def leave_interface_type_definition(
        self, node: InterfaceTypeDefinitionNode, *_: Any
    ) -> InterfaceTypeDefinitionNode:
        """Add the fields of documents to their interface."""
        more = _fields(DOCUMENT_FIELDS) if node.name.value == "DocumentInterface" else []
        return InterfaceTypeDefinitionNode(name=node.name, fields=(*(node.fields or ()), *more))


def _renamed(field: Any) -> Any:
    renamed = UNIT_FIELDS.get(field.name.value)
    return _fields(renamed)[0] if renamed else field


def _fields(sdl: str) -> list[Any]:
    return list(_definition(f"type T {{ {sdl} }}").fields)


def _input_field(name: str, kind: str) -> Any:
    return _definition(f"input T {{ {name}: {kind} }}").fields[0]


def _definition(sdl: str) -> Any:
    definition: DefinitionNode = parse(sdl).definitions[0]
    return definition
