"""The QR code on a paper leads to the subject of the paper, never to a listed device."""

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.test import Client

from core.qr import agreement_address
from inventory.devices.identifiers import tag_url
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from people.base.roles import Role
from tests.access import PAGES
from tests.factories import DeviceFactory, LoanFactory, UserFactory
from tests.of_modules import listed

pytestmark = pytest.mark.papers

ROOT = Path(settings.BASE_DIR)
APPS = ["core", "people", "catalogue", "donations", "inventory", "loans", "desk", "demo", "bench"]
# Files that may contain the URL of a device's label, and files that draw QR codes.
LABELS = {
    "inventory/devices/identifiers.py",
    "inventory/labels/content.py",
    "inventory/labels/sheets.py",  # a sample without device
}
DRAWERS = {
    "core/qr.py",
    "core/templatetags/rebond.py",
    "inventory/labels/sheets.py",
    "inventory/vouchers/papers.py",  # the activation code of an eSIM
    "people/accounts/views.py",  # the link of an invitation that is not mailed
}


# Files that do not exist in this world.
NOT_THERE = {"picklist", *listed("NOT_THERE")} | {
    name for name, page in PAGES.items() if page.file and page.may_be_absent
}


def codes_of(content):
    """Return the texts of the QR codes on a PDF, as a scanner reads them from paper."""
    with pypdfium2.PdfDocument(content) as pdf:
        images = [page.render(scale=2, grayscale=True).to_pil() for page in pdf]
    upright = {"formats": zxingcpp.BarcodeFormat.QRCode, "try_rotate": False, "try_invert": False}
    return [code.text for image in images for code in zxingcpp.read_barcodes(image, **upright)]


def test_only_labels_contain_the_url_of_a_device():
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in paths}

    def users_of(pattern):
        return {path for path, text in texts.items() if re.search(rf"\b{pattern}\b", text)}

    assert users_of("tag_url") <= LABELS
    assert users_of("qr_(?:modules|picture)") <= DRAWERS


def test_the_code_of_an_agreement_resolves_to_its_loan(world, sign_in, settings):
    settings.SITE_URL = "http://testserver"
    counter = UserFactory(counter=True, sites=[world.site])
    loan = LoanFactory(organisation=world.organisation, recipient=world.person, site=world.site)
    reservations_operations.reserve(
        loan, by=counter, devices=[DeviceFactory(ready=True, site=loan.site)]
    )
    agreement = agreement_operations.issue(loan, by=counter)
    agreement_operations.draw_agreement(agreement, by=counter)
    code, annex = codes_of(agreement.document.read())
    assert "listen" in annex
    assert code == agreement_address(agreement.token)
    path = code.removeprefix("HTTP://TESTSERVER")
    chain = sign_in(counter).get(path, follow=True).redirect_chain
    assert loan.counter_url in [address for address, _status in chain]
    stranger = Client().get(path)
    assert stranger.status_code == 404
    assert agreement.number not in stranger.content.decode()


def files():
    """Return the names of all our files except samples of sheets of labels."""
    names = [name for name, page in PAGES.items() if page.file]
    return [name for name in names if name not in listed("SAMPLES")]


# Receipts, slips, letters and certificates: one sheet each.
ONE_PAGE = {
    *listed("ONE_PAGE"),
    "certificate_file",
    "convention_paper",
    "erasure_letter",
    "exit_slip",
    "guide",
    "loan_parcel",
    "loan_picklist",
    "transfer_slip",
}


def pages_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return len(pdf)


@pytest.mark.audit
def test_no_pdf_contains_the_qr_code_of_a_device_and_a_slip_is_one_page(visitors):
    drawn, absent, carrying, longer = [], set(), {}, {}
    for name in files():
        with visitors.open(Role.ADMIN, name) as answer:
            content = b"".join(answer)
        if answer.status_code != 200:
            absent.add(name)
        elif content.startswith(b"%PDF-1"):
            drawn.append(name)
            if name in ONE_PAGE and pages_of(content) > 1:
                longer[name] = pages_of(content)
            carrying[name] = [code for code in codes_of(content) if code.startswith(tag_url(""))]
    assert absent == NOT_THERE
    assert len(drawn) > 10
    assert set(drawn) >= ONE_PAGE
    assert longer == {}
    assert {name: codes for name, codes in carrying.items() if codes} == {}
