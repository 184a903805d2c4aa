"""From our values to the provider's inputs: pure, JSON primitives only.

Money and quantities are texts (the schema's `decimal`), percentages numbers (its `Float`). Names of
fields and enums are those of the dialect seen live; `dialect.Dialect.fit` adapts them. Every
function here takes a `draft.Draft` or parts of one, expects a document that passed
`documents.rules`, and raises ValueError where something indispensable is not there.
"""
