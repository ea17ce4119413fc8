from tests.desk.conftest import _built_year, year  # noqa: F401 (fixtures)
