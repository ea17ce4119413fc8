"""Integrity of the database, which the tick (once a day) and `manage.py check` read in full."""

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Deployment

DAMAGED = _(
    "The database is damaged (%(why)s). Stop the site, keep a copy of the database as "
    "it is, and restore the last valid backup."
)
# SQLite errors about an unreadable file; other messages may quote a row.
OF_DAMAGE = ("database disk image is malformed", "file is not a database")
MAX_LENGTH = 300


def is_of_damage(error):
    return str(error).startswith(OF_DAMAGE)


def find_damage(connection):
    """Return the first damage found in this database, as it reports it; "" if it is sound."""
    find = {"sqlite": _damage_of_sqlite, "postgresql": _damage_of_postgres}[connection.vendor]
    try:
        with connection.cursor() as cursor:
            return find(cursor)[:MAX_LENGTH]
    except DatabaseError as error:
        if not is_of_damage(error):
            raise
        return str(error)


def _damage_of_sqlite(cursor):
    cursor.execute("PRAGMA quick_check(1)")
    [verdict] = cursor.fetchone()
    if verdict != "ok":
        return verdict.strip().splitlines()[-1]
    cursor.execute("PRAGMA foreign_key_check")
    broken = cursor.fetchone()
    return f"{broken[0]}: row {broken[1]} refers to no row of {broken[2]}" if broken else ""


def _damage_of_postgres(cursor):
    """Number of checksum failures that PostgreSQL found in the pages it read; "" if there are none.

    A backup reads all pages. A server without checksums reports NULL.
    """
    cursor.execute(
        "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
    )
    [failures] = cursor.fetchone()
    return f"pages with a wrong checksum: {failures}" if failures else ""


def check_integrity(*, on_damage):
    """Check for damage once a day; call `on_damage` when damage is first found."""
    before = Deployment.load()
    today = timezone.localdate()
    if before.checked_on == today:
        return
    damage = find_damage(connection)
    after, _is_new = Deployment.objects.update_or_create(
        pk=1, defaults={"checked_on": today, "damage": damage}
    )
    Deployment.clear_cache()
    if damage and not before.damage:
        on_damage(after)


def damage_in_words():
    """Return a sentence if the last check found damage, or ""."""
    damage = Deployment.load().damage
    return DAMAGED % {"why": damage} if damage else ""
