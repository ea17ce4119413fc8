import pytest

from desk.lifecycle import Mode
from desk.models import FigureRules
from desk.scan_sessions import operations
from tests.desk.year_2025 import build
from tests.factories import CategoryFactory, DonationFactory, TagFactory
from tests.visits import undone

TAGS = ["RB2600001Y", "RB2600002W", "RB2600003U", "RB2600004S"]


@pytest.fixture(scope="module")
def _built_year(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield build()


@pytest.fixture
def year(_built_year, db):
    """The year with known figures, built once for the tests of a file."""
    FigureRules.clear_cache()
    return _built_year


@pytest.fixture
def lot(site):
    return DonationFactory(received=True, site=site, reference="D26-0001")


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True, names__en="laptop", code="laptop")


@pytest.fixture
def labels(db):
    """Codes of free tags, printed before their devices arrive."""
    return [TagFactory(free=True, code=code).code for code in TAGS]


@pytest.fixture
def begin():
    """Factory `begin("shelve", user)` for a session in this mode and its scan function."""

    def begin(act, by, **facts):
        run = operations.start(Mode(act), by=by, **facts)

        def scan(*codes):
            for code in codes:
                line = operations.scan(run, by=by, code=str(code))
            return line

        return run, scan

    return begin


@pytest.fixture
def lines_of():
    """Factory `lines_of(run)` for the lines of a session: [(device or code, status, words)]."""

    def lines_of(run):
        lines = run.lines.select_related("device").order_by("pk")
        return [(str(line.device or line.code), line.status, line.says) for line in lines]

    return lines_of
