"""Sign-in at an OpenID provider that runs on loopback."""

import json
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.models import Token
from core.models import Event
from modules.single_sign_on import adapters
from modules.single_sign_on.providers import providers_in
from people.base.roles import Role
from people.models import User
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(scope="module")
def server():
    from oidc_provider_mock import run_server_in_thread  # imported here, as it is slow

    with run_server_in_thread() as server:
        yield f"localhost:{server.server_port}"


@pytest.fixture
def provider(server, settings, english):
    """`provider(email=…, amr=…)` signs in there; `provider.set_up(options)` is the setting."""

    def set_up(options=""):
        environ = {"SIGN_IN_KEYCLOAK": f"http://ours:secret@{server}/?{options}"}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_in(environ)}}

    def sign_in(client=None, **claims):
        client = client or Client(headers={"accept-language": "en"})
        client.cookies["django_language"] = "en"
        there = client.get("/accounts/oidc/keycloak/login/?process=connect&next=/devices/").url
        requests.put(
            f"http://{server}/users/lou", json={"email_verified": True} | claims, timeout=30
        )
        back = requests.post(there, data={"sub": "lou"}, allow_redirects=False, timeout=30)
        parts = urlsplit(back.headers["Location"])
        return client, client.get(f"{parts.path}?{parts.query}", follow=True)

    set_up()
    return SimpleNamespace(set_up=set_up, sign_in=sign_in, server=server)


def user_of(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_somebody_invited_comes_in_by_a_proven_address(provider, volunteer):
    client, page = provider.sign_in(email=volunteer.email.upper())
    assert user_of(client) == volunteer
    assert page.redirect_chain[-1][0] == "/devices/"
    assert (
        b"Sign in with Keycloak"
        in Client().get(LOGIN, headers={"cookie": "django_language=en"}).content
    )


def test_the_first_sign_in_accepts_the_invitation(provider, site):
    invited = UserFactory(volunteer=True, sites=[site], is_active=False, joined_at=None)
    client, _page = provider.sign_in(email=invited.email)
    user = user_of(client)
    assert (user, user.is_active, user.has_usable_password()) == (invited, True, False)
    assert Event.objects.about(user).filter(kind="user.joined").exists()


@pytest.mark.audit
def test_nobody_else_comes_in(provider, volunteer, site):
    closed = UserFactory(volunteer=True, sites=[site], is_active=False)
    cases = [
        (
            "",
            {"email": "stranger@example.org"},
            "Nobody has been invited with the address stranger@example.org.",
        ),
        (
            "",
            {"email": volunteer.email, "email_verified": False},
            "did not confirm any e-mail address that we accept.",
        ),
        (
            "",
            {"email": volunteer.email, "email_verified": "false"},
            "did not confirm any e-mail address that we accept.",
        ),
        ("", {}, "did not confirm any e-mail address that we accept."),
        (
            "domains=elsewhere.example",
            {"email": volunteer.email},
            "did not confirm any e-mail address that we accept.",
        ),
        ("", {"email": closed.email}, "Your account exists but is not open."),
        ("", {"email": User.objects.system().email}, "Nobody has been invited with the address"),
    ]
    for options, claims, words in cases:
        provider.set_up(options)
        client, page = provider.sign_in(**claims)
        assert user_of(client) is None, claims
        assert words in page.content.decode(), (claims, page.content.decode())
    assert not User.objects.filter(email="stranger@example.org").exists()


def test_an_address_counts_as_proven_where_the_setting_says_so(provider, volunteer):
    provider.set_up("verified=1")
    client, _page = provider.sign_in(email=volunteer.email, email_verified=None)
    assert user_of(client) == volunteer


def test_an_address_is_vouched_for_by_the_provider_of_its_domain_alone(
    provider, volunteer, settings
):
    domain = volunteer.email.partition("@")[2]
    environ = {
        "SIGN_IN_KEYCLOAK": f"http://ours:secret@{provider.server}/",
        "SIGN_IN_STAFF": f"https://a:b@staff.example/?domains={domain}",
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_in(environ)}}
    client, page = provider.sign_in(email=volunteer.email)
    assert user_of(client) is None
    assert "Sign in with Staff." in page.content.decode()


def test_letters_that_fold_into_others_are_other_addresses(provider, site):
    UserFactory(volunteer=True, sites=[site], email="mike@example.org")
    for letter in ("m\N{LATIN SMALL LETTER DOTLESS I}ke", "mi\N{KELVIN SIGN}e"):
        client, page = provider.sign_in(email=f"{letter}@example.org")
        assert user_of(client) is None, letter
        assert "did not confirm any e-mail address that we accept." in page.content.decode(), letter


