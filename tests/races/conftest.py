import pytest
from django.db import connection

from tests.races.together import elsewhere

# SQLite lets one write at a time: each race ends the same way whatever its luck.
ROUNDS = 1 if connection.vendor == "sqlite" else 3


@pytest.fixture(params=range(ROUNDS), ids=lambda number: f"round {number + 1}")
def again(request, transactional_db):
    """On PostgreSQL each race is run three times, each in a database of its own, and commits."""
    return request.param


@pytest.fixture(scope="module")
def pool():
    with elsewhere() as pool:
        yield pool
