from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from django_tables2 import Column

from core.lists.actions import BulkAction
from core.lists.tables import Table, link
from loans.appointments import operations
from loans.models import Appointment


class AppointmentTable(Table):
    list_name = "appointment_list"
    names = ("person",)
    acts = (
        BulkAction("miss", gettext_lazy("Did not come"), "user-x", run=operations.miss),
        BulkAction(
            "cancel",
            gettext_lazy("Cancel, and keep what is set aside"),
            "calendar-x",
            run=operations.cancel_appointment,
        ),
    )
    when = Column(gettext_lazy("when"))
    about = Column(gettext_lazy("number"))
    person = Column(gettext_lazy("person"))

    none_yet = gettext_lazy(
        "No appointments yet. Appointments booked from the page of a request or a loan "
        "will appear here."
    )

    class Meta(Table.Meta):
        model = Appointment
        fields = ["when", "person", "kind", "status", "about", "organisation", "site"]
        sequence = fields
        wide_columns = ["organisation", "site"]
        is_stacked = True
        empty_text = gettext_lazy("No appointment matches.")

    def __init__(self, data, *, user, **kwargs):
        # Users without the permission see times and numbers only.
        if user.organisation_id or not user.has_perm("people.view_organisation"):
            kwargs["exclude"] = ["organisation"]
        super().__init__(data, user=user, **kwargs)

    def cell_when(self, appointment):
        return link(appointment, appointment.moment)

    def value_when(self, appointment):
        return appointment.starts_at

    def cell_about(self, appointment):
        about = appointment.about
        number = format_html('<span class="nowrap">{}</span>', about)
        return link(about, number) if appointment.leads(self.user) else number

    def cell_person(self, appointment):
        return appointment.seen_by(self.user)


class AttendanceTable(Table):
    """Rows of `attendance_by_organisation`."""

    list_name = "appointment_rates"
    list_title = gettext_lazy("appointments by organisation")

    organisation = Column(gettext_lazy("organisation"))
    missed = Column(gettext_lazy("missed"))
    total = Column(gettext_lazy("appointments"))
    rate = Column(gettext_lazy("rate"))

    none_yet = gettext_lazy("No attendance has been recorded yet.")

    class Meta(Table.Meta):
        empty_text = None

    def cell_organisation(self, row):
        return row["organisation__name"]

    def cell_missed(self, row):
        return row["missed"]

    def cell_total(self, row):
        return row["total"]

    def value_rate(self, row):
        return row["missed"] / row["total"]

    def cell_rate(self, row):
        return gettext("%(percent)s %%") % {"percent": round(100 * row["missed"] / row["total"])}
