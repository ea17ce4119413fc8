"""End-of-update dates: the day that applies to a device, the list, the figures, and their page."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.models import Event
from desk.figures.scope import Scope
from inventory.device_pages.tables import DeviceTable
from inventory.models import Device
from modules.end_of_support.ends import SOON, Ends, cell_updates_end, devices_by_updates
from modules.end_of_support.figures import ENDED, ENDING
from modules.end_of_support.lifecycle import Updates
from modules.end_of_support.models import SupportEnd
from modules.end_of_support.tests.factories import SupportEndFactory
from tests.factories import DeviceFactory, DeviceModelFactory, SpecificationFactory, UserFactory
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FIXTURE = settings.BASE_DIR / "modules/end_of_support/fixtures/support_ends.json"


@pytest.fixture
def ends(db):
    """The shipped reference data, read on a fixed day."""
    call_command("loaddata", FIXTURE, verbosity=0)
    return Ends(date(2026, 12, 2))


@pytest.mark.parametrize(
    ("system", "version", "end"),
    [
        ("windows", "10 Pro", date(2027, 10, 12)),
        ("windows", "Windows 10 Famille 22H2", date(2027, 10, 12)),
        ("windows", "11 Pro 24H2", date(2026, 10, 13)),
        ("windows", "11 Pro", None),
        ("windows", "10.0.22631", None),
        ("linux", "Linux Mint 21.3", date(2027, 4, 30)),
        ("linux", "ubuntu 24.04.1 LTS", date(2029, 6, 30)),
        ("linux", "Debian GNU/Linux 12 (bookworm)", date(2028, 6, 30)),
        ("android", "12", date(2025, 3, 3)),
        ("android", "14", None),
        ("android", "14 2024-03-05", date(2025, 3, 1)),
        ("android", "14 2026-09", None),
        ("macos", "14", None),
    ],
)
def test_the_shipped_data_tells_the_last_day_of_updates(ends, system, version, end):
    assert ends.end_of(system, version) == end


def test_each_shipped_row_has_its_source_and_the_day_of_its_check(ends):
    for row in SupportEnd.objects.all():
        assert "." in row.source, row
        assert row.checked_on <= date(2026, 12, 2), row


def _device(end, *, system="linux", **facts):
    """A device whose updates end on this day."""
    row = SupportEndFactory(system=system, ends_on=end)
    device = DeviceFactory(**facts)
    SpecificationFactory(device=device, os=system, os_version=row.version)
    return device


@pytest.fixture
def stock(db):
    use_all_but()
    today = timezone.localdate()
    ended = _device(today.replace(year=today.year - 1, day=1))
    model = DeviceModelFactory(name="Chromebook 311")
    SupportEndFactory(system="chromeos", version="Chromebook 311", ends_on=today + SOON)
    chromebook = DeviceFactory(model=model, brand=model.brand)
    SpecificationFactory(device=chromebook, os="chromeos", os_version="")
    later = _device(today + SOON * 3)
    return SimpleNamespace(ended=ended, ending=chromebook, later=later, unknown=DeviceFactory())


def test_the_list_finds_devices_by_their_updates_and_shows_the_day(stock, sign_in):
    _device(date(2020, 1, 1), retired=True)  # no longer ours
    for state in Updates:
        found = devices_by_updates(Device.objects.all(), state)
        assert list(found) == [getattr(stock, state.value)], state
    client = sign_in(UserFactory(coordinator=True, language="en"))
    address = reverse("device_list")
    page = client.get(address, {"updates_end": "ended"}).content.decode()
    assert stock.ended.asset_tag in page
    assert stock.later.asset_tag not in page
    assert "Updates of devices in stock or on loan" in page


def test_the_figures_count_the_rows_of_the_list(stock):
    user = UserFactory(coordinator=True)
    scope = Scope.today(user)
    assert (ENDED.number(scope), ENDING.number(scope)) == (1, 1)
    assert "updates_end=ended" in ENDED.worked_on(scope)


def test_a_column_shows_the_day_and_goes_with_the_module_like_the_filter(stock, sign_in):
    table = DeviceTable(Device.objects.none())
    assert "updates_end" in table.choosable
    assert cell_updates_end(table, stock.ended).startswith("ended on ")
    assert cell_updates_end(table, stock.later) == date_format(
        timezone.localdate() + SOON * 3, "SHORT_DATE_FORMAT"
    )
    assert cell_updates_end(table, stock.unknown) == ""

    use_all_but("end_of_support")
    assert "updates_end" in DeviceTable(Device.objects.none()).withheld
    page = sign_in(UserFactory(coordinator=True, language="en")).get(reverse("device_list"))
    assert "Updates of devices in stock or on loan" not in page.content.decode()


def test_an_administrator_adds_and_corrects_an_end_on_one_page(sign_in):
    use_all_but()
    client = sign_in(UserFactory(admin=True, language="en"))
    sent = {
        "system": "chromeos",
        "version": "Acer  Chromebook 311",
        "ends_on": "2030-06-30",
        "source": "support.google.com/chrome/a/answer/6220366",
        "checked_on": "2026-12-02",
    }
    assert client.post(reverse("supportend_list"), sent).status_code == 302
    end = SupportEnd.objects.get(system="chromeos")
    assert end.version == "Acer Chromebook 311"
    page = client.post(reverse("supportend_list"), sent)
    assert "This version is already in the list." in page.content.decode()
    assert client.post(end.get_absolute_url(), sent | {"ends_on": ""}).status_code == 302
    end.refresh_from_db()
    assert end.ends_on is None
    assert Event.objects.filter(kind="supportend.saved").count() == 2
    assert "no date announced" in client.get(reverse("supportend_list")).content.decode()
