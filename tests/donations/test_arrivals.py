"""Donations that arrive without being announced, and donations announced for today."""

import pytest
from django.urls import reverse
from django.utils import translation

from core.formatting import day
from core.models import Event, Photo
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from donations.operations.lots import change
from inventory.intake.operations import intake
from inventory.models import Device
from tests.core.test_photos import picture
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
    PhotoFactory,
    SiteFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def arrive(sign_in, volunteer, site):
    def arrive(**data):
        sent = {"site": site.pk, "donor": "Bakery Dupont", "boxes": "3"} | data
        return sign_in(volunteer).post(reverse("donation_arrive"), sent)

    return arrive


def test_an_unannounced_donation_is_received_at_once_and_flagged(arrive, site, volunteer):
    answer = arrive()
    lot = Donation.objects.get()
    assert (lot.status, lot.boxes, lot.is_to_complete, lot.site) == ("received", 3, True, site)
    assert str(lot.donor) == "Bakery Dupont"
    assert lot.donor.named_for(volunteer) == "B. D."  # the donor may be a person
    assert answer.url == reverse("donation_enter", args=[lot.pk])
    assert Event.objects.about(lot).first().kind == "donation.arrived"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Mairie de Valbourg", "public"),
        ("Lycée Jean-Moulin", "public"),
        ("École Jules-Ferry", "public"),
        ("Collège Clotilde-Vautier", "public"),
        ("Valbourg High School", "public"),
        ("Two Rivers Association", "company"),
        ("Belvoir SAS", "company"),
        ("Mutuelle du Val", "company"),
        ("Association des Deux Rives", "company"),
        ("Cabinet Conseil Belvoir", "company"),
        ("Awa Kerjean", "individual"),
        ("Saskia Conseille", "individual"),
    ],
)
def test_the_kind_of_a_new_donor_follows_from_its_name(arrive, volunteer, name, kind):
    arrive(donor=name)
    donor = Donor.objects.get()
    assert donor.kind == kind
    assert (donor.named_for(volunteer) == name) == (kind != "individual")


def test_a_donation_that_may_be_announced_needs_a_confirmation(arrive, site):
    donor = DonorFactory(name="Bakery Dupont & Sons", kind="company")
    tomorrow = DonationFactory(scheduled=True, site=site, donor=donor)
    DonationFactory(scheduled=True, donor=donor)  # at another site
    answer = arrive()
    assert Donation.objects.filter(status="received").count() == 0
    assert tomorrow.get_absolute_url() in answer.text
    assert 'value="Bakery Dupont"' in answer.text
    assert arrive(is_another="on").status_code == 302
    answer = arrive()  # the second entry of the same arrival
    assert Donation.objects.get(status="received").get_absolute_url() in answer.text


def test_a_coordinator_completes_the_donation_and_may_send_a_list(sign_in, coordinator, site):
    coordinator.language = "en"
    coordinator.save(update_fields=["language"])
    client, address = sign_in(coordinator), reverse("donation_arrive")
    assert "you can complete it" in client.get(address).text
    assert (
        "The donation is marked as received straight away; a coordinator"
        not in client.get(address).text
    )
    sent = {"site": site.pk, "donor": "Bakery Dupont", "boxes": "3"}
    page = client.post(address, sent, follow=True)
    assert "A coordinator will complete it." not in page.text
    assert reverse("import_upload", args=[Donation.objects.get().pk]) in page.text


def test_its_photos_are_kept(arrive):
    arrive(pictures=[picture()])
    assert Photo.objects.of(Donation.objects.get()).count() == 1


def test_a_donor_of_this_name_is_not_entered_twice(arrive):
    donor = DonorFactory(name="BAKERY DUPONT", kind="company")
    arrive()
    assert Donation.objects.get().donor == donor
    assert Donor.objects.count() == 1


def test_an_invalid_arrival_receives_nothing(arrive):
    assert arrive(donor="").status_code == 200
    assert arrive(boxes="0").status_code == 200
    assert arrive(site=SiteFactory().pk).status_code == 200
    assert not Donation.objects.exists()
    assert not Donor.objects.exists()


def test_an_arrival_is_undone(arrive, sign_in, volunteer):
    arrive()
    lot = Donation.objects.get()
    sign_in(volunteer).post(reverse("act_undo", args=[Event.objects.about(lot).first().pk]))
    lot.refresh_from_db()
    assert (lot.status, lot.is_to_complete) == ("cancelled", False)


def test_correcting_its_details_completes_a_donation(arrive, coordinator):
    arrive()
    lot = change(Donation.objects.get(), by=coordinator)
    lot.refresh_from_db()
    assert not lot.is_to_complete


@pytest.fixture
def announced(site):
    lot = DonationFactory(scheduled=True, site=site)
    DonationLineFactory(donation=lot, announced=5)
    return lot


