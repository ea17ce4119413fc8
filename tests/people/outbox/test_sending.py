"""Quiet hours, and the page of transports."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from core.models import Event
from people.models import QuietHours
from people.outbox.jobs import quiet_until
from people.outbox.lifecycle import Channel
from tests.factories import MessageFactory, QuietHoursFactory
from tests.law import refused, write

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 22, tzinfo=UTC)


def test_quiet_hours_default_to_the_environment(settings):
    settings.QUIET_HOURS, settings.QUIET_CHANNELS = [time(21), time(7)], ["email"]

    quiet = QuietHours.cached()

    assert (quiet.begins_at, quiet.ends_at) == (time(21), time(7))
    assert quiet.holds(Channel.EMAIL)
    assert not quiet.holds(Channel.SMS)


def test_saved_quiet_hours_override_the_environment_at_once(
    admin, sign_in, settings, django_capture_on_commit_callbacks
):
    settings.QUIET_HOURS = []
    assert quiet_until(NIGHT, Channel.EMAIL) is None
    data = {"begins_at": "22:30", "ends_at": "09:00", "holds_email": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(admin).post(reverse("sending_edit"), data)

    assert quiet_until(NIGHT, Channel.EMAIL) == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert quiet_until(NIGHT, Channel.SMS) is None
    assert Event.objects.about(QuietHours.cached()).get().kind == "quiethours.changed"


def test_an_incomplete_span_is_refused_and_typed_values_kept(admin, sign_in):
    page = sign_in(admin).post(reverse("sending_edit"), {"begins_at": "22:30"}).content.decode()

    assert 'value="22:30"' in page
    assert not QuietHours.objects.exists()


def test_quiet_hours_are_a_singleton_with_complete_spans():
    quiet = QuietHoursFactory()

    with refused("people_quiethours_only_one"):
        QuietHours.objects.bulk_create([QuietHours(pk=2)])
    for wrong in ({"begins_at": None}, {"begins_at": time(8)}):
        with refused("people_quiethours_whole"):
            write(quiet, **wrong)


def test_the_page_shows_transports_and_failures(admin, sign_in, settings, english):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.SMS_BACKEND = "people.outbox.sms.Console"
    admin.language = "en"
    admin.save()
    MessageFactory(failed=True)
    client = sign_in(admin)

    page = client.get(reverse("sending_edit")).content.decode()
    summary = client.get(reverse("settings")).content.decode()

    assert "SMS: server console" in page
    assert "The server refused it" in page
    assert "SMS: server console, nothing is sent" in summary
    assert "a mail server: no e-mail can be sent" in summary
    assert "e-mail: 1 not sent recently" in summary


def test_the_page_shows_a_missing_mail_server(admin, sign_in, settings):
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    page = sign_in(admin).get(reverse("settings")).text
    assert "aucun serveur de messagerie, rien ne part" in page


def test_the_mail_server_is_shown_without_secrets(admin, sign_in, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_PASSWORD = "smtp.example.org", "opensesame"

    page = sign_in(admin).get(reverse("sending_edit")).content.decode()

    assert "smtp.example.org" in page
    assert "opensesame" not in page
