from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.tables import Table, badge, link
from loans.models import Loan


class LoanTable(Table):
    person = Column(gettext_lazy("for"), empty_values=())

    class Meta(Table.Meta):
        model = Loan
        fields = [
            "number",
            "kind",
            "organisation",
            "person",
            "site",
            "starts_on",
            "due_on",
            "status",
        ]
        empty_text = gettext_lazy("No loan or gift matches.")

    def __init__(self, data, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.user = user
        self.today = timezone.localdate()

    def cell_number(self, loan):
        if self.user.has_perm("loans.hand_over"):
            return format_html('<a href="{}">{}</a>', loan.counter_url, loan)
        return link(loan)

    def cell_kind(self, loan):
        return loan.get_kind_display()

    def cell_person(self, loan):
        return loan.recipient.seen_by(self.user) if loan.recipient else _("the structure itself")

    def cell_starts_on(self, loan):
        return date_format(loan.starts_on, "SHORT_DATE_FORMAT") if loan.starts_on else ""

    def cell_due_on(self, loan):
        if loan.due_on is None:
            return ""
        day = date_format(loan.due_on, "SHORT_DATE_FORMAT")
        if loan.is_overdue(self.today):
            return format_html('{} <span class="status status-bad">{}</span>', day, _("overdue"))
        return day

    def cell_status(self, loan):
        return badge(loan)
