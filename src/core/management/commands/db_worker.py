import logging
import os
import time

from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from core.http.busy import is_busy
from core.operating.worker_identity import identity_of, is_dead
from core.workflow import readiness

MAX_ATTEMPTS = 3  # attempts at a job whose worker was killed
logger = logging.getLogger("django_tasks_db")


class Worker(db_worker.Worker):
    """Worker of django-tasks-db that survives a locked or restarted database.

    If the end of a job could not be recorded, the tick queues it again, so each job first checks
    its row.
    """

    def run(self):
        readiness.migrations()  # read before another release is installed
        has_looked = False
        while self.running:
            try:
                if not has_looked:
                    give_back()
                    has_looked = True
                return super().run()
            except db_worker.OperationalError as error:
                if not is_busy(error):
                    raise
                logger.warning("The database is busy: %s", type(error.__cause__).__name__)
                connection.close()
                time.sleep(self.interval)
        return None


def give_back():
    """Requeue the jobs of killed workers on this machine; return the number of jobs.

    A job that has killed its worker several times waits for the tick, so that others run first.
    """
    count = 0
    for job in DBTaskResult.objects.running():
        if len(job.worker_ids) < MAX_ATTEMPTS and is_dead(job.worker_ids[-1]):
            same = DBTaskResult.objects.running().filter(pk=job.pk, worker_ids=job.worker_ids)
            count += same.update(status=TaskResultStatus.READY)
    return count


db_worker.Worker = Worker  # the class that the library's command instantiates


class Command(db_worker.Command):
    help = "Run a database background worker that survives a busy database"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        if identity := identity_of(os.getpid()):
            parser.set_defaults(worker_id=identity)
