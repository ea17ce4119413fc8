"""Database cache that remembers whether its last `add` failed.

allauth counts attempts under a lock in the cache. If it gets no lock, since the database is locked
or a lock was left, it says that there were too many attempts.
"""

from django.core.cache.backends import db


class DatabaseCache(db.DatabaseCache):
    last_add_failed = False

    def add(self, key, *args, **options):
        is_added = super().add(key, *args, **options)
        self.last_add_failed = not is_added  # an instance serves one thread
        return is_added
