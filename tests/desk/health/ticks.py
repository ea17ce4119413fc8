from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.operating.deployment import pulse


def pulse_of_tick(ago=timedelta()):
    """Create a finished job of `manage.py tick`, queued `ago`."""
    row = DBTaskResult.objects.create(
        task_path=pulse.module_path, args_kwargs={}, backend_name="default", status="SUCCESSFUL"
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - ago)
