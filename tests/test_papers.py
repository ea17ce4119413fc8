"""What the code of a paper leads to: the paper's own subject, never a device of its list."""

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.test import Client

from core.qr import agreement_address
from inventory.identifiers import tag_url
from loans import operations
from tests.access import PAGES, address
from tests.factories import DeviceFactory, LoanFactory, UserFactory

ROOT = Path(settings.BASE_DIR)
APPS = ["core", "people", "catalogue", "donations", "inventory", "loans", "desk"]
# Who may write the address of a device's label, and who draws codes at all.
LABELS = {
    "inventory/identifiers.py",
    "inventory/labels/content.py",
    "inventory/labels/sheets.py",  # a sample, of no device
}
DRAWERS = {
    "core/qr.py",
    "core/templatetags/rebond.py",
    "desk/bench/labels.py",  # as others do, to compare
    "inventory/labels/sheets.py",
    "inventory/papers/vouchers.py",  # what an eSIM is activated with
}


def codes_of(content):
    """The texts of the codes on a PDF, as a scanner reads them off the paper."""
    with pypdfium2.PdfDocument(content) as pdf:
        images = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in pdf]
    return [code.text for image in images for code in zxingcpp.read_barcodes(image)]


def users_of(name):
    pattern = re.compile(rf"\b{name}\b")
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return {str(path.relative_to(ROOT)) for path in paths if pattern.search(path.read_text())}


def test_only_labels_hold_the_address_of_a_device():
    assert users_of("tag_url") <= LABELS
    assert users_of("qr_modules") | users_of("qr_picture") <= DRAWERS


def test_the_code_of_an_agreement_leads_to_its_loan(world, sign_in, settings):
    settings.SITE_URL = "http://testserver"
    counter = UserFactory(counter=True, sites=[world.site])
    loan = LoanFactory(organisation=world.organisation, recipient=world.person, site=world.site)
    operations.reserve(loan, by=counter, devices=[DeviceFactory(ready=True, site=loan.site)])
    agreement = operations.issue(loan, by=counter)
    (code,) = codes_of(agreement.document.read())
    assert code == agreement_address(agreement.token)
    path = code.removeprefix("HTTP://TESTSERVER")
    assert sign_in(counter).get(path, follow=True).redirect_chain[-1][0] == loan.counter_url
    stranger = Client().get(path)
    assert stranger.status_code == 404
    assert agreement.number not in stranger.content.decode()


def files():
    """Every file of ours but the sample of a sheet of labels."""
    return [name for name, page in PAGES.items() if page.file and name != "labelformat_sample"]


@pytest.mark.parametrize("name", files())
def test_no_file_carries_the_code_of_a_device(world, name, sign_in):
    visitor = sign_in(UserFactory(admin=True, sites=[world.site]))
    answer = visitor.get(address(name, world))
    if answer.headers["Content-Type"] == "application/pdf":
        content = b"".join(answer) if answer.streaming else answer.content
        if content.startswith(b"%PDF-1"):
            assert not [code for code in codes_of(content) if code.startswith(tag_url(""))]
