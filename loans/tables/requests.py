from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.tables import Table, badge, link
from loans.models import Request


class RequestTable(Table):
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
        ]
        wide_columns = ["what", "wanted_on", "status_since"]
        empty_text = gettext_lazy("No request matches.")

    def __init__(self, data, *, user, **kwargs):
        if user.organisation_id:
            kwargs["exclude"] = ["organisation"]
        super().__init__(data, **kwargs)
        self.user = user

    def cell_number(self, asked):
        return link(asked, format_html('<span class="nowrap">{}</span>', asked))

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
