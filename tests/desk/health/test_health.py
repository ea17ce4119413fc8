"""/healthz, /readyz and /metrics: asked by machines, without a session, and without a secret."""

import shutil
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import core
from core import readiness
from desk.health import conditions, middleware
from desk.health.conditions import CHECKS
from desk.models import Backup
from tests.desk.health.ticks import pulse_of_tick
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine():
    """Who asks by the number of the machine, over HTTP."""
    return Client(headers={"Host": "10.0.0.7"})


def attention(machine):
    answer = machine.get("/readyz")
    assert answer.status_code == 200
    return answer.json()["attention"]


def test_a_process_that_answers_is_healthy(machine, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = machine.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_new_site_serves_pages_and_names_what_nobody_started(machine):
    answer = machine.get("/readyz")
    assert answer.json()["version"] == core.__version__
    assert {"tick", "backup"} <= set(attention(machine))


def test_what_is_looked_after_leaves_the_list(machine, settings):
    settings.SITE_URL = "https://lending.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    pulse_of_tick()
    Backup.objects.create(at=timezone.now(), size=1, sha256="0" * 64, documents=0, missing=0)
    assert attention(machine) == []


def test_a_timer_that_stopped_is_named(machine):
    pulse_of_tick(ago=timedelta(hours=1))
    assert "tick" in attention(machine)


def test_a_disk_that_is_nearly_full_is_named(machine, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=conditions.LOW_DISK - 1)
    monkeypatch.setattr(conditions.shutil, "disk_usage", lambda folder: usage)
    assert "disk" in attention(machine)


def test_a_release_that_is_installed_and_not_started_is_named(machine, monkeypatch):
    assert "release" not in attention(machine)
    monkeypatch.setattr(core, "__version__", "0.0.1")
    assert "release" in attention(machine)


def test_a_database_that_is_behind_is_not_ready(machine, monkeypatch):
    monkeypatch.setattr(readiness, "fault", lambda: readiness.NOT_MIGRATED)
    answer = machine.get("/readyz")
    assert answer.status_code == 503
    assert "not up to date" in answer.json()["reason"]
    assert machine.get("/healthz").status_code == 200


def test_figures_are_given_to_who_shows_the_token_only(machine, settings, rf):
    assert machine.get("/metrics", headers={"Host": "localhost"}).status_code == 404  # no token
    settings.METRICS_TOKEN = "long-and-random"
    site = middleware.HealthMiddleware(lambda request: middleware.healthz(request))
    MessageFactory()
    site(rf.get("/devices/"))
    answer = site(rf.get("/metrics", headers={"Authorization": "Bearer long-and-random"}))
    text = answer.content.decode()
    for line in (
        'rebond_request_seconds_count{method="GET",status="200"} 1.0',
        'rebond_outbox{status="waiting"} 1.0',
        "rebond_queue_age_seconds 0.0",
        'rebond_attention{condition="tick"} 1.0',
    ):
        assert line in text
    assert text.count("rebond_attention{") == len(CHECKS)
    with pytest.raises(middleware.Http404):
        site(rf.get("/metrics", headers={"Authorization": "Bearer guessed"}))
