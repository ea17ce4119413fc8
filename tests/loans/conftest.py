import base64
import io

import pytest
from PIL import Image, ImageDraw

from loans import operations
from loans.lifecycle import LoanKind
from tests.factories import (
    AgreementTextFactory,
    DeviceFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
)


def drawing():
    """A signature as the page's canvas sends it."""
    image = Image.new("RGBA", (300, 100))
    ImageDraw.Draw(image).line([(10, 80), (90, 10), (150, 80), (280, 30)], fill="black", width=5)
    png = io.BytesIO()
    image.save(png, "PNG")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


@pytest.fixture
def signature():
    return drawing()


@pytest.fixture
def picture():
    """A photo that says where and by what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    jpeg = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(jpeg, "JPEG", exif=exif)
    return jpeg.getvalue()


@pytest.fixture
def texts(db):
    """A text for each kind and audience, in French."""
    return [
        AgreementTextFactory(kind=kind, audience=audience, body="## Objet\n\nPour {borrower}.")
        for kind in LoanKind
        for audience in ("family", "staff")
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
    """A walk-in, prepared for a person, with nothing in it yet."""
    return operations.prepare(by=counter, organisation=organisation, site=site, recipient=person)


@pytest.fixture
def issued(loan, device, counter, texts):
    """The agreement of a loan of one device, waiting for a signature."""
    operations.reserve(loan, by=counter, devices=[device])
    return operations.issue(loan, by=counter)


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
