"""All measures by name, with the target of their median in milliseconds."""

from datetime import date
from io import BytesIO

from django.core.management import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from bench import certificates, counts, hand_over, lists, workshop
from bench.batches import scan_onto_a_shelf
from bench.measure import Measure
from bench.staff import PEOPLE, staff_run
from catalogue.models import Category
from core.imports.sheets import read_list
from desk.figures.scope import Scope
from desk.home import snapshot
from desk.home.site_scope import Look
from desk.reports.papers import render_yearly
from desk.workshop.figures import compute
from donations.models import Donation
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.operations.intake import receive_devices
from inventory.intake.validation import DeviceDraft
from inventory.labels.content import device_label
from inventory.labels.sheets import label_sheet
from inventory.models import Device, LabelFormat
from loans.base.lifecycle.loans import AgreementStatus
from loans.base.papers import facts_of, render_agreement
from loans.models import Agreement
from people.base.roles import Role
from people.models import Site, User

LABELS = {240: 1_200, 1_200: 6_000}  # so many, in so many milliseconds
ROWS, SHEETS = 5_000, 20
PAPER = "agreement_signed"


def measures():
    """The floor first, then what the product does."""
    client = _signed_in("coordinator")
    device = Device.objects.filter(status=DeviceStatus.ON_LOAN).order_by("pk")[0]
    devices = reverse("device_list")
    pages = {
        "A bare page behind the sign-in (the floor)": (reverse("bare"), None),
        "Device list, the first page": (devices, 40),
        "Device list, 50 rows filtered and sorted": (f"{devices}?status=ready&sort=asset_tag", 20),
        "Device list, its deepest page": (f"{devices}?page=200", 30),
        "Device list, a search": (f"{devices}?q={device.serial or device.asset_tag}", None),
        "Device page": (device.get_absolute_url(), 20),
        "Scan to device": (f"{reverse('scan')}?code={device.asset_tag}", 8),
        "Scan of a serial number": (f"{reverse('scan')}?code={device.serial}", 8),
        "Scan of a code that nothing has": (f"{reverse('scan')}?code=BELVOIR-17", None),
        "Label page of a stranger": (reverse("label", args=[device.asset_tag]), None),
        "What to refurbish next": (reverse("workshop_queue"), 60),
        "Figures of the workshop, kept": (reverse("workshop_figures"), 60),
        "Requests to answer, by priority": (reverse("answer_queue"), 150),
        "Waiting list": (reverse("waiting_list"), 150),
        "Availability by category": (reverse("availability"), 150),
        "Request list": (reverse("request_list"), None),
        "Loan list": (reverse("loan_list"), None),
        "Overdue loans, whom to call": (reverse("overdue_list"), 60),
    }
    rows = [Measure(name, _page(client, path), target) for name, (path, target) in pages.items()]
    homes = [
        Measure(f"Home page, {role}", _page(_signed_in(role), reverse("home")), 100)
        for role in Role
    ]
    batch = scan_onto_a_shelf(client, "coordinator@rebond.test")
    rows.append(Measure("Batch mode, a device put on a shelf", batch, 25))
    return [
        *rows,
        *_lists(client),
        *homes,
        *_bench(),
        *_figures(),
        _yearly(),
        *_papers(),
        _hand_over(),
        *_certificates(),
        *_counts(),
        _reading(),
        _intake(),
        _staff(),
    ]


def _lists(client):
    coordinator = User.objects.get(email="coordinator@rebond.test")
    pages = [
        (name, _page(client, path), target) for name, path, target in lists.searches(coordinator)
    ]
    sheets = lists.sheets(coordinator)
    return [
        *(Measure(name, act, target) for name, act, target in pages),
        *(Measure(name, act, target, times=1) for name, act, target in sheets),
    ]


def _staff():
    name = f"A staff list of {PEOPLE}: loans, agreements in one PDF"
    return Measure(name, staff_run(), 60_000, times=1)


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


def _bench():
    page = workshop.page_of_a_long_story(_signed_in("technician"))
    alike = f"A checklist for {workshop.DEVICES} devices"
    return [
        Measure(f"Bench page, {workshop.EVENTS} events", page, 40),
        Measure(alike, workshop.same_answers(), 1_000, times=5),
    ]


