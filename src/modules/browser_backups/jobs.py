"""Background task of a backup: the command `backup`, which records its own result."""

import logging

from django.core.management import CommandError, call_command
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from desk.backups.create import PREFIX, usual_folder

logger = logging.getLogger(__name__)


@task()
def backup_job():
    """Make a backup as each night; its failures are events, shown on the page."""
    try:
        call_command("backup")
    except CommandError as error:
        logger.warning("Backup failed: %s", error)


def under_way():
    """The result of the pending job, with `is_begun` and `written` (bytes); None without one."""
    jobs = DBTaskResult.objects.filter(task_path=backup_job.module_path)
    job = jobs.filter(status__in=["READY", "RUNNING"]).order_by("-enqueued_at").first()
    if job is None:
        return None
    job.is_begun = job.status == "RUNNING"
    parts = usual_folder().glob(f"{PREFIX}*.partial") if job.is_begun else []
    job.written = sum(part.stat().st_size for part in parts if part.is_file())
    return job
