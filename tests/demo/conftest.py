import pytest
from django.core.management import call_command
from django.db import transaction

DEVICES = 200


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, made once for the tests of a module and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", devices=DEVICES, verbosity=0)
        yield
        transaction.set_rollback(True)
