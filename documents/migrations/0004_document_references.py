import django.db.models.deletion
from django.db import migrations, models

KEEP_THOSE_ALREADY_THERE = """
INSERT INTO documents_documentreference (document_id, referenced_document_id, relation)
SELECT DISTINCT d.id, r.id, reference ->> 'relation'
FROM documents_document d
CROSS JOIN LATERAL jsonb_array_elements(d."references") AS reference
JOIN documents_document r
    ON r.tenant_id = d.tenant_id AND r.id = (reference ->> 'document_id')::uuid
WHERE jsonb_array_length(d."references") > 0 AND length(reference ->> 'relation') <= 20
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_received_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentReference',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=20)),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refers_to', to='documents.document')),
                ('referenced_document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referred_by', to='documents.document')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('document', 'referenced_document', 'relation'), name='document_reference_once')],
            },
        ),
        migrations.RunSQL(KEEP_THOSE_ALREADY_THERE, migrations.RunSQL.noop),
    ]
