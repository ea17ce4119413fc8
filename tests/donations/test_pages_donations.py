from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from donations.lifecycle import DonationStatus
from donations.models import Donation
from tests.cases import level_of
from tests.factories import CategoryFactory, DonationFactory, DonationLineFactory, DonorFactory
from tests.visits import undone


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop")


def announced(donation):
    return dict(donation.lines.values_list("category__code", "announced"))


def test_a_lot_is_entered_with_one_number_per_category(visitor, site, laptop):
    donor, phone = DonorFactory(name="Ateliers Belvoir"), CategoryFactory(code="phone")
    facts = {
        "donor": "ateliers belvoir",
        "site": site.pk,
        "erase_within": 60,
        f"category_{laptop.pk}": "12",
        f"category_{phone.pk}": "",
    }
    answer = visitor.post(reverse("donation_add"), facts)
    donation = Donation.objects.get()
    assert answer.url == donation.get_absolute_url()
    assert (donation.donor, donation.status) == (donor, DonationStatus.PROMISED)
    assert announced(donation) == {"laptop": 12}


def test_an_unknown_donor_and_a_negative_number_are_refused_and_stay_typed(visitor, site, laptop):
    facts = {"donor": "Nobody", "site": site.pk, "erase_within": 60, f"category_{laptop.pk}": "-1"}
    answer = visitor.post(reverse("donation_add"), facts)
    text = answer.content.decode()
    assert not Donation.objects.exists()
    assert "donor" in answer.context["form"].errors
    assert 'value="Nobody"' in text
    assert 'value="-1"' in text
    assert f"category_{laptop.pk}" in answer.context["form"].errors
    assert f'id="id_category_{laptop.pk}_error"' in text


def test_the_page_of_a_donor_prefills_the_donor(visitor):
    donor = DonorFactory(name="Ateliers Belvoir")
    answer = visitor.get(reverse("donation_add"), {"donor": donor.pk})
    assert 'value="Ateliers Belvoir"' in answer.content.decode()
    assert visitor.get(reverse("donation_add"), {"donor": "x"}).status_code == 200


def test_a_correction_keeps_counted_quantities(visitor, site, laptop):
    donation = DonationFactory(donor=DonorFactory(name="Belvoir"), received=True, site=site)
    phone = CategoryFactory(code="phone")
    DonationLineFactory(donation=donation, category=laptop, announced=10, counted=9)
    DonationLineFactory(donation=donation, category=phone, announced=3)
    path = reverse("donation_edit", args=[donation.pk])
    assert 'value="Belvoir"' in visitor.get(path).content.decode()
    visitor.post(
        path,
        {"donor": "Belvoir", "site": site.pk, "erase_within": 60, f"category_{laptop.pk}": "11"},
    )
    assert list(donation.lines.values_list("category__code", "announced", "counted")) == [
        ("laptop", 11, 9)
    ]
    assert Event.objects.about(donation).get().kind == "donation.changed"


def test_a_collection_is_scheduled(visitor, site):
    donation, day = DonationFactory(site=site), timezone.localdate() + timedelta(days=3)
    visitor.post(reverse("donation_schedule", args=[donation.pk]), {"collect_on": day.isoformat()})
    donation.refresh_from_db()
    assert (donation.status, donation.collect_on) == (DonationStatus.SCHEDULED, day)


def test_a_collection_is_not_scheduled_in_the_past(visitor, site):
    donation, day = DonationFactory(site=site), timezone.localdate() - timedelta(days=1)
    path = reverse("donation_schedule", args=[donation.pk])
    answer = visitor.post(path, {"collect_on": day.isoformat()})
    donation.refresh_from_db()
    assert donation.status == DonationStatus.PROMISED
    assert f'value="{day.isoformat()}"' in answer.content.decode()


