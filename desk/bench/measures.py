"""What is measured: each act by name, with the target of its median in milliseconds."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.core.management import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import Category
from donations.models import Donation
from inventory.labels import label_sheet
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, LabelFormat
from inventory.operations import DeviceFacts, receive_devices
from loans.lifecycle import AgreementStatus
from loans.models import Agreement
from loans.papers import facts_of, render_agreement
from people.models import User

LABELS = 240
ROWS = 5_000
PAPER = "agreement_signed"


@dataclass
class Measure:
    """An act, the target of its median in milliseconds, and how many times it is done."""

    name: str
    act: object
    target: float | None = None
    times: int = 21

    def run(self):
        """The median in milliseconds after two warm-ups, and the number of queries."""
        self.act()
        with CaptureQueriesContext(connection) as captured:
            self.act()
            queries = len(captured)
        spent = []
        for _time in range(self.times):
            started = perf_counter()
            self.act()
            spent.append(perf_counter() - started)
        return median(spent) * 1000, queries


def measures():
    """The floor first, then what the product does."""
    client = _signed_in("coordinator")
    device = Device.objects.filter(status=DeviceStatus.ON_LOAN).order_by("pk")[0]
    devices = reverse("device_list")
    pages = {
        "A bare page behind the sign-in (the floor)": (reverse("bare"), None),
        "Device list, 50 rows filtered and sorted": (f"{devices}?status=ready&sort=asset_tag", 20),
        "Device list, a search": (f"{devices}?q={device.serial or device.asset_tag}", None),
        "Device page": (device.get_absolute_url(), 20),
        "Scan to device": (f"{reverse('scan')}?code={device.asset_tag}", 8),
        "Scan of a serial number": (f"{reverse('scan')}?code={device.serial}", 8),
        "Label page of a stranger": (reverse("label", args=[device.asset_tag]), None),
        "Request list": (reverse("request_list"), None),
        "Loan list": (reverse("loan_list"), None),
    }
    rows = [Measure(name, _page(client, path), target) for name, (path, target) in pages.items()]
    homes = [
        Measure(f"Home page, {role}", _page(_signed_in(role), reverse("home")), 100)
        for role in ("volunteer", "technician", "counter", "coordinator", "association")
    ]
    return [*rows, *homes, *_papers(), _intake()]


def _signed_in(role):
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@rebond.test"))
    return client


def _page(client, path):
    def get():
        response = client.get(path)
        if response.status_code not in {200, 302}:
            raise CommandError(f"{path} answered {response.status_code}.")

    return get


def _papers():
    devices = Device.objects.select_related("category", "brand", "model").order_by("pk")[:LABELS]
    fmt = LabelFormat.objects.get(code="L7160")
    agreement = (
        Agreement.objects.filter(status=AgreementStatus.SIGNED, document__kind=PAPER)
        .select_related("loan__recipient", "loan__organisation", "loan__site", "text")
        .latest("pk")
    )
    return [
        Measure(f"{LABELS} labels", lambda: label_sheet(list(devices), fmt), 1_200, times=3),
        Measure("Agreement, warm", lambda: _render(agreement), 60),
    ]


def _render(agreement):
    return render_agreement(agreement, facts_of(agreement.loan, agreement.text))


def _intake():
    """A list of rows becomes devices with tags, media and events; nothing of it is kept."""
    laptop = Category.objects.get(code="laptop")
    donation = Donation.objects.filter(status="received").order_by("pk")[0]
    coordinator = User.objects.get(email="coordinator@rebond.test")
    facts = [DeviceFacts(category=laptop, serial=f"BENCH{number:06}") for number in range(ROWS)]

    def receive():
        with transaction.atomic():
            receive_devices(facts, by=coordinator, donation=donation)
            transaction.set_rollback(True)

    return Measure(f"Intake of {ROWS} rows with their events", receive, 2_500, times=3)
