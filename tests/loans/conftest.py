import base64
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.appointments.slots import days_of
from loans.base.lifecycle.loans import LoanKind
from loans.models import Briefing, Rules
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    CategoryFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)


def drawing():
    """Return a signature as submitted by the page's canvas."""
    image = Image.new("RGBA", (300, 100))
    ImageDraw.Draw(image).line([(10, 80), (90, 10), (150, 80), (280, 30)], fill="black", width=5)
    png = io.BytesIO()
    image.save(png, "PNG")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


INK = b"a drawing"


def sign(agreement, by, pdf=b"%PDF-", **more):
    """Issue an agreement and sign it on the screen with all signatories, after the
    training answer.
    """
    if not Briefing.objects.filter(loan=agreement.loan).exists():
        BriefingFactory(loan=agreement.loan)
    guardians = agreement.loan.recipient.guardians.count() if agreement.loan.recipient else 0
    data = {"signed_at": timezone.now(), "drawings": [INK] * max(guardians, 1)} | more
    return agreement_operations.sign_on_screen(agreement, by=by, pdf=pdf, **data)


def turned(visitor, path, back="1234"):
    """Open `path` in kiosk mode, and end the mode; return the page seen by the signatory."""
    page = visitor.post(path, {"turn": "1", "pin": back}, follow=True).content.decode()
    visitor.post(reverse("unlock"), {"secret": back})
    return page


@pytest.fixture
def signature():
    return drawing()


class NoPages(tuple):
    """No shared pages, for `core.pdf.render`."""

    pages = ()


@pytest.fixture
def no_annex(monkeypatch):
    """Render agreements without their annex, for tests that read the signed page."""
    monkeypatch.setattr("core.pdf.render.shared_pages", lambda *_args, **_options: NoPages())


@pytest.fixture
def picture():
    """Return a photo with its place and camera in the metadata."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    jpeg = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(jpeg, "JPEG", exif=exif)
    return jpeg.getvalue()


@pytest.fixture
def texts(db):
    """A text for each kind and audience, in French."""
    return [
        AgreementTextFactory(
            kind=kind, audience=audience, body="## Objet\n\nPour {borrower}, le {date}."
        )
        for kind in LoanKind
        for audience in ("family", "staff", "structure")
    ]


@pytest.fixture
def organisation(db):
    return OrganisationFactory(approved=True)


@pytest.fixture
def person(organisation):
    return RecipientFactory(
        organisation=organisation, first_name="Awa", last_name="Kerjean", household_size=3
    )


@pytest.fixture
def device(site):
    return DeviceFactory(ready=True, site=site)


@pytest.fixture
def loan(counter, organisation, person, site):
    """An empty walk-in, prepared for a person."""
    return LoanFactory(
        prepared=True,
        organisation=organisation,
        site=site,
        recipient=person,
        created_by=counter,
        held_until=timezone.localdate() + timedelta(days=Rules.cached().reservation_days),
    )


@pytest.fixture
def issued(loan, device, counter, texts):
    """The agreement of a loan of a device, waiting for a signature."""
    LoanItemFactory(loan=loan, device=device)
    BriefingFactory(loan=loan)
    return agreement_operations.issue(loan, by=counter)


@pytest.fixture
def accepted_request(organisation, person, site, device):
    """An accepted request for two devices of the kind of `device`."""
    request = RequestFactory(accepted=True, organisation=organisation, recipient=person, site=site)
    RequestLineFactory(request=request, category=device.category, requested=2, accepted=2)
    return request


@pytest.fixture
def sent_request(organisation, person, site, device):
    """A request for three devices of the kind of `device`."""
    request = RequestFactory(
        sent=True, organisation=organisation, recipient=person, site=site, reference="B-1024"
    )
    RequestLineFactory(request=request, category=device.category, requested=3)
    return request


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True)


@pytest.fixture
def daily_hours(site):
    """Opening hours on each day of the week from 9 to noon, with a single place."""
    return [OpeningHoursFactory(site=site, weekday=day, capacity=1) for day in range(7)]


@pytest.fixture
def slots(site, daily_hours):
    """The slots of the day after tomorrow."""
    day = timezone.localdate() + timedelta(days=2)
    return [slot.starts_at for slot in days_of(site, day, day)[0].slots]


@pytest.fixture
def desk(organisation):
    """A user of the requesting association."""
    return UserFactory(association=True, organisation=organisation)


@pytest.fixture
def prepared(accepted_request, device, counter):
    """The prepared loan of the accepted request."""
    return preparation_operations.prepare_for(accepted_request, by=counter)
