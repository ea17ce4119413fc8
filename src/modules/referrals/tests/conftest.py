from tests.loans.conftest import (  # noqa: F401  (fixtures)
    accepted_request,
    device,
    organisation,
    person,
)
from tests.races.conftest import again  # noqa: F401  (a fixture)
