"""Make the pictures of help and README from the demo (`make pictures`)."""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from desk.help.topics import TOPICS, picture_of
from donations.models import Donation, Donor
from inventory.models import (
    Device,
    ErasureCertificate,
    ExitBatch,
    Repair,
    Transfer,
    VoucherBatch,
)
from loans.models import Agreement, Loan, Request
from people.base.roles import Role
from people.models import Organisation, Recipient, Site, User
from tests.of_modules import merged
from tests.stored import inside_transactions

pytestmark = [pytest.mark.pictures, pytest.mark.papers]

SIZE = (720, 450)  # size of a picture, in pixels
PUBLIC_WIDTH = 960  # part of a public page that a picture shows, in CSS pixels
SCREEN = {"width": 1240, "height": 800}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}  # locale in which the browser formats dates


def first(model, **where):
    """Return a function that returns the id of the newest matching row of the demo."""
    return lambda: [model.objects.filter(**where).order_by("-pk").values_list("pk", flat=True)[0]]


def always(*args):
    return lambda: args


SIGNED = Agreement.objects.filter(status="signed")
# Help topics: the page of each picture, and its URL arguments; plain pages have no visitor.
PAGES = {
    "home": ("home",),
    "letters": ("lettertext_list",),
    "agreements": ("agreementtext_list",),
    "catalogue": ("reference_list", always("category")),
    "settings": ("settings",),
    "privacy": ("privacy",),
    "backups": ("safekeeping",),
    "lists": ("device_list",),
    "figures": ("figure", always("devices_received")),
    "scanning": ("scan",),
    "batch": ("run_new", always("shelve")),
    "donations": ("donation_detail", first(Donation, status="received")),
    "intake": ("donation_enter", first(Donation, status="received")),
    "imports": ("import_upload", first(Donation, status="received")),
    "donors": ("donor_detail", first(Donor, donations__status="received")),
    "values": ("donation_values", first(Donation, status="received")),
    "devices": ("device_detail", first(Device, status="ready")),
    "labels": ("label_print",),
    "places": ("place_list",),
    "transfers": ("transfer_detail", first(Transfer)),
    "outings": ("outing_list",),
    "exits": ("exit_detail", first(ExitBatch)),
    "accessories": ("accessory_list",),
    "bench": ("device_bench", first(Device, status="refurbishing")),
    "checklists": ("checklist_list",),
    "erasure": ("device_bench", first(Device, status="refurbishing", needs_erasure=True)),
    "certificates": ("certificate", lambda: [ErasureCertificate.objects.latest("pk").token]),
    "repairs": ("repair_detail", first(Repair)),
    "queue": ("workshop_queue",),
    "requests": ("request_detail", first(Request, status="accepted")),
    "allocation": ("answer_queue",),
    "reservations": ("reservation_list",),
    "handover": ("loan_what", first(Loan, status="prepared")),
    "signing": ("agreement_sign", first(Agreement, status="issued")),
    "genuine": ("agreement_check", lambda: [SIGNED.latest("pk").token]),
    "loans": ("loan_detail", first(Loan, status="active")),
    "changes": ("loan_renew", first(Loan, status="active", kind="loan")),
    "incidents": ("incident_list",),
    "overdue": ("overdue_list",),
    "returns": ("return_scan",),
    "appointments": ("appointment_day",),
    "hours": ("site_hours", first(Site)),
    "vouchers": ("voucherbatch_detail", first(VoucherBatch)),
    "organisations": ("organisation_detail", first(Organisation, status="approved")),
    "recipients": ("recipient_detail", first(Recipient, kind="family", loans__status="active")),
    "users": ("user_list",),
    "account": ("account_login",),
    "messages": ("message_list",),
    "api": ("token_mine",),
}
PAGES |= {
    key: (name, *(first(row) if isinstance(row, type) else row for row in rows))
    for key, (name, *rows) in merged("PICTURES").items()
}
QUERIES = {"labels": lambda: f"?donation={first(Donation, devices__status='received')()[0]}"}
PUBLIC = {"access", "account", "certificates", "genuine"}


@pytest.fixture
def demo(transactional_db):
    with inside_transactions():
        call_command("demo", published_password=True, everything=True, verbosity=0)
    return User.objects.filter(role=Role.ADMIN, joined_at__isnull=False).first()


def test_each_help_has_its_picture(demo, visit, monkeypatch):
    # Faults, URLs and folders of this machine, which differ on a real site.
    monkeypatch.setattr("desk.home.page.faults_of", lambda _user: [])
    folder = Path("/srv/rebond")
    python = SimpleNamespace(executable=folder / ".venv/bin/python")
    monkeypatch.setattr("desk.backups.views.settings", SimpleNamespace(PROJECT_DIR=folder))
    monkeypatch.setattr("desk.backups.views.sys", python)
    assert {topic.key for topic in TOPICS} == set(PAGES)
    for language in dict(settings.LANGUAGES):
        size = {"viewport": SCREEN, "locale": LOCALES[language]}
        signed_in, stranger = (visit(who, size, language=language) for who in (demo, None))
        for page in (signed_in, stranger):
            page.goto("/legal/")  # loads the fonts, which a first page may do without
        for key, (name, *args) in PAGES.items():
            page = stranger if key in PUBLIC else signed_in
            path = reverse(name, args=args[0]() if args else []) + QUERIES.get(key, str)()
            answer = page.goto(path)
            assert answer.status == 200, key
            box = page.locator("main").bounding_box()
            width = box["width"] if page is signed_in else PUBLIC_WIDTH
            left = box["x"] + (box["width"] - width) / 2
            height = width * SIZE[1] / SIZE[0]
            clip = {"x": left, "y": box["y"], "width": width, "height": height}
            taken = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True)))
            file = Path(finders.find(f"help/{picture_of(key, language)}"))
            taken.convert("RGB").resize(SIZE).save(file, "WEBP", quality=60, method=6)
            assert file.stat().st_size > 2_000, key
