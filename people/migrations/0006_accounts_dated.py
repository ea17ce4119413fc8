from django.db import migrations
from django.db.models import Max, Min
from django.utils import timezone


def date(apps, schema_editor):
    """An account is as old as its story, and is closed since it was closed last."""
    events = apps.get_model("core", "Event").objects.filter(
        subject_type__app_label="people", subject_type__model="user"
    )
    born = dict(events.values_list("subject_id").annotate(Min("at")).order_by())
    closings = events.filter(kind="user.disabled")
    closed = dict(closings.values_list("subject_id").annotate(Max("at")).order_by())
    for user in apps.get_model("people", "User").objects.all():
        user.created_at = born.get(user.pk) or user.joined_at or user.invited_at or timezone.now()
        is_invited = user.joined_at is None and user.invited_at
        if not (user.is_active or is_invited):
            user.closed_at = closed.get(user.pk) or timezone.now()
        user.save(update_fields=["created_at", "closed_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_accounts_end"),
        ("core", "0002_photos_saved_views"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(date, migrations.RunPython.noop)]
