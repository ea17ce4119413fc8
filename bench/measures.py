"""All measures by name, with the target of their median in milliseconds."""

from datetime import date
from io import BytesIO

from django.core.management import CommandError
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from bench import acts, lists
from bench.measure import Measure
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
    coordinator, technician = _user("coordinator"), _user("technician")
    client = acts.signed_in(coordinator)
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
    rows += [
        Measure(name, _page(client, path), target)
        for name, path, target in lists.searches(coordinator)
    ]
    rows += [Measure(name, act, target, times=1) for name, act, target in lists.sheets(coordinator)]
    for role in Role:
        home = _page(acts.signed_in(_user(role)), reverse("home"))
        rows.append(Measure(f"Home page, {role}", home, 100))
    certificate = acts.freeze_certificate(coordinator), acts.draw_certificate(coordinator)
    timed = [
        *_papers(),
        ("Yearly report for a funder, as a paper", _yearly(coordinator), 10_000, 3),
        ("A workbook of 5,000 rows and 20 sheets, read", _reading(), 1_000, 3),
        ("Batch mode, a device put on a shelf", acts.scan_onto_a_shelf(coordinator), 25),
        ("Bench page, 200 events", acts.page_of_a_long_story(technician), 40),
        ("A checklist for 50 devices", acts.same_answers(technician), 1_000, 5),
        ("A hand-over of 10, to the stored PDF", acts.hand_over(_user("counter")), 2_000, 3),
        ("The row of a certificate of 500 devices", certificate[0], 1_000, 3),
        ("The paper of a certificate of 500 devices", certificate[1], 10_000, 3),
        ("Opening a count of 5,000 devices", acts.open_a_count(coordinator), 1_000, 5),
        ("One scan of such a count, by its page", acts.scan_of_a_count(coordinator), 25),
        ("Intake of 5,000 rows with their events", _intake(coordinator), 2_500, 3),
        ("A staff list of 500, in one PDF", acts.staff_list(coordinator), 60_000, 1),
    ]
    return [*rows, *_figures(coordinator), *(Measure(*facts) for facts in timed)]


def _user(role):
    return User.objects.get(email=f"{role}@rebond.test")


def _page(client, path):
    def get():
        response = client.get(path)
        if response.status_code not in {200, 302}:
            raise CommandError(f"{path} answered {response.status_code}.")

    return get


def _figures(user):
    """Cached figures of every site, computed again."""
    today, look = timezone.localdate(), Look(user, list(Site.objects.all()))
    weeks = "Figures of the workshop, 26 weeks, computed"
    return [
        Measure(weeks, lambda: compute(None, 26, today), 1_500, times=3),
        Measure("What is in stock, computed", lambda: snapshot.stock_now(look), times=3),
        Measure("What happened in 8 weeks, computed", lambda: snapshot.past_now(look), times=3),
    ]


def _papers():
    devices = Device.objects.select_related("category", "brand", "model").order_by("pk")
    labels = [device_label(device) for device in devices[: max(LABELS)]]
    fmt = LabelFormat.objects.get(code="L7160")
    agreement = (
        Agreement.objects.filter(status=AgreementStatus.SIGNED, document__kind=PAPER)
        .select_related("loan__recipient", "loan__organisation", "loan__site", "text")
        .latest("pk")
    )
    sheets = [
        (f"{count:,} labels", lambda count=count: label_sheet(labels[:count], fmt), target, 3)
        for count, target in LABELS.items()
    ]
    return [*sheets, ("Agreement, warm", lambda: _render(agreement), 60)]


def _render(agreement):
    facts = facts_of(agreement.loan, agreement.text, agreement.second_text)
    return render_agreement(agreement, facts)


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

    return read


def _intake(by):
    """A list of rows becomes devices with tags, media and events; rolled back."""
    laptop = Category.objects.get(code="laptop")
    donation = Donation.objects.filter(status="received").order_by("pk")[0]
    facts = [DeviceDraft(category=laptop, serial=f"BENCH{number:06}") for number in range(ROWS)]

    def receive():
        with acts.undone():
            receive_devices(facts, by=by, donation=donation)

    return receive


def _yearly(user):
    """The yearly report of all sites, as `user` may read it."""
    year = timezone.localdate().year
    scope = Scope(user=user, first=date(year, 1, 1), last=date(year, 12, 31))
    return lambda: render_yearly(scope, year)
