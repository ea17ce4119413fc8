"""All measures, with their goals in minimal pages or in milliseconds."""

from io import BytesIO

from django.core.management import CommandError
from django.urls import reverse
from openpyxl import Workbook

from bench import acts
from bench.measure import MS, ROWS, Measure
from core.imports.sheets import read_list
from core.lists.encrypted_params import veil
from core.lists.spreadsheets import csv_of, xlsx_of
from core.pdf.render import shared_pages, warm
from desk.workshop.needs import needs_at
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.labels.content import device_label
from inventory.labels.sheets import label_sheet
from inventory.models import Device, LabelFormat
from loans.allocation.outlook import handed_out_at
from loans.base.lifecycle.loans import AgreementStatus
from loans.base.papers import facts_of, render_agreement
from loans.models import Agreement
from modules.declaration import removable
from people.base.roles import Role
from people.models import Recipient, Site, User

LABELS = {240: 1_200, 1_200: 6_000}  # {number of labels: milliseconds}
LINES, SHEETS = 5_000, 20
PAPER = "agreement_signed"
FRAGMENT = {"HX-Request": "true", "HX-Target": "table"}
GOALS_OF_HOME = {Role.COORDINATOR: 4, Role.ADMIN: 4}  # goal of the other roles: 3


def measures():
    """All measures: first the ones in minimal pages, then the ones in milliseconds."""
    coordinator, technician = user_of("coordinator"), user_of("technician")
    client, counter = acts.signed_in(coordinator), user_of("counter")
    pages = [Measure(name, page(client, path), *goal) for name, path, *goal in _pages(coordinator)]
    fragment = page(client, reverse("device_list"), headers=FRAGMENT)
    pages.insert(4, Measure("Device list, as htmx asks for it", fragment, 1.2))
    for role in Role:
        home = page(acts.signed_in(user_of(role)), reverse("home"))
        pages.append(Measure(f"Home page, {role}", home, GOALS_OF_HOME.get(role, 3)))
    form = page(acts.signed_in(user_of("association")), reverse("request_new"))
    pages.append(Measure("Request form of an association", form, 5))
    signing = page(acts.signed_in(counter), reverse("signing_list"))
    pages.append(Measure("Papers to sign, counter", signing, 5))
    certificate = acts.freeze_certificate(coordinator), acts.draw_certificate(coordinator)
    rest = [
        ("A scan onto a loan", acts.scan_onto_a_loan(counter), 2),
        ("A scan that puts a device on a shelf", acts.scan_onto_a_shelf(coordinator), 1.2),
        ("Bench page, 200 events", acts.page_of_a_long_story(technician)),
        ("Agreement, warm", _agreement(), 60, MS, 9),
        ("Agreement, the first of a process", _first_agreement(), 120, MS, 9),
        ("A hand-over of 10, to the stored PDF", acts.hand_over(counter), 700, MS, 5),
        ("A CSV of 100,000", acts.sheet(coordinator, acts.shown_cells, csv_of), 2_500, MS, 1),
        ("A workbook of them", acts.sheet(coordinator, acts.shown_cells, xlsx_of), None, MS, 1),
        ("Them, to correct", acts.sheet(coordinator, acts.corrected_cells, csv_of), 2_500, MS, 1),
        ("A donor's list of 5,000, the whole way", acts.donor_list(coordinator), 2_500, MS, 3),
        ("A donor's list of 20,000, its check", acts.check_of_a_list(*acts.USUAL), 3_000, MS, 3),
        ("20,000 different descriptions", acts.check_of_a_list(*acts.DISTINCT), None, MS, 1),
        ("20,000 refused rows", acts.check_of_a_list(*acts.REFUSED), None, MS, 1),
        *_labels(),
        ("A workbook of 5,000 rows and 20 sheets, read", _reading(), 1_000, MS, 3),
        ("A checklist for 50 devices", acts.same_answers(technician), 1_000, MS, 3),
        ("The row of a certificate of 500 devices", certificate[0], 1_000, MS, 3),
        ("The paper of a certificate of 500 devices", certificate[1], 10_000, MS, 1),
        *_figures(coordinator),
        *_acts_of_modules(coordinator),
    ]
    return [*pages, *(Measure(*facts) for facts in rest)]


