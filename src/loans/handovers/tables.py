from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.lists.tables import Table, link
from loans.base.lifecycle.aftercare import RenewalStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import Loan, LoanItem, Renewal


class LoanTable(Table):
    list_name = "loan_list"
    list_title = gettext_lazy("loans and gifts")
    names = ("person", "due_on")
    person = Column(gettext_lazy("for"))
    audience = Column(gettext_lazy("kind of recipient"))
    devices = Column(gettext_lazy("devices"))
    models = Column(gettext_lazy("models"))
    returned_on = Column(gettext_lazy("returned on"))

    class Meta(Table.Meta):
        model = Loan
        more_columns = ["devices", "models", "returned_on", "audience", "request", "pickup_on"]
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
        self.items, self.extensions = {}, set()

    def prepare(self, loans):
        """Read the requests for extension, and the devices if their column is shown."""
        pending = Renewal.objects.filter(loan__in=loans, status=RenewalStatus.PENDING)
        self.extensions = set(pending.values_list("loan_id", flat=True))
        self.items = {loan.pk: [] for loan in loans}
        if not {"devices", "models", "returned_on"}.isdisjoint(self.columns.names()):
            items = LoanItem.objects.filter(loan__in=self.items).order_by("pk")
            of_device = ["device__brand", "device__model", "device__category"]
            for item in items.select_related("device", *of_device):
                self.items[item.loan_id].append(item)

    def _devices(self, loan):
        return [item.device for item in self.items[loan.pk] if item.device]

    def cell_devices(self, loan):
        return ", ".join(device.asset_tag for device in self._devices(loan))

    def cell_models(self, loan):
        return ", ".join(device.designation for device in self._devices(loan))

    def cell_returned_on(self, loan):
        day = self.value_returned_on(loan)
        return day and date_format(day, "SHORT_DATE_FORMAT")

    def value_returned_on(self, loan):
        """Return the day of the last return of a loan, "" without any."""
        back = [i.ended_at for i in self.items[loan.pk] if i.status == ItemStatus.RETURNED]
        return timezone.localdate(max(back)) if back else ""

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
            day = format_html('{} <span class="status status-bad">{}</span>', day, _("overdue"))
        if loan.pk in self.extensions:
            words = _("extension requested")
            day = format_html('{} <span class="status status-wait">{}</span>', day, words)
        return day
