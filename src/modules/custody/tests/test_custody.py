"""Collections at a donor's: listed, signed by both parties, stated on certificates."""

import pypdfium2
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.models import Document
from core.workflow.lifecycle import Refused
from donations.models import Letter
from donations.operations.anonymisation import forget_frozen
from inventory.erasure.certificate_content import content_of
from modules.custody.models import CollectedItem, Collection
from modules.custody.operations import count_items, remove_item, scan_item
from modules.custody.tests.factories import CollectedItemFactory, CollectionFactory
from people.models import User
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DocumentFactory,
    DonationFactory,
    DonorFactory,
    LoanFactory,
    LoanItemFactory,
    UserFactory,
)
from tests.inputs import Inputs
from tests.law import copy, delete, refused, write
from tests.loans.conftest import drawing
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def volunteer(site):
    return UserFactory(volunteer=True, sites=[site], language="en", name="Lou Roy")


@pytest.fixture
def lot(site):
    donor = DonorFactory(company=True, name="Port SA", email="it@port.example", language="fr")
    return DonationFactory(scheduled=True, site=site, donor=donor, reference="D26-0101")


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True, names__en="laptop", code="laptop")


def text_of(document):
    with pypdfium2.PdfDocument(document.read()) as pdf:
        return " ".join(page.get_textpage().get_text_range() for page in pdf)


def test_a_collection_is_scanned_counted_and_signed_with_a_copy_to_the_donor(
    lot, laptop, volunteer, sign_in, django_capture_on_commit_callbacks
):
    browser = sign_in(volunteer)
    page = reverse("custody_collect", args=[lot.pk])
    assert page in browser.get(lot.get_absolute_url()).content.decode()
    scanned = browser.post(reverse("custody_scan", args=[lot.pk]), {"code": "abc 12345"})
    assert scanned.url == page
    count = reverse("custody_count", args=[lot.pk])
    assert Inputs(browser.get(page).content.decode()).values["category"] == [""]
    browser.post(count, {"category": laptop.pk, "count": 12})

    at = reverse("custody_sign", args=[lot.pk])
    before = browser.get(at).content.decode()
    assert "13 devices taken away" in before
    assert "cannot be changed or undone" in before
    browser.post(at, {"turn": "1", "pin": "1234"})
    turned = browser.get(at).content.decode()
    values = Inputs(turned).values
    assert values["giver"] == [""]
    assert browser.get(page).url == reverse("unlock")  # the session is locked to this page
    data = {"giver": "Awa Diop", "place": "1 rue du Port", "shown": values["shown"]}
    assert "Signez dans le cadre" in browser.post(at, data).content.decode()
    data |= {"signature": drawing(), "ours": drawing()}
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(at, data)

    browser.post(reverse("unlock"), {"secret": "1234"})
    assert "The collection has been signed." in browser.get(page).content.decode()
    collection = Collection.objects.get()
    assert collection.giver == "Awa Diop"
    assert (collection.by, str(collection)) == (volunteer, "D26-0101-P1")
    assert Letter.objects.get().status == "sent"
    assert mail.outbox[0].to == ["it@port.example"]
    paper = text_of(collection.document)
    for words in ("13 appareils", "Awa Diop", "Lou Roy", "ABC12345", "1 rue du Port"):
        assert words in paper


def test_a_donor_without_an_address_gets_a_printed_copy(lot, sign_in, volunteer):
    lot.donor.email = ""
    lot.donor.save()
    CollectionFactory(donation=lot)
    page = reverse("custody_collect", args=[lot.pk])
    text = sign_in(volunteer).get(page).content.decode()
    assert "print the record" in text
    assert "Signed by both parties" in text


def test_a_list_that_changed_since_it_was_shown_is_not_signed(lot, volunteer, sign_in):
    scan_item(lot, by=volunteer, code="SERIAL1")
    browser, at = sign_in(volunteer), reverse("custody_sign", args=[lot.pk])
    browser.post(at, {"turn": "1", "pin": "1234"})
    data = Inputs(browser.get(at).content.decode()).values
    scan_item(lot, by=volunteer, code="SERIAL2")
    names = {"giver": "Awa Diop", "place": "here"}

    answer = browser.post(at, data | names | {"signature": drawing(), "ours": drawing()})

    assert "La liste a changé" in answer.content.decode()
    assert "Awa Diop" in answer.content.decode()
    assert not Collection.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SERIAL1", "is already in the list"),
        ("", "Scan a serial number"),
        ("WIFI:T:WPA;S:office;P:secret;;", ": it does not identify a device."),
        ("4006381333931", "article number"),
    ],
)
def test_what_names_no_device_is_refused(lot, volunteer, code, words):
    scan_item(lot, by=volunteer, code="SERIAL1")
    with pytest.raises(Refused, match=words):
        scan_item(lot, by=volunteer, code=code)


