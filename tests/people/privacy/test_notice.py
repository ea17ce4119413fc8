"""The privacy notice matches the settings, and every public page links to it."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.models import Identity
from core.modules.registry import keys
from loans.base.lifecycle.loans import LiftReason, Purpose, Urgency, WhyFirst
from people.models import Processing, Retention
from people.outbox.posting import post
from people.privacy.notice import notice
from people.privacy.processing_record import line_of
from tests.factories import IdentityFactory, UserFactory
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PAGES = ["account_login", "account_reset_password"]


@pytest.fixture
def identity():
    identity = IdentityFactory(
        name="Clavier Partagé",
        email="bonjour@clavier.test",
        signatory="Claire Guérin",
        host="Nuages SARL, Rennes, 02 99 00 00 01",
    )
    Identity.clear_cache()
    return identity


def page(name="privacy_notice"):
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = visitor.get(reverse(name))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def part_of_families():
    """Return the notice itself, without the help above it and the other entries below."""
    return page().split("<main")[1].split("<details")[0]


def test_retention_periods_come_from_the_settings(identity):
    Retention.objects.create(pk=1, family_months=7, agreement_years=3, officer="Ana Le Goff, DPO")
    Retention.clear_cache()
    words = page()
    assert "7 months after the last contact" in words
    assert "3 years after the end of the loan" in words
    assert "Ana Le Goff, DPO" in words
    assert "24 months" not in part_of_families()


def test_readers_are_named_only_where_they_are_used(identity, settings):
    assert "SMS" not in part_of_families()
    settings.SMS_BACKEND = "people.outbox.sms.SmsBackend"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    words = part_of_families()
    assert "our SMS" in words
    assert "our e-mails" in words
    assert "workshop that repairs" in words
    identity.modules = " ".join(key for key in keys() if key != "outside")
    identity.save()
    Identity.clear_cache()
    assert "workshop that repairs" not in page()


def test_each_part_comes_from_the_register(identity, english):
    for part in ("purpose", "data", "basis", "recipients", "term"):
        with undone():
            Processing.objects.create(code="families", basis="Our own reasons.")
            text = line_of("families").parts[part]
            assert text, part
            assert notice()["notice"][part] == text, part
            assert text in page(), part


def test_rights_source_and_authority_are_in_plain_words(identity):
    words = page()
    for right in ("object", "limited", "erased", "corrected", "CNIL", "cnil.fr", "one month"):
        assert right in words
    assert "First from the organisation that referred you" in words


def test_transfers_are_left_for_the_association_to_fill_in(english):
    assert line_of("families").parts["transfers"] == ""


def test_the_legal_notice_names_publisher_director_and_host(identity):
    words = page("legal_notice")
    for fact in ("Clavier Partagé", "Claire Guérin", "Nuages SARL, Rennes, 02 99 00 00 01"):
        assert fact in words
    identity.director = "Paul Riou"
    identity.save()
    Identity.clear_cache()
    assert "Paul Riou" in page("legal_notice")


def test_public_pages_link_to_the_notice(identity):
    for name in PAGES:
        with undone():
            words = page(name)
            assert f'href="{reverse("privacy_notice")}"' in words, name
            assert f'href="{reverse("legal_notice")}"' in words, name
            assert f'href="{reverse("licence")}"' in words, name


def test_visitors_and_users_get_source_and_licence_of_this_version(identity, settings, client):
    """AGPL, section 13, requires this offer to all users of the program over a network."""
    licence = Client().get(reverse("licence")).content.decode()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence
    assert "ask the publisher" in page("legal_notice")
    client.force_login(UserFactory(volunteer=True))
    for source in ("", "https://forge.example.org/rebond"):
        settings.SOURCE_URL = source
        where = f'href="{source or reverse("legal_notice")}"'
        for words in (page("account_login"), client.get(reverse("home")).content.decode()):
            assert where in words
    assert f"<a {where}>Source code of this version</a>" in page("legal_notice")


def test_pages_of_a_code_link_to_the_notice(identity):
    for path in ("/A/RB2600001Y", "/s/unknown/", "/D/C26-00001"):
        with undone():
            words = Client().get(path).content.decode()
            assert f'href="{reverse("privacy_notice")}"' in words, path


def test_the_footer_of_a_mail_links_to_the_notice(
    identity, settings, django_capture_on_commit_callbacks
):
    user = UserFactory(coordinator=True, language="en")
    with django_capture_on_commit_callbacks(execute=True):
        post("user.wrong_passwords", user, to=user, is_urgent=True)
    (sent,) = mail.outbox
    assert sent.body.endswith(f"{settings.SITE_URL}{reverse('privacy_notice')}")


def test_no_reason_to_ask_for_equipment_is_about_health(english):
    for choices in (Purpose, Urgency, WhyFirst, LiftReason):
        for code, words in choices.choices:
            assert not {"health", "care", "medical"} & {code, *str(words).split()}
