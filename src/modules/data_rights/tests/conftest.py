from tests.loans.conftest import organisation  # noqa: F401  (a fixture)
