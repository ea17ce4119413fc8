import pytest
from django.test import Client
from django.urls import reverse

from core.models import Identity
from inventory.identifiers import place_url
from inventory.models import Tag
from tests.factories import DeviceFactory, IdentityFactory, PlaceFactory

KNOWN, UNKNOWN = "RB2600001Y", "RB2600002W"


@pytest.fixture
def house(db):
    return IdentityFactory(
        name="Clavier Partagé", phone="02 61 91 00 12", address="14 rue du Four", town="Rennes"
    )


@pytest.fixture
def tag(house):
    return DeviceFactory(asset_tag=KNOWN).tags.get()


def test_a_stranger_reads_whose_it_is_and_who_to_call_in_both_languages(tag):
    page = Client().get(f"/A/{KNOWN}").content.decode()
    assert page.count("Clavier Partagé") >= 3
    assert 'lang="fr"' in page
    assert 'lang="en"' in page
    assert 'href="tel:0261910012"' in page
    assert "14 rue du Four" in page


def test_known_and_unknown_tags_give_the_same_bytes(tag):
    known, unknown = Client().get(f"/A/{KNOWN}"), Client().get(f"/A/{UNKNOWN}")
    assert known.content == unknown.content
    assert known.status_code == unknown.status_code == 200
    assert KNOWN not in known.content.decode()
    assert not known.cookies


@pytest.mark.parametrize("path", [f"/A/{KNOWN}", f"/a/{KNOWN.lower()}", f"/A/{KNOWN}/", "/a/x y"])
def test_the_address_is_taken_in_any_case(tag, path):
    assert Client().get(path).content == Client().get(f"/A/{UNKNOWN}").content


def test_no_query_is_made(tag, django_assert_num_queries):
    Identity.cached()
    with django_assert_num_queries(0):
        Client().get(f"/A/{KNOWN}")
    assert Tag.objects.count() == 1


def test_somebody_of_the_house_is_taken_to_the_device(tag, sign_in, volunteer):
    answer = sign_in(volunteer).get(f"/a/{KNOWN.lower()}")
    assert answer.url == f"{reverse('scan')}?code={KNOWN.lower()}"


def test_somebody_of_an_association_reads_what_strangers_read(tag, sign_in, association):
    page = sign_in(association).get(f"/A/{KNOWN}")
    assert page.content == Client().get(f"/A/{UNKNOWN}").content


def test_a_house_without_a_phone_offers_no_call(db):
    IdentityFactory(name="Clavier Partagé", phone="")
    assert "tel:" not in Client().get(f"/A/{KNOWN}").content.decode()


@pytest.mark.parametrize("code", ["A1", "ÉTAGÈRE-3/B", "50%OFF"])
def test_the_label_of_a_shelf_takes_the_house_to_what_lies_there(
    settings, sign_in, volunteer, code
):
    settings.SITE_URL = "http://testserver"
    PlaceFactory(code=code, site=volunteer.sites.get())
    visitor = sign_in(volunteer)
    scanned = visitor.get(reverse("scan"), {"code": place_url(code)})
    assert scanned.url == reverse("device_list", query={"place": code})
    path = place_url(code).removeprefix("HTTP://TESTSERVER")
    assert visitor.get(path, follow=True).redirect_chain[-1][0] == scanned.url
    assert Client().get(path).content == Client().get(f"/A/{UNKNOWN}").content
