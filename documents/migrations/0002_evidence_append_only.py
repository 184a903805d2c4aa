"""Evidence is append-only, whoever asks: a trigger refuses every UPDATE, DELETE and TRUNCATE."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION documents_evidence_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON documents_evidence
    FOR EACH ROW EXECUTE FUNCTION documents_evidence_append_only();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON documents_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION documents_evidence_append_only();
"""

ALLOW = """
DROP TRIGGER evidence_append_only ON documents_evidence;
DROP TRIGGER evidence_no_truncate ON documents_evidence;
DROP FUNCTION documents_evidence_append_only();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("documents", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
