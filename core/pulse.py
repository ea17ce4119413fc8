"""A task that does nothing: that it was done says that a worker runs."""

from django_tasks import task


@task()
def pulse():
    """Nothing."""
