from tests.loans.conftest import device, organisation  # noqa: F401  (fixtures)
from tests.races.conftest import again  # noqa: F401  (a fixture)