def _figures():
    """Cached figures of every site, computed again."""
    today = timezone.localdate()
    look = Look(User.objects.get(email="coordinator@rebond.test"), list(Site.objects.all()))
    weeks = "Figures of the workshop, 26 weeks, reckoned"
    return [
        Measure(weeks, lambda: compute(None, 26, today), 1_500, times=3),
        Measure("What is in stock, computed", lambda: snapshot.stock_now(look), times=3),
        Measure("What happened in 8 weeks, reckoned", lambda: snapshot.past_now(look), times=3),
    ]


def _yearly():
    act = yearly_paper(User.objects.get(email="coordinator@rebond.test"), timezone.localdate().year)
    return Measure("Yearly report for a funder, as a paper", act, 10_000, times=3)


def _papers():
    devices = Device.objects.select_related("category", "brand", "model").order_by("pk")
    labels = [device_label(device) for device in devices[: max(LABELS)]]
    fmt = LabelFormat.objects.get(code="L7160")
    agreement = (
        Agreement.objects.filter(status=AgreementStatus.SIGNED, document__kind=PAPER)
        .select_related("loan__recipient", "loan__organisation", "loan__site", "text")
        .latest("pk")
    )
    return [
        *(_sheets(labels[:count], fmt, target) for count, target in LABELS.items()),
        Measure("Agreement, warm", lambda: _render(agreement), 60),
    ]


def _hand_over():
    """Ten devices by the pages of the counter, signed and stored."""
    act = hand_over.handing_over(User.objects.get(email="counter@rebond.test"))
    name = f"A hand-over of {hand_over.DEVICES} devices, to the stored PDF"
    return Measure(name, act, 2_000, times=3)


def _sheets(labels, fmt, target):
    return Measure(f"{len(labels):,} labels", lambda: label_sheet(labels, fmt), target, times=3)


def _render(agreement):
    facts = facts_of(agreement.loan, agreement.text, agreement.second_text)
    return render_agreement(agreement, facts)


def _certificates():
    coordinator = User.objects.get(email="coordinator@rebond.test")
    of = f"certificate of {certificates.DEVICES} devices"
    freeze, draw = certificates.freezing(coordinator), certificates.drawing(coordinator)
    return [
        Measure(f"The row of the {of}", freeze, 1_000, times=3),
        Measure(f"The paper of the {of}", draw, 10_000, times=3),
    ]


def _counts():
    coordinator = User.objects.get(email="coordinator@rebond.test")
    opens, scan = counts.opening(coordinator), counts.scanning(coordinator)
    return [
        Measure(f"Opening a count of {counts.EXPECTED} devices", opens, 1_000, times=5),
        Measure("One scan of such a count, by its page", scan, 25),
    ]


def _reading():
    """The file of a donor, read as its page shows it."""
    book = Workbook()
    for number in range(SHEETS):
        sheet = book.create_sheet(f"Portables {number}")
        sheet.append(["Type", "Marque", "Modèle", "N° de série"])
        for row in range(ROWS // SHEETS):
            sheet.append(["PC portable", "Dell", "Latitude 5490", f"BENCH{number:02}{row:05}"])
    content = BytesIO()
    book.save(content)

    def read():
        read_list("bench.xlsx", content.getvalue())

    return Measure(f"A workbook of {ROWS} rows and {SHEETS} sheets, read", read, 1_000, times=3)


def _intake():
    """A list of rows becomes devices with tags, media and events; rolled back."""
    laptop = Category.objects.get(code="laptop")
    donation = Donation.objects.filter(status="received").order_by("pk")[0]
    coordinator = User.objects.get(email="coordinator@rebond.test")
    facts = [DeviceDraft(category=laptop, serial=f"BENCH{number:06}") for number in range(ROWS)]

    def receive():
        with transaction.atomic():
            receive_devices(facts, by=coordinator, donation=donation)
            transaction.set_rollback(True)

    return Measure(f"Intake of {ROWS} rows with their events", receive, 2_500, times=3)


def yearly_paper(user, year):
    """The act of drawing the yearly report of all sites, as `user` may read it."""
    scope = Scope(user=user, first=date(year, 1, 1), last=date(year, 12, 31))
    return lambda: render_yearly(scope, year)
