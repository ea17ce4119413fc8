"""Guessable passwords are refused, and length replaces a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from people.accounts.links import invitation_url
from tests.factories import IdentityFactory, OrganisationFactory, SiteFactory, UserFactory

# Passwords that are guessable, but long enough for all users.
GUESSED = [
    "1234567890123456",
    "aaaaaaaaaaaaaaaa",
    "salimarahmani2024",
    "Salima Rahmani!!",
    "rahmani.salima.35",
    "motdepasse123456",
    "Mot de passe 2024",
    "m0td3passe123456",
    "azertyuiop123456",
    "qsdfghjklm azerty",
    "rebondrebond1234",
    "atelier-du-lac-2024",
    "bonjourbonjour12",
    "soleil1234567890",
    "eve2eve2eve2eve2",
    "lesgenets35000000",
    "informatique2026",
    "Reconditionnement-2026",
    "refurbishment2026!",
    "ordinateursportables1",
    "entrepot.nord.2026",
    "bibliotheque2026",
    "2026-Kinesitherapie",
]
GOOD = [
    "grue cobalt verger mica",
    "soleil grue bonjour mica verger",
    "maison chaton soleil doudou",  # common words, but four of them cannot be guessed
    "x7Kp-93wq-Lrtz-2b",
    "ruhocebadimusozapel4",  # from a password manager
    "grue-cobalt-mica-2026",
    "GrueCobaltVergerMica",
]


@pytest.fixture
def user(db):
    IdentityFactory(name="Atelier du lac")
    SiteFactory(name="Entrepôt Nord")
    organisation = OrganisationFactory(approved=True, name="Les Genêts")
    return UserFactory(
        association=True, organisation=organisation, name="Salima Rahmani", email="s.r@example.org"
    )


def is_taken(password, user):
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


def test_guessable_passwords_are_refused(user):
    assert [password for password in GUESSED if is_taken(password, user)] == []


def test_a_strong_password_is_accepted(user):
    assert [password for password in GOOD if not is_taken(password, user)] == []


def test_a_password_needs_fifteen_characters_or_a_second_factor(user, settings):
    settings.MFA_REQUIRED = True
    short = "grue mica lin"
    assert not is_taken(short, user)
    assert is_taken(short, UserFactory(admin=True))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert is_taken(short, user)


def test_the_invitation_page_shows_password_errors(user):
    invited = UserFactory(association=True, invited=True, organisation=user.organisation)
    path = invitation_url(invited).split("/", 3)[3]
    data = {"name": "Lou", "password": "motdepasse123456", "again": "motdepasse123456"}
    answer = Client().post(f"/{path}", data)
    assert answer.context["form"].errors["password"]
