from tests.races.conftest import again, pool  # noqa: F401  (fixtures)
