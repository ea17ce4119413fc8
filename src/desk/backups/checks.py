from django.core.checks import Error, Tags, register
from django.db import connections

from desk.models import Backup


@register(Tags.database, deploy=True)
def a_backup_was_made(app_configs, databases, **kwargs):
    """Warn about a site that was never backed up."""
    if "default" not in (databases or []):
        return []
    if Backup._meta.db_table not in connections["default"].introspection.table_names():
        return []
    if Backup.objects.exists():
        return []
    hint = "manage.py backup, and a timer that runs it each night"
    return [Error("Nothing was ever backed up.", hint=hint, id="desk.E101")]
