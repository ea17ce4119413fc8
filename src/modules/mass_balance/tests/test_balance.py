"""The balance of a period, from the history of its devices."""

from datetime import date, datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from desk.figures.scope import Scope
from inventory.models import Device
from loans.models import LoanItem
from modules.mass_balance.balance import balance_of
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    ExitBatchFactory,
    ExitLineFactory,
    ExitWeightFactory,
    LoanFactory,
    LoanItemFactory,
    UserFactory,
)
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
YEAR = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}


@pytest.fixture
def by(db):
    return UserFactory(coordinator=True, language="en")


@pytest.fixture
def laptop(db):
    return CategoryFactory(weight_g=2000, holds_data=False, names={"en": "laptop"})


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def happened(device, by, *story):
    """Add events to the history of a device: ("received", "2025-01-10"), with a reason…"""
    kind = ContentType.objects.get_for_model(Device)
    for name, day, *reason in story:
        facts = {"at": at(day), "on": at(day).date(), "by": by, "kind": f"device.{name}"}
        data = {"reason": reason[0]} if reason else {}
        Event.objects.create(subject_type=kind, subject_id=device.pk, data=data, **facts)


def lent(device, since, until=""):
    trait = {"returned": True} if until else {"open": True}
    item = LoanItemFactory(loan=LoanFactory(active=True), device=device, **trait)
    ended = {"ended_at": at(until)} if until else {}
    LoanItem.objects.filter(pk=item.pk).update(opened_at=at(since), **ended)


def columns(balance):
    """The columns of the total that are not 0."""
    return {name: number for name, number in balance.total.units.items() if number}


def of_year(by, **days):
    return balance_of(Scope(user=by, **YEAR | days))


def test_what_came_in_is_what_went_out_and_what_is_left(by, laptop):
    kept, out, back = (DeviceFactory(category=laptop, ready=True) for _n in range(3))
    for device in (kept, out, back):
        happened(device, by, ("received", "2024-06-01"))
    lent(out, "2025-02-01")
    lent(back, "2024-12-01", "2025-03-01")
    new = DeviceFactory(category=laptop)
    happened(new, by, ("received", "2025-04-01"))
    destroyed = DeviceFactory(category=laptop, retire_reason="destroyed", retired=True)
    happened(destroyed, by, ("received", "2025-05-01"), ("retired", "2025-05-02", "destroyed"))
    lost = DeviceFactory(category=laptop, lost=True)
    happened(lost, by, ("received", "2025-05-01"), ("lost", "2025-06-02"))

    balance = of_year(by)

    assert columns(balance) == {
        "opening": 2, "back": 1, "received": 3, "reused": 1, "recycled": 1, "lost": 1, "closing": 3
    }  # fmt: skip
    assert (balance.total.difference, balance.unexplained) == (0, [])
    assert balance.rows[0].grams("opening") == 4000


def test_what_waits_for_recycling_is_in_stock_until_its_batch_leaves(by):
    line = ExitLineFactory(batch=ExitBatchFactory(open=True))
    happened(line.device, by, ("received", "2025-01-10"), ("retired", "2025-02-01", "recycled"))
    assert columns(of_year(by)) == {"received": 1, "closing": 1}

    sent = ExitBatchFactory(sent=True)
    device = Device.objects.get(left_with=sent)
    happened(device, by, ("received", "2025-01-10"), ("retired", "2025-02-01", "recycled"))
    today = timezone.localdate()
    ExitWeightFactory(batch=sent, category=device.category, grams=1700, scrap="")

    ExitWeightFactory(batch=ExitBatchFactory(open=True), grams=9000)
    ExitWeightFactory(batch=sent, grams=2500)

    balance = of_year(by, first=today, last=today)

    assert balance.scrap_g == 2500
    assert columns(balance) == {"opening": 2, "recycled": 1, "closing": 1}
    assert balance.total.weighed_g == 1700


