"""Hours of use: read by the machine before and after a loan, or typed at the return."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Device
from inventory.workshop.operations.specifications import take_report
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem
from modules.second_life.models import MeasuredUse
from modules.second_life.operations import note_hours
from tests.factories import DeviceFactory, LoanItemFactory, MediumFactory, UserFactory
from tests.inventory.workshop.machines import sample
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def before(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def device(db):
    """A laptop that came back yesterday after thirty days on loan."""
    use_all_but()
    device = DeviceFactory(ready=True, serial="DEMOPF1A2B3", brand=None, model=None)
    return lend(device, 31, 1)


def lend(device, began, ended):
    """Lend a device from `began` until `ended` days ago, and take it back."""
    item = LoanItemFactory(device=device, returned=True)
    LoanItem.objects.filter(pk=item.pk).update(opened_at=before(began), ended_at=before(ended))
    return Device.objects.get(pk=device.pk)


def lent_again(device, began, ended):
    LoanItem.objects.create(
        loan=LoanItem.objects.filter(device=device).first().loan,
        device=device,
        status=ItemStatus.RETURNED,
        condition="good",
        opened_at=before(began),
        ended_at=before(ended),
    )


def disk(device, hours):
    return MediumFactory(device=device, serial="DEMOS41GNX0K", kind="nvme", hours_on=hours)


def read(device, hours, by):
    """Take the file that the machine reports with these hours of its disk."""
    machine = json.loads(sample("collect_thinkpad.json"))
    machine["disks"][0]["smart"] = {"power_on_time": {"hours": hours}} if hours else {}
    return take_report(device, by=by, content=json.dumps(machine).encode())


def uses():
    return list(MeasuredUse.objects.values_list("hours_out", "hours_back"))


def test_the_file_of_a_returned_machine_measures_its_use(device, technician):
    disk(device, 4_210)
    read(device, 4_300, technician)
    assert uses() == [(4_210, 4_300)]
    read(device, 4_302, technician)  # on the bench
    assert uses() == [(4_210, 4_300)]


def test_nothing_is_measured_without_hours_at_both_ends(device, technician):
    medium = disk(device, None)
    read(device, 4_300, technician)
    assert uses() == []
    medium.refresh_from_db()
    assert medium.hours_on == 4_300


@pytest.mark.parametrize("hours", [None, 90])
def test_a_disk_that_reports_no_hours_or_fewer_is_not_measured(device, technician, hours):
    disk(device, 4_210)
    read(device, hours, technician)
    assert uses() == []


def test_hours_of_two_loans_are_not_taken_for_those_of_one(device, technician):
    LoanItem.objects.update(opened_at=before(90), ended_at=before(60))
    disk(device, 4_210)
    with time_machine.travel(before(45)):
        read(device, 4_300, technician)
    assert uses() == [(4_210, 4_300)]
    lent_again(device, 30, 20)
    lent_again(device, 10, 1)
    read(device, 4_900, technician)
    assert uses() == [(4_210, 4_300)]


def test_a_second_loan_is_measured_from_the_last_reading(device, technician):
    LoanItem.objects.update(opened_at=before(90), ended_at=before(60))
    disk(device, 4_210)
    with time_machine.travel(before(45)):
        read(device, 4_300, technician)
    LoanItem.objects.create(
        loan=LoanItem.objects.get().loan,
        device=device,
        status=ItemStatus.RETURNED,
        condition="good",
        opened_at=before(30),
        ended_at=before(1),
    )
    read(device, 4_900, technician)
    assert uses() == [(4_210, 4_300), (4_300, 4_900)]


def test_nothing_is_measured_while_the_module_is_off(device, technician):
    use_all_but("second_life")
    disk(device, 4_210)
    read(device, 4_300, technician)
    assert uses() == []


def test_the_hours_can_be_typed_and_corrected_on_the_page_of_the_device(device, sign_in):
    disk(device, 1_234)
    technician = UserFactory(technician=True, language="en", sites=[device.site])
    client = sign_in(technician)
    page = client.get(device.get_absolute_url()).content.decode()
    assert "The disk left with 1,234 h." in page
    address = reverse("device_hours", args=[device.pk])
    refused = client.post(address, {"hours": "1200"}).content.decode()
    assert "The device left with 1234 hours: it cannot have fewer now." in refused
    assert 'value="1200"' in refused
    assert client.post(address, {"hours": "1500"}).status_code == 302
    assert client.post(address, {"hours": "1450"}).status_code == 302
    assert uses() == [(1_234, 1_450)]
    kinds = Event.objects.filter(kind="device.hours_noted").values_list("data", flat=True)
    assert [data["hours"] for data in kinds] == [1_500, 1_450]
    assert "It came back with 1,450 h." in client.get(device.get_absolute_url()).content.decode()


def test_the_button_speaks_of_hours_of_use_in_french(device, sign_in):
    disk(device, 1_234)
    client = sign_in(UserFactory(technician=True, language="fr", sites=[device.site]))
    page = client.get(reverse("device_hours", args=[device.pk])).text
    assert "Noter les heures" in page
    assert "Enregistrer les horaires" not in page


def test_a_device_whose_departure_is_not_known_is_never_asked(device, sign_in, technician):
    disk(device, None)
    client = sign_in(UserFactory(technician=True, language="en", sites=[device.site]))
    assert "Record the hours" not in client.get(device.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="The hours of this device are already known, or can no"):
        note_hours(device, by=technician, hours=10)
