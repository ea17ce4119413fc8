import pytest

from tests.loans.conftest import (  # noqa: F401  (fixtures)
    device,
    issued,
    loan,
    organisation,
    person,
    signature,
    texts,
)

PASSWORD = "la clé est sous le paillasson"


@pytest.fixture
def driver(counter):
    """A counter user with a password."""
    counter.set_password(PASSWORD)
    counter.save()
    return counter