def test_a_found_device_comes_back_and_an_undone_step_never_happened(by, laptop):
    found = DeviceFactory(category=laptop)
    happened(found, by, ("received", "2024-01-10"), ("lost", "2024-02-01"), ("found", "2025-02-01"))
    undone = DeviceFactory(category=laptop)
    story = ("retired", "2025-03-01", "destroyed"), ("status_back", "2025-03-01")
    happened(undone, by, ("received", "2025-01-10"), *story)
    wrong = DeviceFactory(category=laptop, withdrawn=True)
    happened(wrong, by, ("received", "2025-01-10"), ("withdrawn", "2025-01-11"))

    assert columns(of_year(by, last=date(2025, 2, 28))) == {"back": 1, "received": 1, "closing": 2}


def test_a_device_that_waits_to_be_passed_on_is_still_reused(by, laptop):
    device = DeviceFactory(category=laptop, ready=True)
    happened(device, by, ("received", "2025-01-10"))
    item = LoanItemFactory(loan=LoanFactory(active=True), device=device, transferred=True)
    LoanItem.objects.filter(pk=item.pk).update(
        opened_at=at("2025-02-01"), ended_at=at("2025-03-01")
    )

    balance = of_year(by)

    assert (columns(balance), balance.unexplained) == ({"received": 1, "reused": 1}, [])


def test_a_difference_is_shown_with_its_devices(by, laptop, sign_in):
    device = DeviceFactory(category=laptop)  # in the register, without any history
    balance = balance_of(Scope.today(by))
    assert (balance.total.difference, balance.unexplained) == (-1, [device])

    text = sign_in(by).get(reverse("mass_balance")).content.decode()

    assert "device does not match its current status, so the balance" in text
    assert device.get_absolute_url() in text


def test_a_category_without_a_weight_is_named_and_kilograms_are_estimates(by, laptop, sign_in):
    router = CategoryFactory(weight_g=None, holds_data=False, names={"en": "router"})
    ExitWeightFactory(batch=ExitBatchFactory(sent=True), grams=2500)
    for category in (laptop, router):
        happened(DeviceFactory(category=category), by, ("received", "2025-01-10"))
    query = "?first=2025-01-01&last=2025-12-31"
    browser = sign_in(by)

    text = browser.get(reverse("mass_balance") + query).content.decode()

    assert "≈ 2.00 kg" in text
    assert "No usual weight is known for:" in text
    sheet = b"".join(browser.get(reverse("mass_balance_sheet", args=["csv"]) + query)).decode()
    (line,) = [line for line in sheet.splitlines() if line.lower().startswith("laptop")]
    assert line.replace(";", ",").split(",")[:5] == [line[:6], "0", "0.0", "1", "2.0"]
    today = f"?first={timezone.localdate()}&last={timezone.localdate()}"
    assert "Scrap also left" in browser.get(reverse("mass_balance") + today).content.decode()
    sheet = b"".join(browser.get(reverse("mass_balance_sheet", args=["csv"]) + today)).decode()
    assert sheet.splitlines()[-1].startswith("Scrap")
    assert sheet.splitlines()[-1].endswith("2.5")


def test_the_page_is_offered_beside_disposals_only_if_the_module_is_on(by, sign_in):
    browser, page = sign_in(by), reverse("mass_balance")
    assert page in browser.get(reverse("exit_list")).content.decode()
    use_all_but("mass_balance")
    assert page not in browser.get(reverse("exit_list")).content.decode()
    assert browser.get(page).status_code == 404


def test_with_many_devices_the_balance_is_cached(by, laptop, sign_in, monkeypatch):
    monkeypatch.setattr("modules.mass_balance.views.is_small", lambda: False)
    browser, page = sign_in(by), reverse("mass_balance")
    happened(DeviceFactory(category=laptop), by, ("received", "2025-01-10"))
    first = browser.get(page).context["balance"]
    DeviceFactory(category=laptop)
    assert browser.get(page).context["balance"].total.units == first.total.units
