from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from django_tables2 import Column

from core.formatting import inside
from core.lists.actions import BulkAction
from core.lists.tables import Table, badge, link_on_one_line
from core.templatetags.rebond import icon
from loans.allocation.standing import standings_of
from loans.models import Request
from loans.requests.operations import requests as request_operations


class RequestTable(Table):
    list_name = "request_list"
    names = ("person", "what")
    acts = (
        BulkAction("send", gettext_lazy("Send"), "send", run=request_operations.send_request),
        BulkAction("close", gettext_lazy("Close"), "archive", run=request_operations.close_request),
    )
    person = Column(gettext_lazy("for"))
    audience = Column(gettext_lazy("kind of recipient"))
    what = Column(gettext_lazy("what"))
    next_step = Column(gettext_lazy("next step"))

    class Meta(Table.Meta):
        model = Request
        more_columns = [
            "audience",
            "purpose",
            "urgency",
            "household_size",
            "pupils",
            "site",
            "reference",
        ]
        fields = [
            "number",
            "organisation",
            "person",
            "status",
            "what",
            "wanted_on",
            "status_since",
            "next_step",
            *more_columns,
        ]
        joins = {"site": ["site"]}
        wide_columns = ["wanted_on"]
        page_only = ["next_step"]
        team_only = ["organisation"]
        is_stacked = True
        empty_text = gettext_lazy("No request matches.")

    def __init__(self, data, *, user, **kwargs):
        if not user.has_perm("people.change_recipient"):  # may reveal the recipient
            kwargs["exclude"] = ["reference", "household_size", "pupils"]
        if not user.organisation_id:
            kwargs["exclude"] = [*kwargs.get("exclude", ()), "next_step"]
        super().__init__(data, user=user, **kwargs)

    def prepare(self, requests):
        self.standings = standings_of(requests)

    def cell_status(self, request):
        return badge(self.standings[request])

    def value_status(self, request):
        return self.standings[request].status_label

    def cell_next_step(self, request):
        return self.standings[request].next_step

    def cell_number(self, request):
        number = link_on_one_line(request)
        for mark in self._marks(request):
            number += format_html(' <span class="new-mark" title="{}">{}</span>', *mark)
        return number

    def value_number(self, request):
        return request.number

    def _marks(self, request):
        """Badges beside the number: unread message, entered by our team."""
        if request.has_unread and self.user.has_perm("loans.write_message"):
            yield gettext("new message"), gettext("new message")
        if request.entered_by_our_team:
            words = gettext("entered by our team")
            hidden = format_html('<span class="visually-hidden">{}</span>', words)
            yield words, format_html("{}{}", icon("pencil", 16), hidden)

    def cell_person(self, request):
        return request.seen_by(self.user)

    def cell_what(self, request):
        return ", ".join(
            f"{line.requested}\u00a0×\u00a0{inside(line.what)}" for line in request.lines.all()
        )
