"""People are found by each word of their names, not only by how first and last names begin.

PostgreSQL is told at once what these words are like: until then it might read the whole table.
"""

from django.db import migrations, models

from core.lookups import PatternOps, Spaced, Word

NAME = Spaced("first_name", "last_name")


def tell(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ANALYZE people_recipient")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_last_contact"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="recipient", name="people_recipient_by_last"),
        migrations.RemoveIndex(model_name="recipient", name="people_recipient_by_first"),
        *(
            migrations.AddIndex(
                model_name="recipient",
                index=models.Index(
                    PatternOps(Word(NAME, place=place)), name=f"people_recipient_word_{place}"
                ),
            )
            for place in range(1, 11)
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
