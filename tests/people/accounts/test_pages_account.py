import pytest
from django.test import Client

from core.models import Event
from people.accounts.forms import ProfileForm
from people.models import Site, User
from tests.factories import SiteFactory, UserFactory
from tests.people.accounts.pages import somebody, typed_in

pytestmark = pytest.mark.django_db


def test_everybody_has_an_account_page(association, volunteer, sign_in):
    for user in (association, volunteer):
        page = sign_in(user).get("/profile/")
        assert page.status_code == 200
        assert user.email in page.text
        assert "data-mute" in page.text


def test_an_administrator_changes_their_own_email_and_stays_signed_in(admin, site, sign_in):
    visitor = sign_in(admin)
    page = visitor.get("/profile/").text
    assert f'href="{admin.get_absolute_url()}"' in page
    facts = {"name": admin.name, "email": "ada@example.org", "role": "admin", "sites": [site.pk]}
    visitor.post(admin.get_absolute_url(), facts)
    assert "ada@example.org" in visitor.get("/profile/").text


def test_a_language_is_remembered_on_the_user_and_in_a_cookie(volunteer, sign_in):
    client = sign_in(volunteer)
    assert '<html lang="fr"' in client.get("/profile/").text
    answer = client.post("/language/", {"language": "en", "next": "/profile/"})
    assert answer.headers["Location"] == "/profile/"
    volunteer.refresh_from_db()
    assert volunteer.language == "en"
    assert '<html lang="en"' in client.get("/profile/").text
    client.logout()
    client.cookies["django_language"] = answer.cookies["django_language"].value
    assert '<html lang="en"' in client.get("/accounts/login/").text


def test_before_sign_in_a_language_is_kept_in_a_cookie():
    client = Client()
    client.post("/language/", {"language": "en"})
    assert '<html lang="en"' in client.get("/accounts/login/").text


def test_an_unknown_language_or_foreign_redirect_is_ignored():
    for language, there, back, is_set in (
        ("en", "https://elsewhere.example/", "/", True),
        ("xx", "/profile/", "/profile/", False),
    ):
        answer = Client().post("/language/", {"language": language, "next": there})
        assert answer.headers["Location"] == back
        assert ("django_language" in answer.cookies) is is_set


def test_the_account_page_saves_name_and_language(volunteer, sign_in):
    client = sign_in(volunteer)
    answer = client.post("/profile/", {"name": "Lou Riou", "language": "en"})
    assert answer.headers["Location"] == "/profile/"
    assert answer.cookies["django_language"].value == "en"
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.language) == ("Lou Riou", "en")


def test_users_cannot_change_their_own_role_or_email(volunteer, sign_in):
    email = volunteer.email
    sign_in(volunteer).post(
        "/profile/",
        {"name": "Lou", "language": "fr", "role": "admin", "email": "x@example.org", "sites": "1"},
    )
    volunteer.refresh_from_db()
    assert (volunteer.role, volunteer.email, volunteer.name) == ("volunteer", email, "Lou")


def test_a_user_of_several_sites_chooses_the_current_one(sign_in):
    here, there, elsewhere = SiteFactory(), SiteFactory(), SiteFactory()
    user = UserFactory(volunteer=True, sites=[here, there])
    client = sign_in(user)
    client.post("/profile/", {"name": "Lou", "language": "fr", "site": there.pk})
    user.refresh_from_db()
    assert user.site == there
    page = client.post("/profile/", {"name": "Lou", "language": "fr", "site": elsewhere.pk})
    assert page.context["form"].errors["site"]
    user.refresh_from_db()
    assert user.site == there


def test_an_account_closed_meanwhile_stays_closed(volunteer):
    form = ProfileForm({"name": "Lou", "language": "fr"}, instance=volunteer)
    assert form.is_valid()
    User.objects.filter(pk=volunteer.pk).update(is_active=False, role="technician")
    form.save(form.instance, by=volunteer)
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.is_active, volunteer.role) == ("Lou", False, "technician")


def test_a_user_of_one_site_has_no_choice_of_site(volunteer, sign_in):
    assert "site" not in sign_in(volunteer).get("/profile/").context["form"].fields


def test_sites_are_for_administrators(coordinator, site, sign_in):
    client = sign_in(coordinator)
    for path in ("/sites/", "/sites/add/", f"/sites/{site.pk}/"):
        assert client.get(path).status_code == 403, path
        assert client.post(path, {"name": "Mine"}).status_code in {403, 405}, path
    assert not Site.objects.filter(name="Mine").exists()


def test_the_creator_of_a_site_works_there(admin, sign_in):
    answer = sign_in(admin).post(
        "/sites/add/", {"name": "Atelier sud", "count_every": "180", "is_active": "on"}
    )
    assert answer.headers["Location"] == "/sites/"
    south = Site.objects.get(name="Atelier sud")
    assert south in admin.sites.all()
    assert Event.objects.about(south).get().kind == "site.opened"


def test_a_site_is_corrected_and_its_name_is_unique(admin, site, sign_in):
    other = SiteFactory()
    client = sign_in(admin)
    page = client.post(f"/sites/{site.pk}/", {"name": other.name, "town": "Brest"})
    assert page.context["form"].errors["name"]
    assert 'value="Brest"' in page.text
    data = {"name": "Entrepôt", "town": "Brest", "count_every": "90"}
    client.post(f"/sites/{site.pk}/", data)
    site.refresh_from_db()
    assert (site.name, site.town, site.is_active) == ("Entrepôt", "Brest", False)
    assert Event.objects.about(site).get().kind == "site.changed"


def test_the_header_names_the_signed_in_user():
    user = somebody(volunteer=True, name="Lou Riou")
    client, _answer = typed_in(user)
    assert "Lou Riou" in client.get("/profile/").text