def test_a_count_is_replaced_and_removed(lot, laptop, volunteer):
    count_items(lot, by=volunteer, category=laptop, count=3)
    count_items(lot, by=volunteer, category=laptop, count=5)
    assert [item.count for item in CollectedItem.objects.all()] == [5]
    count_items(lot, by=volunteer, category=laptop, count=0)
    assert not CollectedItem.objects.exists()


def test_nothing_is_collected_of_a_lot_that_arrived_or_is_signed(site, volunteer):
    arrived = DonationFactory(received=True, site=site)
    with pytest.raises(Refused, match="there is nothing left to collect"):
        scan_item(arrived, by=volunteer, code="SERIAL1")
    item = CollectedItemFactory()
    CollectionFactory(donation=item.donation)
    with pytest.raises(Refused, match="cannot be changed"):
        remove_item(item, by=volunteer)


def test_volunteers_see_initials_of_an_individual_and_no_paper(site, volunteer, sign_in):
    donor = DonorFactory(individual=True, name="Zora Unknown", address="9 rue Cachée")
    lot = CollectedItemFactory(donation__site=site, donation__donor=donor).donation
    browser = sign_in(volunteer)
    for name in ("custody_collect", "custody_sign"):
        text = browser.get(reverse(name, args=[lot.pk])).content.decode()
        assert "Zora" not in text
        assert "Cachée" not in text
    CollectionFactory(donation=lot)
    assert browser.get(reverse("custody_file", args=[lot.pk])).status_code == 403


def test_certificates_state_from_when_we_had_custody(lot):
    device = DeviceFactory(donation=lot, site=lot.site, erased=True, ready=True)
    assert "statements" not in content_of(lot)
    moment = timezone.datetime(2026, 3, 2, 10, 12, tzinfo=timezone.get_current_timezone())
    CollectionFactory(donation=lot, at=moment)
    sentence = (
        "In our custody since Monday 2 March 2026 at 10:12, signed for at collection (D26-0101-P1)."
    )
    assert content_of(lot)["statements"] == [sentence]
    assert content_of(device)["statements"] == [sentence]
    use_all_but("custody")
    assert "statements" not in content_of(lot)


def test_custody_is_not_stated_for_a_device_that_was_out_before_its_erasure(lot):
    CollectionFactory(donation=lot)
    device = DeviceFactory(donation=lot, site=lot.site, ready=True)
    item = LoanItemFactory(loan=LoanFactory(active=True), device=device, returned=True)
    erasure = device.media.get().erasures.get()
    assert "statements" in content_of(lot)
    write(item, opened_at=erasure.ended_at - timezone.timedelta(hours=1))
    assert "statements" not in content_of(lot)


def test_names_are_erased_with_the_file_at_the_end_of_the_retention_of_accounts():
    purged = CollectionFactory(document=DocumentFactory(purged=True))
    kept = CollectionFactory()
    forget_frozen(by=User.objects.system(), today=timezone.localdate())
    purged.refresh_from_db()
    kept.refresh_from_db()
    assert (purged.content, kept.giver) == ({}, "Awa Diop")
    with pytest.raises(Refused):
        _ = purged.giver


def test_a_signed_collection_is_frozen(laptop):
    collection, other = CollectionFactory(), CollectedItemFactory()
    item = CollectedItem.objects.get(donation=collection.donation)
    with refused("custody_collecteditem_until_signed"):
        write(item, code="OTHER")
    with refused("custody_collecteditem_until_signed"):
        delete(item)
    with refused("custody_collecteditem_until_signed"):
        CollectedItemFactory(donation=collection.donation)
    with refused("custody_collection_frozen"):
        write(collection, donation=other.donation)
    with refused("custody_collection_said"):
        write(collection, content={"giver": "Another"})
    with refused("custody_collection_kept"):
        delete(collection)
    with refused("custody_collection_of_something"):
        write_collection(DonationFactory(), collection)
    with refused("custody_collecteditem_what"):
        write(other, category=laptop)
    with refused("custody_collecteditem_what"):
        write(other, code="")
    counted = CollectedItemFactory(code="", category=laptop, count=4)
    with refused("custody_collecteditem_count"):
        write(counted, count=0)
    with refused("custody_collecteditem_category_once"):
        copy(counted)
    with refused("custody_collecteditem_code_once"):
        CollectedItemFactory(donation=other.donation, code=other.code)


def write_collection(donation, like):
    document = Document.objects.store(
        b"%PDF-", kind="paper", name="p", content_type="a", by=like.by
    )
    Collection.objects.create(donation=donation, content={}, document=document, by=like.by)
