from django.db import migrations
from django.db.models import Max, Min
from django.utils import timezone


def date(apps, schema_editor):
    """A donor is as old as its story, and was in touch when it was written down last."""
    events = apps.get_model("core", "Event").objects.filter(
        subject_type__app_label="donations", subject_type__model="donor"
    )
    written = events.filter(kind__in=["donor.entered", "donor.changed"]).order_by()
    told = {
        pk: (first, last)
        for pk, first, last in written.values_list("subject_id").annotate(Min("at"), Max("at"))
    }
    for donor in apps.get_model("donations", "Donor").objects.all():
        if donor.pk in told:
            donor.created_at, last = told[donor.pk]
            donor.contact_on = timezone.localdate(last)
            donor.save(update_fields=["created_at", "contact_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0003_contacts_end"),
        ("core", "0002_photos_saved_views"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(date, migrations.RunPython.noop)]
