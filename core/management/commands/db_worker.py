import logging
import time

from django.db import connection
from django_tasks_db.management.commands import db_worker

from core import readiness
from core.busy import is_busy

logger = logging.getLogger("django_tasks_db")


class Worker(db_worker.Worker):
    """The worker of django-tasks-db, which a locked or restarted database does not end.

    A job whose end could not be written is offered again by the tick: each looks first at its row.
    """

    def run(self):
        readiness.migrations()  # those of this program, before another is installed
        while self.running:
            try:
                return super().run()
            except db_worker.OperationalError as error:
                if not is_busy(error):
                    raise
                logger.warning("The database is busy: %s", type(error.__cause__).__name__)
                connection.close()
                time.sleep(self.interval)
        return None


db_worker.Worker = Worker  # what its command makes


class Command(db_worker.Command):
    help = "Run a database background worker, which outlives a busy database"
