"""One click signs a visitor of the demo in; a real site has nothing of it."""

import pytest
from django.urls import reverse

from core.models import Identity
from core.modules.registry import keys
from modules.demo_visit.visits import accounts, wanted
from people.base.models.user import DEMO_DOMAIN
from people.base.roles import Role
from people.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_accounts():
    return {
        role: UserFactory(email=f"{role}{DEMO_DOMAIN}", **{role.value: True})
        for role in (Role.ADMIN, Role.COUNTER)
    }


@pytest.fixture
def debugging(settings):
    settings.DEBUG = True


def sign_in_page(client):
    return client.get(reverse("account_login")).content.decode()


def visitor_of(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


@pytest.mark.usefixtures("debugging")
def test_one_click_on_the_sign_in_page_signs_in_as_a_role(client, demo_accounts):
    path = reverse("demo_sign_in", args=[Role.COUNTER])
    assert f'action="{path}"' in sign_in_page(client)

    answer = client.post(path, follow=True)

    assert answer.status_code == 200
    assert visitor_of(client) == demo_accounts[Role.COUNTER]


@pytest.mark.usefixtures("debugging")
def test_another_role_replaces_the_session(client, demo_accounts):
    for role in (Role.COUNTER, Role.ADMIN):
        client.post(reverse("demo_sign_in", args=[role]))
        assert visitor_of(client) == demo_accounts[role]


@pytest.mark.parametrize("name", ["demo_sign_in", "demo_modules"])
def test_a_site_in_production_offers_nothing_even_with_the_accounts_of_a_demo(
    client, demo_accounts, name
):
    assert accounts() == {}
    assert "demo-roles" not in sign_in_page(client)
    answer = client.post(reverse(name, args=[Role.ADMIN] if name == "demo_sign_in" else []))
    assert answer.status_code == 404
    assert visitor_of(client) is None


@pytest.mark.usefixtures("debugging")
@pytest.mark.parametrize("email", ["admin@lending.example", f"lou{DEMO_DOMAIN}"])
def test_a_developers_site_without_the_demo_offers_nothing(client, email):
    UserFactory(email=email, admin=True)

    assert "demo-roles" not in sign_in_page(client)
    assert client.post(reverse("demo_sign_in", args=[Role.ADMIN])).status_code == 404
    assert visitor_of(client) is None


@pytest.mark.usefixtures("debugging", "demo_accounts")
@pytest.mark.parametrize("role", ["nobody", Role.COORDINATOR])
def test_an_unknown_role_is_not_found(client, role):
    assert client.post(reverse("demo_sign_in", args=[role])).status_code == 404


@pytest.mark.usefixtures("debugging")
def test_a_closed_account_of_the_demo_is_not_offered(client, demo_accounts):
    User.objects.filter(pk=demo_accounts[Role.COUNTER].pk).update(is_active=False)

    assert client.post(reverse("demo_sign_in", args=[Role.COUNTER])).status_code == 404


@pytest.mark.usefixtures("debugging", "demo_accounts")
def test_one_click_switches_everything_on_and_another_back(
    client, django_capture_on_commit_callbacks
):
    Identity.objects.update_or_create(pk=1, defaults={"name": "Rebond", "modules": ""})
    Identity.clear_cache()

    back, everything = "Revenir à la petite configuration", "Activer tous les modules"
    assert everything in sign_in_page(client)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("demo_modules"), {"everything": "1"})
    assert Identity.load().module_keys == wanted(everything=True) < set(keys())
    page = sign_in_page(client)
    assert back in page
    assert everything not in page
    assert "restent désactivés" in page
    assert len(Identity.load().module_keys) > len(keys()) / 2

    client.post(reverse("demo_modules"))
    assert Identity.load().module_keys == wanted(everything=False) == set()
