"""`check --deploy` fails for an unusable site, for one reason at a time."""

import re
import stat
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from core.operating import deployment
from core.operating.deployment import pulse
from people.outbox.checks import check_sms_carrier
from tests.deployed import KEYS, settings_of_a_site

REDIS = {"BACKEND": "core.caches.redis_cache.RedisCache"}
WRONG = {
    "core.E101": [
        {"SITE_URL": "http://lending.example.org"},
        {"SITE_URL": "https://127.0.0.1", "ALLOWED_HOSTS": "*"},
        {"SITE_URL": "https://[::1]", "ALLOWED_HOSTS": "*"},
        {"SITE_URL": "https://localhost:8000", "ALLOWED_HOSTS": "*"},
    ],
    "core.E102": [{"ALLOWED_HOSTS": "other.example.org"}],
    "core.E103": [{"EMAIL_BACKEND": "core.operating.no_mail.EmailBackend"}],
    "core.E104": [{"DEFAULT_FROM_EMAIL": "rebond@localhost"}],
    "core.E105": [{"VOUCHER_HASH_KEY": ""}],
    "core.E106": [{"VOUCHER_KEYS": []}, {"VOUCHER_KEYS": ["too short"]}],
    "core.E107": [
        {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
    ],
    "core.E110": [
        # nothing listens there
        {"CACHES": {"default": REDIS | {"LOCATION": "redis://127.0.0.1:1/0"}}},
        {"CACHES": {"default": REDIS | {"LOCATION": "wrong://127.0.0.1:6379/0"}}},
    ],
}


@pytest.fixture
def site(settings):
    settings.SECURE, settings.DEBUG, settings.WEB_CONCURRENCY = True, False, 2
    settings.SITE_URL, settings.ALLOWED_HOSTS = KEYS["SITE_URL"], [KEYS["ALLOWED_HOSTS"]]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Rebond <lou@example.org>"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}
    return settings


def faults():
    checks = [
        deployment.people_find_the_site,
        deployment.check_mail_server,
        deployment.keys_are_there,
        deployment.processes_share_a_cache,
        deployment.the_shared_cache_answers,
    ]
    return [fault.id for check in checks for fault in check(None)]


def test_each_unusable_setting_is_an_error(site):
    assert faults() == []
    for fault, facts in ((fault, facts) for fault, each in WRONG.items() for facts in each):
        with override_settings(**facts):
            assert faults() == [fault], facts


def test_one_process_needs_no_shared_cache(site):
    site.CACHES, site.WEB_CONCURRENCY = WRONG["core.E107"][0]["CACHES"], 1
    assert faults() == []


def test_the_command_fails_without_a_mail_server(site):
    site.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    with pytest.raises(SystemCheckError) as errors:
        call_command("check", deploy=True)
    assert re.findall(r"core\.E\d+", str(errors.value)) == ["core.E103"]


def test_missing_failure_mails_and_copies_of_backups_give_warnings(site):
    site.ERROR_EMAIL, site.BACKUP_COPY = "", ""
    warnings = deployment.check_error_mails_and_copies(None)
    assert [(one.id, one.msg.split()[-3]) for one in warnings] == [
        ("core.W101", "ERROR_EMAIL"),
        ("core.W102", "BACKUP_COPY"),
    ]
    site.ERROR_EMAIL, site.BACKUP_COPY = "lou@example.org", "/srv/copies"
    assert deployment.check_error_mails_and_copies(None) == []


def test_nothing_is_printed_outside_of_debug():
    """The console backend delivers no mail, and its output would be stored in a log."""
    for url in ("", "consolemail://", "dummymail://"):
        shown = settings_of_a_site(
            "EMAIL_BACKEND",
            "SMS_BACKEND",
            EMAIL_URL=url,
            SMS_BACKEND="people.outbox.sms.Console",
        )
        assert shown == {
            "EMAIL_BACKEND": "core.operating.no_mail.EmailBackend",
            "SMS_BACKEND": "people.outbox.sms.Off",
        }
    assert check_sms_carrier(None) == []


def test_hsts_applies_to_this_host_only():
    names = ["SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"]
    shown = settings_of_a_site(*names)
    assert list(shown.values()) == [31_536_000, False, False]


def worker_faults():
    return [fault.id for fault in deployment.a_worker_runs(None, ["default"])]


def done(ago):
    now = timezone.now()
    return DBTaskResult.objects.create(
        task_path="core.operating.deployment.pulse",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=get_date_max(),
        status="SUCCESSFUL",
        started_at=now - ago,
        finished_at=now - ago,
    )


def test_a_worker_without_a_recent_pulse_is_reported(db):
    assert worker_faults() == ["core.E108"]
    done(timedelta(minutes=20))
    assert worker_faults() == ["core.E108"]
    done(timedelta(minutes=4))
    assert worker_faults() == []
    assert deployment.a_worker_runs(None, None) == []  # without --database, nothing is queried


def test_the_pulse_is_enqueued_as_a_task():
    assert pulse.module_path == "core.operating.deployment.pulse"


def test_a_database_file_readable_by_others_is_an_error(db, tmp_path, monkeypatch):
    from django.db import connection

    path = tmp_path / "rebond.db"
    path.touch(0o644)
    path.chmod(0o644)
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    faults = deployment.nobody_else_reads_the_database(None, ["default"])
    assert [fault.id for fault in faults] == ["core.E109"]
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert deployment.nobody_else_reads_the_database(None, ["default"]) == []
