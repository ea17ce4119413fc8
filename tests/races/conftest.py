import pytest
from django.db import connection

from tests.races.together import elsewhere, racers

# SQLite allows one write at a time, so each race ends the same way.
ROUNDS = 1 if connection.vendor == "sqlite" else 3


@pytest.fixture(scope="session", autouse=True)
def _connections_are_closed(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        racers.close()


@pytest.fixture(params=range(ROUNDS), ids=lambda number: f"round {number + 1}")
def again(request, transactional_db):
    """Run each race three times on PostgreSQL, each with committed rows of its own."""
    return request.param


@pytest.fixture(scope="module")
def pool():
    with elsewhere() as pool:
        yield pool
