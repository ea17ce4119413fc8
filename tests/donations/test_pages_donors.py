import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.models import Event
from donations.models import Donor
from tests.cases import tried
from tests.factories import DonationFactory, DonorFactory


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def page(visitor, name, *args):
    return visitor.get(reverse(name, args=args)).content.decode()


def test_a_donor_is_entered_and_its_page_opens(visitor, coordinator):
    answer = visitor.post(
        reverse("donor_add"),
        {
            "name": "Ateliers Belvoir",
            "kind": "company",
            "siren": "732829320",
            "phone": "0199000001",
        },
    )
    donor = Donor.objects.get()
    assert answer.url == donor.get_absolute_url()
    assert (donor.name, donor.siren, donor.phone) == (
        "Ateliers Belvoir",
        "732829320",
        "01 99 00 00 01",
    )
    event = Event.objects.about(donor).get()
    assert (event.kind, event.by) == ("donor.entered", coordinator)


def test_a_wrong_siren_is_refused_and_typed_values_stay(visitor):
    facts = {"name": "Ateliers Belvoir", "kind": "company", "siren": "732829321"}
    answer = visitor.post(reverse("donor_add"), facts)
    assert not Donor.objects.exists()
    assert "siren" in answer.context["form"].errors
    assert 'value="732829321"' in answer.content.decode()


def test_an_unavailable_language_is_refused(visitor):
    facts = {"name": "Ateliers Belvoir", "kind": "company"}
    answer = visitor.post(reverse("donor_add"), facts | {"language": "de"})
    assert "language" in answer.context["form"].errors
    assert not Donor.objects.exists()
    with pytest.raises(ValidationError, match="language"):
        DonorFactory.build(language="de").full_clean()


def test_a_duplicate_donor_name_is_refused(visitor):
    DonorFactory(name="Ateliers Belvoir")
    answer = visitor.post(reverse("donor_add"), {"name": "Ateliers Belvoir", "kind": "public"})
    assert "name" in answer.context["form"].errors
    assert Donor.objects.count() == 1


def test_details_are_corrected(visitor):
    donor = DonorFactory(name="Belvoir", company=True)
    facts = {"name": "Ateliers Belvoir", "kind": "public", "contact": "Mme Lenoir"}
    visitor.post(reverse("donor_edit", args=[donor.pk]), facts)
    donor.refresh_from_db()
    assert (donor.name, donor.kind, donor.contact) == ("Ateliers Belvoir", "public", "Mme Lenoir")
    assert Event.objects.about(donor).get().kind == "donor.changed"


def test_the_page_shows_contact_and_lots_of_a_donor(visitor):
    donor = DonorFactory(contact="Mme Lenoir", phone="0199000001")
    lot, other = DonationFactory(donor=donor), DonationFactory()
    text = page(visitor, "donor_detail", donor.pk)
    assert "Mme Lenoir" in text
    assert "0199000001" in text
    assert lot.reference in text
    assert other.reference not in text


def test_the_list_is_searched_by_name_and_by_kind(visitor):
    DonorFactory(name="Ateliers Belvoir", company=True)
    DonorFactory(name="Mairie de Belvoir", public=True)
    DonorFactory(name="Trois Rives", public=True)
    text = visitor.get(reverse("donor_list"), {"q": "belvoir", "kind": "public"}).content.decode()
    assert "Mairie de Belvoir" in text
    assert "Ateliers Belvoir" not in text
    assert "Trois Rives" not in text


def test_donors_are_for_coordinators(sign_in, counter):
    for name in ("donor_list", "donor_add"):
        with tried(name):
            assert sign_in(counter).get(reverse(name)).status_code == 403