def test_buttons_move_a_lot_to_its_next_status_and_no_other(visitor, site):
    moves = {
        ("scheduled", "donation_receive"): "received",
        ("received", "donation_close"): "closed",
        ("closed", "donation_reopen"): "received",
        ("promised", "donation_cancel"): "cancelled",
        ("cancelled", "donation_restore"): "promised",
        ("scheduled", "donation_restore"): "promised",
        ("closed", "donation_cancel"): None,
        ("cancelled", "donation_receive"): None,
        ("promised", "donation_close"): None,
    }
    for state in ("promised", "scheduled", "received", "closed", "cancelled"):
        donation = DonationFactory(**{state: True}, site=site)
        page = visitor.get(donation.get_absolute_url()).content.decode()
        for (of, name), becomes in moves.items():
            if of != state:
                continue
            path = reverse(name, args=[donation.pk])
            assert (path in page) == bool(becomes), (state, name)
            with undone():
                answer = visitor.post(path)
                level = level_of(answer)
                assert level == ("success" if becomes else "danger"), (state, name)
                donation.refresh_from_db()
                assert donation.status == (becomes or state)


def test_a_volunteer_may_only_receive_a_lot(sign_in, volunteer, site):
    visitor, donation = sign_in(volunteer), DonationFactory(site=site)
    text = visitor.get(donation.get_absolute_url()).content.decode()
    assert reverse("donation_receive", args=[donation.pk]) in text
    assert reverse("donation_cancel", args=[donation.pk]) not in text
    assert visitor.post(reverse("donation_cancel", args=[donation.pk])).status_code == 403
    visitor.post(reverse("donation_receive", args=[donation.pk]))
    donation.refresh_from_db()
    assert donation.status == DonationStatus.RECEIVED


def test_a_volunteer_sees_lots_of_the_site_with_initials_of_individuals(sign_in, volunteer, site):
    person = DonorFactory(individual=True, name="Irma Delvaux")
    here, elsewhere = DonationFactory(site=site, donor=person), DonationFactory()
    visitor = sign_in(volunteer)
    text = visitor.get(reverse("donation_list")).content.decode()
    assert here.reference in text
    assert "I. D." in text
    assert "Delvaux" not in text
    assert elsewhere.reference not in text
    assert visitor.get(elsewhere.get_absolute_url()).status_code == 404
    assert "Delvaux" not in visitor.get(here.get_absolute_url()).content.decode()


def test_a_volunteer_does_not_find_a_lot_by_an_individual(sign_in, volunteer, coordinator, site):
    person = DonorFactory(individual=True, name="Irma Delvaux")
    lot = DonationFactory(site=site, donor=person)
    path = reverse("donation_list")
    page = sign_in(coordinator).get(path, {"q": "delvaux"}).content.decode()
    hidden = sign_in(volunteer).get(path, {"q": "delvaux"}).content.decode()
    assert lot.reference in page
    assert lot.reference not in hidden


def test_the_list_is_filtered_by_reference_and_status_and_sorted(visitor, site):
    first = DonationFactory(site=site, reference="D26-0001", received=True)
    second = DonationFactory(site=site, reference="D26-0002", received=True)
    DonationFactory(site=site, reference="D26-0003")
    DonationFactory(site=site, reference="D25-0001", received=True)
    answer = visitor.get(
        reverse("donation_list"), {"q": "d26-", "status": "received", "sort": "reference"}
    )
    assert list(answer.context["table"].paginated_rows) == [first, second]


def test_ticked_lots_are_closed_together(sign_in, coordinator, site):
    lots = DonationFactory.create_batch(2, site=site, received=True)
    promised = DonationFactory(site=site)
    rows = [lot.pk for lot in [*lots, promised]]
    data = {"list_act": "bulk", "do": "close", "row": rows, "confirmed": "1"}
    page = sign_in(coordinator).post(reverse("donation_list"), data)
    assert [row for row, _why in page.context["result"].refused] == [promised]
    assert {Donation.objects.get(pk=lot.pk).status for lot in lots} == {"closed"}
