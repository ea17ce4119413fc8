"""In-memory cache of each process, for values that may differ between processes for a while.

Values that must be the same everywhere (rate limits, locks, used codes) go into the default cache,
which all processes share.
"""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

local_cache = ConnectionProxy(caches, "local")
