from django.db import migrations


def find(apps, schema_editor):
    """Papers of before that no convention knows any more bear the number of theirs."""
    conventions = apps.get_model("loans", "Convention").objects.all()
    by_number = {convention.number: convention for convention in conventions}
    papers = apps.get_model("core", "Document").objects.filter(kind="convention")
    for paper in papers.iterator():
        convention = by_number.get(paper.name.rpartition(".")[0])
        if convention and convention.document_id != paper.pk:
            convention.earlier.add(paper)


class Migration(migrations.Migration):
    dependencies = [("loans", "0004_earlier_papers")]

    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
