"""People are found by each word of their names, not only by how first and last names begin.

PostgreSQL is told at once what these words are like: until then it might read the whole table.
"""

from django.db import migrations, models

from core.lookups import PatternOps, Spaced, Word

NAME = Spaced("first_name", "last_name")


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
        migrations.RunSQL("ANALYZE people_recipient", migrations.RunSQL.noop),
    ]
