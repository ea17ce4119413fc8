from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.formatting import moment
from core.lists.filters import FilterSet
from core.lists.tables import Table, TickColumn, link_on_one_line
from inventory.devices.tables import kind_and_name
from modules.stocktakes.lifecycle import CountStatus, Decision, Finding
from modules.stocktakes.models import CountLine, StockCount
from people.organisations.tables import SiteFilter


class CountFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=CountStatus)
    site = SiteFilter()


class CountTable(Table):
    """Stock counts; needs `with_numbers`."""

    list_name = "count_list"
    designation = Column(_("what is counted"))
    seen = Column(_("found"))
    expected = Column(_("devices expected"))
    differences = Column(_("differences"))
    none_yet = _("No counts yet.")

    class Meta(Table.Meta):
        model = StockCount
        more_columns = ["expected"]
        fields = [
            "number",
            "designation",
            "site",
            "seen",
            "differences",
            "opened_at",
            "opened_by",
            "status",
            *more_columns,
        ]
        wide_columns = ["site", "differences", "opened_at", "opened_by"]
        empty_text = _("No count matches.")

    cell_number = staticmethod(link_on_one_line)

    def cell_seen(self, count):
        return f"{count.seen} / {count.expected}"

    def value_seen(self, count):
        return count.seen


class CountLineTable(Table):
    """One list of a count; `ticks` is the form that its checkboxes belong to."""

    tick = TickColumn("lines", form="decide")
    thing = Column(_("what"))
    detail = Column(_("where"))
    seen = Column(_("scanned on"))
    decision = Column(_("decision"))
    none_yet = _("Nothing in this list.")

    class Meta(Table.Meta):
        model = CountLine
        fields = ["tick", "thing", "detail", "seen", "decision"]
        wide_columns = ["seen"]
        empty_text = none_yet = _("Nothing in this list.")

    def __init__(self, lines, *, count, finding, user, ticks=None):
        is_decided = (
            count.status in {CountStatus.COUNTED, CountStatus.FINALISED}
            and finding != Finding.FOUND
        )
        hidden = {
            "tick": not ticks,
            "seen": finding == Finding.MISSING,
            "decision": not is_decided,
        }
        super().__init__(lines, exclude=[name for name, is_hidden in hidden.items() if is_hidden])
        self.count, self.finding = count, finding
        self.may_take_back = user.has_perm("loans.take_back")
        if ticks:
            self.columns["tick"].column.form = ticks

    def cell_thing(self, line):
        name = kind_and_name(line.device) if line.device else gettext("unknown code")
        address = reverse("count_line", args=[self.count.pk, line.pk])
        note = format_html('<div class="text-muted small">{}</div>', line.note) if line.note else ""
        return format_html(
            '<a class="tag" href="{}">{}</a><br><span class="small">{}</span>{}',
            address,
            line,
            name,
            note,
        )

    def cell_detail(self, line):
        """The expected place, the designation, or the place found."""
        place = line.snapshot.place
        expected = place.code if place else gettext("no shelf")
        here = line.scan and line.scan.here
        if self.finding == Finding.ELSEWHERE:
            if line.site_id != self.count.site_id:
                expected = f"{line.site} · {expected}"
            return _arrow(expected, here)
        if self.finding == Finding.ASTRAY:
            return self._astray(line)
        if self.finding == Finding.UNKNOWN:
            return here.code if here else ""
        return format_html('<span class="nowrap">{}</span>', expected)

    def _astray(self, line):
        """Description of the line, and the operation that settles it if no decision does."""
        words = gettext("on its way") if line.device.transfer_id else line.then
        if not (line.is_with_somebody and self.may_take_back):
            return words
        href = f"{reverse('return_scan')}?{urlencode({'code': line.tag})}"
        action = '{}<br><a class="small" href="{}">{}<span class="visually-hidden"> {}</span></a>'
        return format_html(action, words, href, gettext("Record its return at the counter"), line)

    def cell_seen(self, line):
        if line.scan is None:
            return ""
        at, by = moment(line.scan.at), line.scan.by
        return format_html('{}<br><span class="text-muted small">{}</span>', at, by)

    def cell_decision(self, line):
        if not line.decision:
            return format_html('<span class="text-muted">{}</span>', gettext("not yet"))
        if line.decision == Decision.IGNORE:
            return format_html(
                '{}<br><span class="text-muted small">{}</span>',
                gettext("left unchanged"),
                line.reason,
            )
        return line.get_decision_display()


def _arrow(expected, here):
    """ "expected place → found place", also for screen readers."""
    return format_html(
        '{}<span class="visually-hidden">, {}</span> <span aria-hidden="true">→</span> <b>{}</b>',
        expected,
        gettext("found at"),
        here.code if here else gettext("here"),
    )
