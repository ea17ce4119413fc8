from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet
from core.lists.tables import Table, link
from modules.data_rights.lifecycle import Right
from modules.data_rights.models import DataRequest

OPEN, OVERDUE, ANSWERED = "open", "overdue", "answered"


class RequestFilter(FilterSet):
    state = ChoiceFilter(
        label=_("Status"),
        choices=[
            (OPEN, _("to answer")),
            (OVERDUE, _("late")),
            (ANSWERED, pgettext_lazy("data requests", "answered")),
        ],
        method="of_state",
    )
    right = ChoiceFilter(label=_("Right"), choices=Right)

    def of_state(self, rows, _name, state):
        if state == ANSWERED:
            return rows.exclude(pk__in=rows.open().values("pk"))
        return rows.overdue() if state == OVERDUE else rows.open()


class RequestTable(Table):
    list_name = "datarequest_list"

    class Meta(Table.Meta):
        model = DataRequest
        fields = ["right", "recipient", "received_on", "due_on", "status"]
        wide_columns = ["received_on"]
        empty_text = _("Nobody has made a request about their data.")

    cell_right = staticmethod(link)

    def cell_due_on(self, request):
        if request.is_overdue:
            return format_html(
                '{} <span class="status status-bad">{}</span>',
                date_format(request.due_on, "DATE_FORMAT"),
                gettext("late"),
            )
        return request.due_on
