"""The text of an agreement can be read aloud by anybody, and names nobody."""

from django.urls import reverse

from tests.factories import SiteFactory


def read(client, language, **query):
    return client.get(reverse("agreementtext_listen", args=["loan", "family", language]), query)


def test_each_language_with_a_text_has_its_page_and_a_machine_translation_is_marked(
    reference, client
):
    for language, direction, is_machine in (
        ("fr", "ltr", False),
        ("en", "ltr", False),
        ("ar", "rtl", True),
        ("uk", "ltr", True),
    ):
        page = read(client, language).content.decode()
        assert f'<html lang="{language}"' in page
        assert f'data-listen="{language}"' in page
        assert f'dir="{direction}"' in page
        assert page.count('<svg class="pictogram"') == 5
        assert ("traduit par une machine" in page) == is_machine, language
    assert read(client, "ta").status_code == 404
    for query in ({"site": "x", "until": "2027-13-45"}, {"site": "9" * 30}):
        assert read(client, "fr", **query).status_code == 200


def test_it_shows_the_dates_and_the_site_of_its_code(reference, client):
    site = SiteFactory(name="Rennes Sud", address="14 rue des Genêts")
    query = {"site": site.pk, "from": "2026-11-28", "until": "2027-11-27"}
    page = read(client, "fr", **query).content.decode()
    for words in ("28/11/2026", "27/11/2027", "Rennes Sud", "14 rue des Genêts"):
        assert words in page
