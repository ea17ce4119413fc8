import pytest


@pytest.fixture(params=range(3), ids=lambda number: f"round {number + 1}")
def again(request, transactional_db):
    """Once is luck: each race is run three times, each in a database of its own, and commits."""
    return request.param
