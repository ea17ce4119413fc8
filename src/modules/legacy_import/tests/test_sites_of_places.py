"""Places of a list at several sites: a site that is unknown or missing is asked once."""

import pytest
from django.urls import reverse

from inventory.device_pages.place_import import UNKNOWN_SITE
from inventory.models import Device, Place
from modules.legacy_import.kinds.places import NO_SITE
from modules.legacy_import.tests.moves import goes_live
from tests.factories import SiteFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

PLACES = "Site;Nom du lieu;Code\nBrest;Étagère 1;B1\nBREST;Étagère 2;B2\nPort;Quai;P1\n;Rayon;R1\n"


def sites_of_places():
    return dict(Place.objects.values_list("code", "site__name"))


def test_each_place_goes_to_its_site(move, site):
    brest = SiteFactory(name="Brest")
    one = move("other")
    one.send(lieux=PLACES)
    assert one.kinds() == ["old_places"]
    assert [number for _kind, number, _words in one.problems()] == [4, 5]
    one.answer((UNKNOWN_SITE, str(brest.pk)), (NO_SITE, str(site.pk)))
    one.confirm("old_places")
    goes_live(one)
    assert sites_of_places() == {"B1": "Brest", "B2": "Brest", "P1": "Brest", "R1": site.name}


def test_a_device_lies_at_no_place_of_another_site(move, site):
    SiteFactory(name="Brest")
    one = move("other")
    one.send(
        lieux="Site;Nom du lieu;Code\nBrest;Étagère 1;B1\n",
        prets="N° PC;Type;Statut;Emplacement\nP-1;laptop;en stock;étagère 1\n",
    )
    one.answer(("étagère 1", "new"))
    one.confirm("old_places")
    goes_live(one)
    assert Device.objects.get().place.site == site
    assert Place.objects.count() == 2


def test_a_list_without_a_column_of_sites_asks_nothing(move, site):
    SiteFactory(name="Brest")
    one = move("other")
    one.send(lieux="Nom du lieu;Code\nÉtagère 1;B1\n")
    one.confirm("old_places")
    goes_live(one)
    assert sites_of_places() == {"B1": site.name}


@pytest.mark.parametrize("page", ["place_import", "migration_from_other"])
def test_a_user_of_several_sites_chooses_one(sign_in, site, page):
    SiteFactory(name="Brest")
    visitor = sign_in(UserFactory(coordinator=True, site=None))
    field = visitor.get(reverse(page)).context["form"].fields["site"]
    assert field.empty_label
