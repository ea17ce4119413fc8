from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy
from django_tables2 import Column

from core.bulk import BulkAction
from core.tables import Table, badge, link
from loans import operations
from loans.models import Request


class RequestTable(Table):
    list_name = "request_list"
    acts = (
        BulkAction(
            name="close",
            label=gettext_lazy("Close"),
            icon="archive",
            permission=operations.close_request.permission,
            run=operations.close_request,
        ),
    )
    person = Column(gettext_lazy("for"), empty_values=())
    what = Column(gettext_lazy("what"), empty_values=())

    class Meta(Table.Meta):
        model = Request
        fields = [
            "number",
            "organisation",
            "person",
            "status",
            "what",
            "wanted_on",
            "status_since",
            "audience",
            "purpose",
            "urgency",
            "household_size",
            "pupils",
            "site",
            "reference",
        ]
        more_columns = [
            "audience",
            "purpose",
            "urgency",
            "household_size",
            "pupils",
            "site",
            "reference",
        ]
        wide_columns = ["what", "wanted_on", "status_since"]
        is_stacked = True
        empty_text = gettext_lazy("No request matches.")

    def __init__(self, data, *, user, **kwargs):
        if user.organisation_id:
            kwargs["exclude"] = ["organisation"]
        if not user.has_perm("loans.write_message"):  # what stands there may say who it is for
            kwargs["exclude"] = ["reference"]
        super().__init__(data, **kwargs)
        self.user = user

    def cell_number(self, asked):
        number = link(asked, format_html('<span class="nowrap">{}</span>', asked))
        marks = format_html_join(
            "", ' <span class="new-mark">{}</span>', ((mark,) for mark in self._marks(asked))
        )
        return format_html("{}{}", number, marks)

    def text_number(self, asked):
        return asked.number

    def _marks(self, asked):
        """What is said beside its number: a message to read, or that the house wrote it."""
        if asked.has_unread and self.user.has_perm("loans.write_message"):
            yield gettext("new message")
        if asked.entered_by_house:
            yield gettext("entered by the house")

    def cell_person(self, asked):
        return asked.seen_by(self.user)

    def cell_what(self, asked):
        return format_html_join(
            ", ",
            "{}\u00a0×\u00a0{}",
            ((line.requested, line.what) for line in asked.lines.all()),
        )

    def cell_wanted_on(self, asked):
        return date_format(asked.wanted_on, "SHORT_DATE_FORMAT") if asked.wanted_on else ""

    def cell_status(self, asked):
        return badge(asked)

    def cell_status_since(self, asked):
        day = localtime(asked.status_since)
        return format_html(
            '<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "SHORT_DATE_FORMAT")
        )
