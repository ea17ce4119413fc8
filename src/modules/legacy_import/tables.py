from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table, link
from modules.legacy_import.models import Migration


class MigrationTable(Table):
    """The moves so far."""

    list_name = "migration_new"
    none_yet = _("No migrations yet.")
    name = Column(_("migration"), empty_values=())

    class Meta(Table.Meta):
        model = Migration
        fields = ["name", "status", "created_at", "by"]
        wide_columns = ["created_at", "by"]

    cell_name = staticmethod(link)
