"""Sessions in the database, whose concurrent requests keep each other's changes.

Django writes the whole session back at the end of a request: a slow page would restore what another
tab changed meanwhile, such as a lock. Here a request writes only the keys that it changed, under
the row lock. Of two requests that change one key, the later wins; where a change depends on the
value that is stored, make it within `locked`.
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
    _loaded = None  # the encoded content as this request last read or wrote it

    def load(self):
        row = self._get_session_from_db()
        self._loaded = row.session_data if row else None
        return self.decode(self._loaded) if row else {}

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        self._loaded = row.session_data
        return row

    def save(self, must_create=False):  # noqa: FBT002  (as Django calls it)
        """Write the changed keys; raise `SessionInterrupted` for a session that ended."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        with self.locked():
            return None

    @contextmanager
    def locked(self):
        """Lock the session's row: changes made within apply to what is stored, and are saved.

        Raises `SessionInterrupted` for a session that ended.
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
        """Move the session to a new key, with what other requests changed meanwhile.

        A sign-in goes on without its anonymous session; one that was signed in is not revived.
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
        """What is stored, with the keys that this request set or deleted."""
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