def test_the_second_factor_is_checked_by_the_provider_or_by_us(provider, coordinator, settings):
    settings.MFA_REQUIRED = True
    for options, claims, is_required in (
        ("", {"amr": ["pwd"]}, True),
        ("", {"amr": ["pwd", "mfa"]}, False),
        ("", {"amr": "mfa"}, False),
        ("", {"amr": "no mfa"}, True),
        ("", {"amr": 1}, True),
        ("", {"acr": "gold"}, True),
        ("acr=silver&acr=gold", {"acr": "gold"}, False),
    ):
        provider.set_up(options)
        client, page = provider.sign_in(email=coordinator.email, **claims)
        assert user_of(client) == coordinator, claims
        assert (page.request["PATH_INFO"] == reverse("mfa_index")) == is_required, claims


def test_our_second_factor_is_required_where_the_provider_took_none(provider, coordinator):
    Authenticator.objects.create(user=coordinator, type="totp", data={"secret": "unused"})
    client, page = provider.sign_in(email=coordinator.email)
    assert (user_of(client), page.redirect_chain[-1][0]) == (None, "/accounts/2fa/authenticate/")
    client, _page = provider.sign_in(email=coordinator.email, amr=["mfa"])
    assert user_of(client) == coordinator


@pytest.mark.audit
def test_roles_are_local_unless_the_setting_maps_them(provider, volunteer, site):
    claims = {"email": volunteer.email, "groups": ["staff", "desk"], "role": "admin"}
    provider.sign_in(**claims)
    volunteer.refresh_from_db()
    assert volunteer.role == Role.VOLUNTEER
    provider.set_up("role=groups:desk:counter&role=groups:staff:technician&role=groups:all:admin")
    provider.sign_in(**claims)
    volunteer.refresh_from_db()
    assert (volunteer.role, [*volunteer.sites.all()]) == (Role.COUNTER, [site])
    outsider = UserFactory(association=True, organisation=OrganisationFactory(approved=True))
    provider.sign_in(**claims | {"email": outsider.email})
    outsider.refresh_from_db()
    assert outsider.role == Role.ASSOCIATION


def test_the_last_administrator_stays_one(provider, admin):
    provider.set_up("role=groups:desk:counter")
    client, _page = provider.sign_in(email=admin.email, groups=["desk"])
    assert user_of(client).role == Role.ADMIN


def test_administrators_alone_keep_the_sign_in_here(provider, volunteer, admin):
    provider.set_up(f"domains={volunteer.email.partition('@')[2]}")
    for user in (volunteer, admin):
        user.set_password("a long sentence of words")
        user.save()
        client = Client()
        client.cookies["django_language"] = "en"
        typed = {"login": user.email, "password": "a long sentence of words"}
        page = client.post(LOGIN, typed, follow=True)
        assert (user_of(client) == user) == (user == admin)
        assert ("Sign in with Keycloak." in page.content.decode()) == (user == volunteer)


def test_signing_out_ends_the_session_of_the_provider_too(provider, volunteer, settings):
    client, _page = provider.sign_in(email=volunteer.email)
    page = client.post(reverse("account_logout"))
    assert user_of(client) is None
    address = page.context["address"]
    assert f'content="0; url={address}"'.replace("&", "&amp;") in page.content.decode()
    query = parse_qs(urlsplit(address).query)
    assert (
        jwt.decode(query["id_token_hint"][0], options={"verify_signature": False})["sub"] == "lou"
    )
    assert query["post_logout_redirect_uri"] == [settings.SITE_URL + LOGIN]
    assert requests.get(address, timeout=30).status_code == 200


def test_a_link_does_not_choose_where_the_provider_sends_people_back(provider):
    query = {"auth_params": "redirect_uri=https://evil.example/", "scope": "evil"}
    assert "evil" not in Client().get("/accounts/oidc/keycloak/login/", query).url


def test_a_refusal_or_a_lost_provider_leads_back_with_the_reason(provider, settings):
    client = Client()
    client.cookies["django_language"] = "en"
    there = client.get("/accounts/oidc/keycloak/login/").url
    back = requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=30)
    parts = urlsplit(back.headers["Location"])
    page = client.get(f"{parts.path}?{parts.query}", follow=True)
    assert "Keycloak did not confirm your identity" in page.content.decode()
    page = client.get("/accounts/oidc/keycloak/login/callback/?code=x&state=forged", follow=True)
    assert "Keycloak did not confirm your identity" in page.content.decode()
    apps = providers_in({"SIGN_IN_KEYCLOAK": "http://ours:secret@127.0.0.1:9/"})
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    page = client.get("/accounts/oidc/keycloak/login/", follow=True)
    assert "Keycloak does not respond" in page.content.decode()
    assert client.get("/accounts/oidc/unknown/login/").status_code == 404


NOT_CONFIRMED = "Keycloak did not confirm your identity"


def userinfo_says(monkeypatch, content):
    """Make the provider answer `content(claims)` to userinfo requests."""

    def changed(response, **_kwargs):
        if response.url.endswith("/userinfo"):
            response._content = content(response.json())

    monkeypatch.setattr(adapters, "_read_token", changed)


