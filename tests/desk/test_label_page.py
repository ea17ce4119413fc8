import pytest
from django.test import Client
from django.urls import reverse

from inventory.devices.identifiers import place_url
from inventory.models import Tag
from tests.factories import DeviceFactory, IdentityFactory, PlaceFactory

REGISTERED, UNREGISTERED = "RB2600001Y", "RB2600002W"


@pytest.fixture
def identity(db):
    return IdentityFactory(
        name="Clavier Partagé", phone="02 61 91 00 12", address="14 rue du Four", town="Rennes"
    )


@pytest.fixture
def tag(identity):
    return DeviceFactory(asset_tag=REGISTERED).tags.get()


def test_the_public_label_page_shows_owner_and_phone_in_both_languages(tag):
    page = Client().get(f"/A/{REGISTERED}").content.decode()
    assert page.count("Clavier Partagé") >= 3
    assert 'lang="fr"' in page
    assert 'lang="en"' in page
    assert 'href="tel:0261910012"' in page
    assert "14 rue du Four" in page


def test_known_and_unknown_tags_give_an_identical_response(tag):
    registered, unregistered = Client().get(f"/A/{REGISTERED}"), Client().get(f"/A/{UNREGISTERED}")
    assert registered.content == unregistered.content
    assert registered.status_code == unregistered.status_code == 200
    assert REGISTERED not in registered.content.decode()
    assert not registered.cookies


def test_the_url_is_case_insensitive(tag):
    page = Client().get(f"/A/{UNREGISTERED}").content
    for path in (f"/A/{REGISTERED}", f"/a/{REGISTERED.lower()}", f"/A/{REGISTERED}/", "/a/x y"):
        assert Client().get(path).content == page, path


def test_the_public_label_page_makes_no_query(tag, django_assert_num_queries):
    Client().get(f"/A/{UNREGISTERED}")  # the settings of the footer are in memory
    with django_assert_num_queries(0):
        Client().get(f"/A/{REGISTERED}")
    assert Tag.objects.count() == 1


def test_our_team_is_redirected_to_the_device(tag, sign_in, volunteer):
    answer = sign_in(volunteer).get(f"/a/{REGISTERED.lower()}")
    assert answer.url == f"{reverse('scan')}?code={REGISTERED.lower()}"


def test_a_user_of_an_association_sees_the_public_page(tag, sign_in, association):
    page = sign_in(association).get(f"/A/{REGISTERED}")
    assert page.content == Client().get(f"/A/{UNREGISTERED}").content


def test_without_a_phone_number_no_call_link_is_shown(db):
    IdentityFactory(name="Clavier Partagé", phone="")
    assert "tel:" not in Client().get(f"/A/{REGISTERED}").content.decode()


def place_path(code):
    return place_url(code).removeprefix("HTTP://TESTSERVER")


def test_a_shelf_label_redirects_our_team_to_the_shelf(settings, sign_in, volunteer):
    settings.SITE_URL = "http://testserver"
    visitor = sign_in(volunteer)
    for code in ("A1", "ÉTAGÈRE-3/B", "50%OFF"):
        PlaceFactory(code=code, site=volunteer.sites.get())
        scanned = visitor.get(reverse("scan"), {"code": place_url(code)})
        assert scanned.url == reverse("device_list", query={"place": code})
        path = place_path(code)
        assert visitor.get(path, follow=True).redirect_chain[-1][0] == scanned.url
        assert Client().get(path).content == Client().get(place_path("Z9")).content
