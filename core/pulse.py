"""A task that does nothing: that it was done says that a worker runs."""

from django_tasks import task


@task()
def pulse():
    """Heartbeat job: does nothing, so that a finished run shows that a worker is alive."""
