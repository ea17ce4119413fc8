from tests.races.conftest import again  # noqa: F401  (a fixture)
