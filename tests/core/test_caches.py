"""Values that must be the same for all processes are in a shared cache."""

from urllib.parse import urlsplit

import environ
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import CacheHandler, cache
from django.core.cache.backends import locmem
from django.core.management import call_command
from django.utils import timezone

from core.http.ratelimit import is_within
from core.models import CacheEntry
from tests.deployed import settings_of_a_site
from tests.people.accounts.pages import app_code, somebody, typed_in

pytestmark = pytest.mark.engine

SHARED = {"BACKEND": "core.caches.database_cache.DatabaseCache", "LOCATION": "core_cacheentry"}
DOCUMENTED = ["dbcache://core_cacheentry", "rediscache://127.0.0.1:6379/0"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def shared(settings, db):
    settings.CACHES = settings.CACHES | {"default": SHARED}


def in_another_process():
    """Clear the memory of this process, to simulate another process."""
    for memory in [*locmem._caches.values(), *locmem._expire_info.values()]:
        memory.clear()


def test_a_site_shares_its_cache_by_default():
    default = settings_of_a_site("CACHES")["CACHES"]["default"]
    assert SHARED.items() <= default.items()
    cache = settings_of_a_site("CACHES", CACHE_URL=DOCUMENTED[1])["CACHES"]["default"]
    assert cache["LOCATION"] == "redis://127.0.0.1:6379/0"


def test_each_documented_cache_can_be_configured(db):
    for url in DOCUMENTED:
        assert url in (settings.PROJECT_DIR / "docs" / "operations.md").read_text(), url
        made = CacheHandler({"default": environ.Env.cache_url_config(url)})["default"]
        if urlsplit(url).scheme == "dbcache":
            made.set("told", "once", 60)
            assert made.get("told") == "once", url
            assert CacheEntry.objects.get().expires > timezone.now(), url
        else:
            assert made._cache.get_client() is not None, url  # it connects on use


def test_a_totp_code_is_used_once_across_processes(shared, settings, still_clock):
    settings.MFA_REQUIRED = True
    user = somebody(admin=True)
    TOTP.activate(user, SECRET)
    code, opened = app_code(SECRET), []
    for _process in range(2):
        in_another_process()
        client, _answer = typed_in(user)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        opened.append(client.get("/users/").status_code == 200)
    assert opened == [True, False]


def test_a_rate_limit_counts_across_processes(shared):
    taken = []
    for _time in range(5):
        in_another_process()
        taken.append(is_within("try", limit=3, seconds=3600))
    assert taken == [True, True, True, False, False]


def test_a_rate_limit_ends_after_its_window(shared, time_machine):
    """The window overrides the default cache timeout of five minutes."""
    time_machine.move_to("2026-03-02 10:00")
    assert is_within("try", limit=2, seconds=3600)
    assert is_within("try", limit=2, seconds=3600)
    time_machine.move_to("2026-03-02 10:50")
    assert not is_within("try", limit=2, seconds=3600)
    time_machine.move_to("2026-03-02 11:10")
    assert is_within("try", limit=2, seconds=3600)


def test_a_limit_of_a_day_holds_past_midnight(shared, time_machine):
    time_machine.move_to("2026-03-02 23:59+00:00")
    assert [is_within("try", limit=2, seconds=86_400) for _time in range(3)] == [True, True, False]
    time_machine.move_to("2026-03-03 00:01+00:00")
    assert not is_within("try", limit=2, seconds=86_400)
    time_machine.move_to("2026-03-04 00:01+00:00")
    assert is_within("try", limit=2, seconds=86_400)


def test_the_daily_job_deletes_expired_cache_rows(shared):
    cache.set("past", "192.0.2.1", timeout=-1)
    cache.set("kept", "", timeout=3600)
    CacheEntry.objects.filter(cache_key__contains="past").update(
        expires=timezone.now() - timezone.timedelta(hours=1)
    )
    call_command("anonymise")
    assert [entry.cache_key for entry in CacheEntry.objects.all()] == [":1:kept"]
