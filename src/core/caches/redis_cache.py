"""Redis cache with short timeouts: a page shows an error message rather than wait for Redis."""

import redis
from django.core.cache.backends import redis as django_redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as NotInTime
from redis.retry import Retry

from core.caches.circuit_breaker import CircuitBreaker

SOON = {
    "socket_connect_timeout": 1,  # seconds
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 1),  # connections from before a restart are dead
}
breaker = CircuitBreaker(seconds=5)


class Redis(redis.Redis):
    def execute_command(self, *args, **options):
        if not breaker.allows():
            raise NotConnected
        try:
            answer = super().execute_command(*args, **options)
        except (NotConnected, NotInTime):
            breaker.open()
            raise
        breaker.close()
        return answer


class Client(django_redis.RedisCacheClient):
    def __init__(self, servers, **options):
        super().__init__(servers, **SOON | options)
        self._client = Redis


class RedisCache(django_redis.RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = Client