def _of_modules(user):
    return [facts for one in removable() if one.measures for facts in one.measures(user)]


def _acts_of_modules(user):
    for name, act, *goal in _of_modules(user):
        if callable(act):
            most, *how = goal
            yield name, acts.rolled_back(act), most, *(how or (MS, 1))


def _pages(user):
    """(name, URL, goal and its unit) of each page."""
    device = Device.objects.filter(status=DeviceStatus.ON_LOAN).order_by("pk")[0]
    person = Recipient.objects.not_anonymised().exclude(last_name="").latest("pk")
    devices, scan, find = reverse("device_list"), reverse("scan"), reverse("find")
    return [
        ("Device list", devices, 1.8),
        ("Device list, filtered", f"{devices}?status=ready", 1.8),
        ("Device list, sorted", f"{devices}?sort=asset_tag", 1.8),
        ("Device list, its deepest page", f"{devices}?page=200", 1.8),
        ("Device page", device.get_absolute_url(), 5, ROWS),
        ("Scan of a tag", f"{scan}?code={device.asset_tag}", 0.5),
        ("Scan of a serial number", f"{scan}?code={device.serial}", 0.6),
        ("Scan of a code that nothing has", f"{scan}?code=BELVOIR-17", 0.8),
        ("Requests to answer, by priority", reverse("answer_queue"), 4),
        ("Waiting list", reverse("waiting_list"), 4),
        ("Next devices to refurbish", reverse("workshop_queue"), 5),
        ("Papers to sign", reverse("signing_list"), 5),
        ("Request list", reverse("request_list"), 2.5),
        ("Loan list", reverse("loan_list")),
        ("Overdue loans, whom to call", reverse("overdue_list")),
        ("Search: a serial number", f"{find}?q={veil(device.serial[:-1], user)}"),
        ("Search: a name", f"{find}?q={veil(person.last_name, user)}"),
        ("Search: words that nothing has", f"{find}?q={veil('xylophone bleu', user)}"),
        *((name, path, *goal) for name, path, *goal in _of_modules(user) if isinstance(path, str)),
    ]


def user_of(role):
    return User.objects.get(email=f"{role}@rebond.test")


def page(client, path, **more):
    def get():
        response = client.get(path, **more)
        if response.status_code not in {200, 302}:
            raise CommandError(f"{path} answered {response.status_code}.")

    return get


def _figures(user):
    """Measures that compute figures again which pages read from the cache."""
    sites = list(Site.objects.all())
    return [
        ("What is short at a site, computed", lambda: needs_at(sites[:1]), None, MS, 1),
        ("What a site handed out, computed", lambda: handed_out_at(sites[0]), None, MS, 1),
    ]


def _labels():
    devices = Device.objects.select_related("category", "brand", "model").order_by("pk")
    labels = [device_label(device) for device in devices[: max(LABELS)]]
    fmt = LabelFormat.objects.get(code="L7160")
    return [
        (f"{count:,} labels", lambda count=count: label_sheet(labels[:count], fmt), goal, MS, 1)
        for count, goal in LABELS.items()
    ]


def _agreement():
    agreement = (
        Agreement.objects.filter(status=AgreementStatus.SIGNED, document__kind=PAPER)
        .select_related("loan__recipient", "loan__organisation", "loan__site", "text")
        .latest("pk")
    )

    def draw():
        facts = facts_of(agreement.loan, agreement.text, agreement.second_text)
        render_agreement(agreement, facts)

    return draw


def _first_agreement():
    """Render an agreement as a new gunicorn worker does, which has only called `warm`."""
    draw_it = _agreement()
    warm()

    def draw():
        shared_pages.cache_clear()
        draw_it()

    return draw


def _reading():
    """Return an action that reads a donor's file, as the page does."""
    book = Workbook()
    for number in range(SHEETS):
        sheet = book.create_sheet(f"Portables {number}")
        sheet.append(["Type", "Marque", "Modèle", "N° de série"])
        for row in range(LINES // SHEETS):
            sheet.append(["PC portable", "Dell", "Latitude 5490", f"BENCH{number:02}{row:05}"])
    content = BytesIO()
    book.save(content)
    return lambda: read_list("bench.xlsx", content.getvalue())