def test_a_coordinator_merges_it_with_the_announced_donation(sign_in, coordinator, site, announced):
    came = DonationFactory(received=True, site=site, is_to_complete=True, boxes=3)
    device, photo = DeviceFactory(site=site, donation=came), PhotoFactory(subject=came)
    (line,) = announced.lines.all()
    for category in (line.category, CategoryFactory()):
        DonationLineFactory(donation=came, category=category, announced=0, counted=2)
    visitor = sign_in(coordinator)
    page = visitor.get(came.get_absolute_url()).content.decode()
    assert str(announced) in page
    assert "On ne pourra plus les séparer" in page
    visitor.post(reverse("donation_merge", args=[came.pk]), {"announced": announced.pk})
    for lot in (came, announced):
        lot.refresh_from_db()
    assert (came.status, came.is_to_complete) == ("cancelled", False)
    assert (announced.status, announced.received_on, announced.boxes) == (
        "received",
        came.received_on,
        3,
    )
    assert Device.objects.get(pk=device.pk).donation == announced
    assert list(Photo.objects.of(announced)) == [photo]
    counts = sorted(announced.lines.values_list("announced", "counted"))
    assert counts == [(0, 2), (5, 2)]


def test_a_donation_is_merged_only_while_both_wait_for_it(coordinator, site, announced):
    came = DonationFactory(received=True, site=site, is_to_complete=True)
    elsewhere = DonationFactory(scheduled=True)
    with pytest.raises(Refused, match="is no longer expected at this site"):
        intake.merge_into_announced(came, by=coordinator, announced=elsewhere)
    plain = DonationFactory(received=True, site=site)
    with pytest.raises(Refused, match="has changed since"):
        intake.merge_into_announced(plain, by=coordinator, announced=announced)


def test_the_first_button_of_a_volunteer_receives_the_donation_of_today(
    sign_in, volunteer, announced
):
    page = sign_in(volunteer).get("/").content.decode()
    first = page.index("next-action-bare")
    assert reverse("donation_receive", args=[announced.pk]) in page[:first]
    assert announced.donor.named_for(volunteer) in page[:first]
    assert reverse("donation_arrive") in page[first:]


def test_a_volunteer_finds_it_by_everyday_words_and_sees_the_day_of_a_lot(
    sign_in, volunteer, announced
):
    visitor = sign_in(volunteer)
    found = visitor.post(reverse("find"), {"code": "camion"}, follow=True).content.decode()
    assert reverse("donation_arrive") in found
    page = visitor.get(reverse("donation_list")).content.decode()
    with translation.override("fr"):
        assert f'small"><br>{day(announced.collect_on)}' in page


def test_coordinators_find_donations_to_complete(sign_in, coordinator, site):
    came = DonationFactory(received=True, site=site, is_to_complete=True)
    DonationFactory(received=True, site=site)
    address = reverse("donation_list") + "?to_complete=1"
    visitor = sign_in(coordinator)
    assert address.replace("&", "&amp;") in visitor.get("/").content.decode()
    assert list(visitor.get(address).context["table"].data.data) == [came]


# --- Received by mistake -------------------------------------------------------------------------
def test_a_donation_received_by_mistake_is_taken_back_on_its_page(sign_in, volunteer, announced):
    client, list_of_arrivals = sign_in(volunteer), reverse("donation_arrive")
    client.post(reverse("donation_receive", args=[announced.pk]))
    event = Event.objects.about(announced).first()
    undo = reverse("act_undo", args=[event.pk])
    client.get(announced.get_absolute_url())  # shows the message, once
    assert f'action="{undo}"' in client.get(announced.get_absolute_url()).text
    enter = "http://testserver" + reverse("donation_enter", args=[announced.pk])
    assert client.post(undo, headers={"referer": enter}).url == list_of_arrivals
    announced.refresh_from_db()
    assert announced.status == "scheduled"


def test_only_the_person_who_received_it_may_and_before_anything_else(
    arrive, sign_in, volunteer, coordinator
):
    arrive()
    lot = Donation.objects.get()
    undo = f'action="{reverse("act_undo", args=[Event.objects.about(lot).first().pk])}"'
    assert undo not in sign_in(coordinator).get(lot.get_absolute_url()).text
    sign_in(volunteer).get(lot.get_absolute_url())
    assert undo in sign_in(volunteer).get(lot.get_absolute_url()).text
    change(lot, by=coordinator)
    assert undo not in sign_in(volunteer).get(lot.get_absolute_url()).text


def test_devices_of_a_donation_that_is_not_received_are_entered_once_it_is_confirmed(
    sign_in, volunteer, announced
):
    address = reverse("donation_enter", args=[announced.pk])
    facts = {"category": CategoryFactory().pk, "brand": "Dell", "quantity": "1"}
    page = sign_in(volunteer).post(address, facts)
    assert "is_here" in page.context["form"].errors
    assert 'value="Dell"' in page.text
    announced.refresh_from_db()
    assert (announced.status, Device.objects.count()) == ("scheduled", 0)
    sign_in(volunteer).post(address, facts | {"is_here": "on"})
    announced.refresh_from_db()
    assert (announced.status, Device.objects.count()) == ("received", 1)