def test_userinfo_of_somebody_else_is_refused(provider, volunteer, admin, monkeypatch):
    """The ID token identifies the user (OIDC Core 5.3.2)."""
    other = {"sub": "somebody else", "email": admin.email}
    userinfo_says(monkeypatch, lambda claims: json.dumps(claims | other).encode())
    client, page = provider.sign_in(email=volunteer.email)
    assert user_of(client) is None
    assert NOT_CONFIRMED in page.content.decode()
    userinfo_says(monkeypatch, lambda claims: json.dumps(claims | {"sub": "lou"}).encode())
    assert user_of(provider.sign_in(email=volunteer.email)[0]) == volunteer


MALFORMED = [
    {"email": 123},
    {"email": ["lou@example.org"]},
    {"email": {"value": "lou@example.org"}},
    {"email": "lou\0@example.org"},
    {"email": "lou\r\n@example.org"},
    {"email": "x" * 300 + "@example.org"},
    {"name": 7},
]


@pytest.mark.parametrize("claims", MALFORMED)
def test_claims_of_the_wrong_type_are_refused(provider, volunteer, claims):
    client, page = provider.sign_in(**{"email": volunteer.email} | claims)
    assert (user_of(client), page.status_code) == (None, 200)
    assert NOT_CONFIRMED in page.content.decode()


@pytest.mark.parametrize("content", [b"[]", b'"lou"', b"{}", b'{"sub": 1}', b'{"sub": null}'])
def test_userinfo_that_is_no_object_with_a_subject_is_refused(
    provider, volunteer, monkeypatch, content
):
    userinfo_says(monkeypatch, lambda _claims: content)
    client, page = provider.sign_in(email=volunteer.email)
    assert (user_of(client), page.status_code) == (None, 200)
    assert NOT_CONFIRMED in page.content.decode()


def test_signed_userinfo_that_cannot_be_read_is_refused(provider, volunteer, monkeypatch):
    read = adapters._read_token

    def garbled(response, **kwargs):
        if response.url.endswith("/userinfo"):
            response.headers["Content-Type"] = "application/jwt"
        read(response, **kwargs)

    monkeypatch.setattr(adapters, "_read_token", garbled)
    client, page = provider.sign_in(email=volunteer.email)
    assert (user_of(client), page.status_code) == (None, 200)
    assert NOT_CONFIRMED in page.content.decode()


def test_userinfo_that_is_signed_is_read(monkeypatch):
    """ProConnect returns a JWT where others return JSON."""
    answer = requests.Response()
    answer.headers["Content-Type"] = "application/jwt"
    answer._content = jwt.encode({"email": "lou@example.org"}, "k" * 32).encode()
    adapters._read_token(answer)
    assert answer.json() == {"email": "lou@example.org"}


def test_a_setting_is_read_as_written():
    address = "https://a%2Fb:s%40t@login.example.org/realms/main?name=Our+staff&domains=A.org,b.org"
    [one] = providers_in({"SIGN_IN_STAFF": address, "SIGN_IN_NONE": "", "OTHER": "x"})
    assert (one["provider_id"], one["name"]) == ("staff", "Our staff")
    assert (one["client_id"], one["secret"]) == ("a/b", "s@t")
    assert one["settings"]["server_url"] == "https://login.example.org/realms/main"
    assert one["settings"]["domains"] == ["a.org", "b.org"]


def test_users_without_a_password_sign_in_again_before_a_token_or_a_second_factor(
    provider, volunteer, time_machine
):
    volunteer.set_unusable_password()
    volunteer.save()
    client, _page = provider.sign_in(email=volunteer.email)
    started = timezone.now()
    time_machine.move_to(started + timedelta(minutes=31), tick=False)
    ours = "/accounts/oidc/keycloak/login/?next=%2F"
    question = client.get("/accounts/2fa/totp/activate/")
    assert question.headers["Location"] == f"{ours}accounts%2F2fa%2Ftotp%2Factivate%2F"
    sent = {"name": "Tool", "scopes": ["read"], "expires_on": timezone.localdate().isoformat()}
    question = client.post("/profile/tokens/", sent)
    assert question.headers["Location"] == f"{ours}profile%2Ftokens%2F"
    there = client.get(question.headers["Location"]).url
    assert "prompt=login" in there
    assert not Token.objects.exists()
    time_machine.move_to(started)  # the clock of the provider was not moved
    back = requests.post(there, data={"sub": "lou"}, allow_redirects=False, timeout=30)
    parts = urlsplit(back.headers["Location"])
    page = client.get(f"{parts.path}?{parts.query}", follow=True)
    assert page.context["secret"].startswith("rebond_")
    assert Token.objects.get().user == volunteer
    assert client.get("/profile/tokens/").context["secret"] is None
