"""Tables of the access log and of archived papers; their pages render the rows themselves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2 import Column

from core.lists.tables import Table
from core.models import Document, Event
from desk.privacy.openings import with_subjects


class OpeningTable(Table):
    list_name = "opening_list"
    list_title = _("access log")
    at = Column(_("When"))
    by = Column(pgettext_lazy("person", "Who"))
    what = Column(_("What"))
    of = Column(pgettext_lazy("opened", "Person concerned"))

    class Meta(Table.Meta):
        model = Event
        fields = ["at", "by", "what", "of"]

    def prepare(self, events):
        """Load the opened rows, in one query per model."""
        self.subjects = {event.pk: row for event, row in with_subjects(events)}

    def cell_what(self, event):
        return event.sentence

    def cell_of(self, event):
        row = self.subjects[event.pk]
        return "" if row is None else str(row)


class ArchivedPaperTable(Table):
    list_name = "keptpaper_list"
    list_title = _("documents kept apart")
    name = Column(_("document"))
    kept_until = Column(_("deleted on"))

    class Meta(Table.Meta):
        model = Document
        fields = ["name", "kept_until"]
