"""Database sessions in which concurrent requests keep each other's changes.

Django writes the whole session back at the end of a request: a slow page would overwrite what
another tab changed meanwhile, such as the lock of kiosk mode. Here a request writes only the keys
that it changed, under the row lock. If two requests change one key, the later wins; if a change
depends on the stored value, make it within `locked`.
"""

from contextlib import contextmanager

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import transaction
from django.utils import timezone

MISSING = object()
ENDED = "The session ended before the request was completed."


class SessionStore(db.SessionStore):
    _loaded = None  # encoded content as this request last read or wrote it

    def load(self):
        row = self._get_session_from_db()
        self._loaded = row.session_data if row else None
        return self.decode(self._loaded) if row else {}

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        self._loaded = row.session_data
        return row

    def save(self, must_create=False):  # noqa: FBT002  (as Django calls it)
        """Write the changed keys; raise `SessionInterrupted` if the session has ended."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        with self.locked():
            return None

    @contextmanager
    def locked(self):
        """Lock the session's row; changes within this context apply to the stored values and are
        saved.

        Raise `SessionInterrupted` if the session has ended.
        """
        self._get_session()
        if self.session_key is None:
            self.create()
        with transaction.atomic():
            row = self._locked_row()
            if row is None:
                raise SessionInterrupted(ENDED)
            self._session_cache = self._merged(row)
            yield
            row.session_data = self.encode(self._session_cache)
            row.expire_date = self.get_expiry_date()
            row.save(update_fields=["session_data", "expire_date"])
        self._loaded = row.session_data

    def cycle_key(self):
        """Move the session to a new key, with the changes that other requests made meanwhile.

        A sign-in continues even if its anonymous session has ended; a signed-in session is not
        revived.
        """
        data = self._get_session()
        with transaction.atomic():
            row = self._locked_row()
            if row is not None:
                self._session_cache = self._merged(row)
            elif self.session_key and SESSION_KEY in data:
                raise SessionInterrupted(ENDED)
            self.create()
            if row is not None:
                row.delete()

    def _locked_row(self):
        rows = self.model.objects.select_for_update(no_key=True)
        return rows.filter(session_key=self.session_key, expire_date__gt=timezone.now()).first()

    def _merged(self, row):
        """The stored values, with the keys that this request set or deleted."""
        if self._loaded is None:  # cleared without being read
            return self._session_cache
        before, mine, merged = (
            self.decode(self._loaded),
            self._session_cache,
            self.decode(row.session_data),
        )
        for name in before.keys() | mine.keys():
            value = mine.get(name, MISSING)
            if value is MISSING:
                merged.pop(name, None)
            elif value != before.get(name, MISSING):
                merged[name] = value
        return merged
