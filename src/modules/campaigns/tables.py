from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from django_tables2 import Column

from core.lists.tables import Table, link, link_on_one_line
from modules.campaigns.models import Campaign
from modules.campaigns.preview import STATES, state_of


class CampaignTable(Table):
    list_name = "campaign_list"
    count = Column(gettext_lazy("loans"))

    none_yet = gettext_lazy("No campaign yet.")

    class Meta(Table.Meta):
        model = Campaign
        fields = ["name", "reason", "count", "first_on", "last_on", "status"]
        wide_columns = ["first_on", "last_on"]

    cell_name = staticmethod(link)


class CampaignRowTable(Table):
    """The loans of a campaign: the preview, or the result and the progress since the launch."""

    loan = Column(gettext_lazy("loan"))
    person = Column(gettext_lazy("for"))
    site = Column(gettext_lazy("site"), accessor="loan__site")
    outcome = Column(gettext_lazy("what happens"))
    when = Column(gettext_lazy("when"))
    way = Column(gettext_lazy("notified by"))
    state = Column(gettext_lazy("progress"))
    out = Column(gettext_lazy("remove"))

    class Meta(Table.Meta):
        sequence = ["loan", "person", "site", "outcome", "when", "way", "state", "out"]
        wide_columns = ["site", "outcome", "way"]

    def __init__(self, data, *, user, steps=None, request=None, **kwargs):
        """`steps` maps ids of rows to the steps of a preview.

        It is None once the campaign is launched.
        """
        kwargs["exclude"] = ["state"] if steps is not None else ["out"]
        super().__init__(data, **kwargs)
        self.user, self.steps, self.http = user, steps, request

    def cell_loan(self, row):
        return link_on_one_line(row.loan)

    def cell_person(self, row):
        if row.loan.recipient:
            return row.loan.recipient.seen_by(self.user)
        return row.loan.organisation

    def cell_outcome(self, row):
        return self._step(row).outcome.label if self.steps else row.get_outcome_display()

    def cell_when(self, row):
        if self.steps:
            slot = self._step(row).slot
            return date_format(slot.local, "SHORT_DATETIME_FORMAT") if slot else self._without()
        if row.appointment:
            return link_on_one_line(row.appointment, row.appointment.moment)
        return self._without()

    def _without(self):
        return format_html('<span class="text-muted">{}</span>', gettext("no appointment"))

    def cell_way(self, row):
        if not self.steps:
            return row.get_way_display()
        return self._step(row).way and self._step(row).way_label

    def cell_state(self, row):
        label, tone = STATES[state_of(row)]
        return format_html('<span class="status status-{}">{}</span>', tone, label)

    def cell_out(self, row):
        return render_to_string("campaigns/_campaignloan_out.html", {"row": row}, self.http)

    def _step(self, row):
        return self.steps[row.pk]
