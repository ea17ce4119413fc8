"""The bench: the page of a device with a long history, and one checklist answered for many."""

from django.core.management import CommandError
from django.db import transaction
from django.urls import reverse

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.models import Device
from inventory.workshop.operations.bench import refurbish_all
from inventory.workshop.operations.checklists import Answer, items_to_check, record_same_results
from people.models import User

EVENTS = 200
DEVICES = 50


def _technician():
    return User.objects.get(email="technician@rebond.test")


def page_of_a_long_story(client):
    """A function that opens the bench page of a laptop with at least so many events."""
    devices = Device.objects.filter(status=DeviceStatus.REFURBISHING, category__code="laptop")
    device = devices.visible_to(_technician()).order_by("pk")[0]
    missing = EVENTS - Event.objects.about(device).count()
    if missing > 0:
        Event.objects.record_many("device.seen", [(device, {})] * missing, by=_technician())
    path = reverse("device_bench", args=[device.pk])

    def get():
        if client.get(path).status_code != 200:
            raise CommandError(f"{path} did not answer.")

    return get


def same_answers():
    """A function that answers a whole checklist for 50 laptops, rolled back."""
    technician = _technician()
    rows = Device.objects.filter(
        status=DeviceStatus.RECEIVED, category__code="laptop", site=technician.site, transfer=None
    )
    devices = list(rows.order_by("pk")[:DEVICES])
    items = [item for item in items_to_check(devices[0]) if not item.asks_more]

    def answer():
        with transaction.atomic():
            refurbish_all(devices, by=technician)
            answers = {item: Answer(Outcome.PASS) for item in items}
            record_same_results(devices, by=technician, outcomes=answers)
            transaction.set_rollback(True)

    return answer
