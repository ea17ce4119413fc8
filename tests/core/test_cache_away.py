"""Without Redis, a site shows an error where the cache is indispensable, and works elsewhere."""

from contextlib import closing

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from core.caches import redis_cache, shared_cache
from core.caches.circuit_breaker import CircuitBreaker
from core.files import storage
from core.http.ratelimit import is_within
from tests.core.test_storage import HungServer
from tests.factories import UserFactory
from tests.people.accounts.pages import somebody, typed_in

AWAY = "Une partie du serveur ne répond pas"


@pytest.fixture
def redis_away(db, settings, monkeypatch):
    """A Redis that accepts connections and does not answer."""
    monkeypatch.setattr(redis_cache, "breaker", CircuitBreaker(seconds=5))
    with closing(HungServer()) as server:
        at = f"redis://127.0.0.1:{server.listener.getsockname()[1]}/0"
        here = {"BACKEND": "core.caches.redis_cache.RedisCache", "LOCATION": at}
        soon = {"socket_timeout": 0.05, "socket_connect_timeout": 0.05}
        settings.CACHES = settings.CACHES | {"default": here | {"OPTIONS": soon}}
        yield server


def test_pages_wait_for_redis_at_most_a_second():
    assert redis_cache.SOON["socket_timeout"] == redis_cache.SOON["socket_connect_timeout"] == 1


def test_a_hung_redis_is_left_alone_for_a_while(redis_away):
    for _time in range(5):
        with pytest.raises(RedisError):
            cache.get("x")
    assert len(redis_away.connections) == 2  # a kept connection may be dead: two attempts


def test_nobody_signs_in_without_rate_limits_and_the_page_says_so(redis_away):
    _client, answer = typed_in(somebody())
    page = answer.content.decode()
    assert answer.status_code == 503
    assert AWAY in page
    assert "grue cobalt" not in page


def test_pages_of_signed_in_users_still_work(redis_away, sign_in, site):
    visitor = sign_in(UserFactory(admin=True, sites=[site]))
    for name in ("home", "device_list", "settings", "account_login"):
        assert visitor.get(reverse(name), follow=True).status_code == 200, name


def test_monitors_get_an_answer_that_names_the_cache(redis_away, settings):
    settings.METRICS_TOKEN = "of a monitor"
    answer = Client().get("/readyz", headers={"Authorization": "Bearer of a monitor"})
    assert answer.status_code == 200
    assert "cache" in answer.json()["attention"]
    assert "documents" not in answer.json()["attention"]


def test_our_own_rate_limits_count_per_process_meanwhile(redis_away):
    assert [is_within("try", limit=2, seconds=60) for _time in range(3)] == [True, True, False]


def test_the_timer_does_its_work(redis_away):
    assert shared_cache.is_first("offered", 60)
    storage.try_storage()
    assert not storage.has_failed()
    call_command("tick")
