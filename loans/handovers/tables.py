from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.lists.tables import Table, link
from loans.models import Loan, LoanItem


class LoanTable(Table):
    list_name = "loan_list"
    list_title = gettext_lazy("loans and gifts")
    person = Column(gettext_lazy("for"))
    audience = Column(gettext_lazy("kind of recipient"))
    devices = Column(gettext_lazy("devices"))

    class Meta(Table.Meta):
        model = Loan
        more_columns = ["devices", "audience", "request", "pickup_on"]
        fields = [
            "number",
            "kind",
            "organisation",
            "person",
            "site",
            "starts_on",
            "due_on",
            "status",
            *more_columns,
        ]
        wide_columns = ["kind", "site", "starts_on"]
        team_only = ["organisation"]
        is_stacked = True
        empty_text = gettext_lazy("No loan or gift matches.")

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.today = timezone.localdate()
        self.tags = {}

    def prepare(self, loans):
        """Read the devices of all these loans at once, if the column is shown."""
        self.tags = {loan.pk: [] for loan in loans}
        if "devices" in self.columns.names():
            items = LoanItem.objects.filter(loan__in=self.tags, device__isnull=False).order_by("pk")
            for pk, tag in items.values_list("loan", "device__asset_tag"):
                self.tags[pk].append(tag)

    def cell_devices(self, loan):
        return ", ".join(self.tags[loan.pk])

    def cell_number(self, loan):
        number = format_html('<span class="nowrap">{}</span>', loan)
        if self.user.has_perm("loans.hand_over"):
            return format_html('<a href="{}">{}</a>', loan.counter_url, number)
        return link(loan, number)

    def cell_person(self, loan):
        return loan.recipient.seen_by(self.user) if loan.recipient else loan.get_audience_display()

    def cell_due_on(self, loan):
        if loan.due_on is None:
            return ""
        day = date_format(loan.due_on, "SHORT_DATE_FORMAT")
        if loan.is_overdue(self.today):
            return format_html('{} <span class="status status-bad">{}</span>', day, _("overdue"))
        return day
