from datetime import timedelta

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.actions import BulkAction
from core.lists.filters import FilterSet, SearchFilter
from core.lists.tables import Table, badge, link
from loans.aftercare.forms import OverdueCallForm, RefusalForm
from loans.aftercare.operations import followups as followup_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.filters import numbered
from loans.base.lifecycle.aftercare import IncidentKind, IncidentStatus
from loans.base.lifecycle.loans import Audience
from loans.models import Appointment, FollowUp, Incident, Loan, Renewal
from people.base.restriction import without_restricted
from people.models import Message
from people.organisations.tables import SiteFilter
from people.outbox.channels import delivers
from people.outbox.lifecycle import MessageStatus
from people.outbox.rendering import words_now


def reminder_preview(message):
    """The addressee, channel and text of a reminder, folded."""
    context = {"message": message, "words": words_now(message)}
    context["is_kept"] = not delivers(message.channel)
    return render_to_string("loans/aftercare/_reminder.html", context)


class OverdueTable(Table):
    """Overdue loans with the organisation and person to call, and the calls and letters so far."""

    list_name = "overdue_list"
    list_title = gettext_lazy("overdue loans")
    names = ("person", "late", "last_contact")
    acts = (
        BulkAction(
            "remind",
            gettext_lazy("Send a reminder"),
            "bell",
            run=followup_operations.remind_now,
            preview=reminder_preview,
        ),
        BulkAction(
            "call",
            gettext_lazy("Note a call"),
            "phone",
            run=followup_operations.note_call,
            form=OverdueCallForm,
        ),
    )
    late = Column(gettext_lazy("late by"), order_by="due_on")
    organisation = Column(
        gettext_lazy("first, the organisation"),
        order_by=("organisation_id", "due_on"),  # in the order of its index
    )
    organisation_phone = Column(gettext_lazy("phone"), accessor="organisation__phone")
    organisation_email = Column(gettext_lazy("e-mail"), accessor="organisation__email")
    person = Column(gettext_lazy("then, the person"))
    person_phone = Column(gettext_lazy("phone of the person"))
    person_email = Column(gettext_lazy("e-mail of the person"))
    out = Column(gettext_lazy("not returned"))
    last_contact = Column(gettext_lazy("last contact or return"))
    visit = Column(gettext_lazy("return agreed"))
    last_letter = Column(gettext_lazy("last letter"))
    called = Column(gettext_lazy("last call"))
    remind = Column(gettext_lazy("reminder"))

    class Meta(Table.Meta):
        model = Loan
        more_columns = [
            "due_on",
            "organisation_email",
            "person_email",
            "visit",
            "last_letter",
            "called",
        ]
        fields = [
            "number",
            "late",
            "organisation",
            "organisation_phone",
            "person",
            "person_phone",
            "out",
            "last_contact",
            "remind",
            *more_columns,
        ]
        order_by_columns = ["late", "organisation"]
        wide_columns = ["out"]
        page_only = ["remind"]
        is_stacked = True
        empty_text = gettext_lazy("Nothing is overdue.")

    def __init__(self, data, *, user, token="", **kwargs):
        hidden = [] if user.has_perm("loans.follow_up") else ["called"]
        hidden += [] if user.has_perm("loans.remind") else ["remind"]
        super().__init__(data, exclude=hidden, **kwargs)
        self.user, self.token = user, token
        self.today = timezone.localdate()
        self.letters, self.sent, self.calls, self.visits = {}, {}, {}, {}

    def prepare(self, loans):
        """Read the last letter and call about all these loans at once."""
        for message in Message.objects.about(*loans) if loans else ():
            self.letters.setdefault(message.about_id, message)
            if message.status == MessageStatus.SENT:
                self.sent.setdefault(message.about_id, message)
        reachable = without_restricted(Loan.objects.filter(pk__in=[loan.pk for loan in loans]))
        self.reachable = set(reachable.values_list("pk", flat=True))
        booked = Appointment.objects.filter(loan__in=loans).booked().order_by("-starts_at")
        self.visits = {visit.loan_id: visit for visit in booked}
        # Users who see these loans and may follow up also see their calls: no second check.
        seen = [loan.pk for loan in loans] if self.user.has_perm("loans.follow_up") else []
        calls = FollowUp.objects.filter(loan__in=seen, done_at__isnull=False)
        for call in calls.order_by("-done_at"):
            self.calls.setdefault(call.loan_id, call)

    cell_number = staticmethod(link)

    def cell_late(self, loan):
        days = self.value_late(loan)
        late = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        due = date_format(loan.due_on, "SHORT_DATE_FORMAT")
        return format_html('<span class="status status-bad" title="{}">{}</span>', due, late)

    def value_late(self, loan):
        return (self.today - loan.due_on).days

    def value_organisation(self, loan):
        """The organisation to call before the person; our own is not called."""
        return _("our own association") if loan.organisation.is_ours else str(loan.organisation)

    cell_organisation = value_organisation

    def value_organisation_phone(self, loan):
        return "" if loan.organisation.is_ours else loan.organisation.phone

    def cell_organisation_phone(self, loan):
        return _link("tel", self.value_organisation_phone(loan))

    def value_organisation_email(self, loan):
        return "" if loan.organisation.is_ours else loan.organisation.email

    def cell_organisation_email(self, loan):
        return _link("mailto", self.value_organisation_email(loan))

    def cell_person(self, loan):
        person = loan.recipient
        return person.seen_by(self.user) if person else _("the organisation itself")

    def cell_person_phone(self, loan):
        return _link("tel", self._details(loan, "phone"))

    def value_person_phone(self, loan):
        return self._details(loan, "phone")

    def cell_person_email(self, loan):
        return _link("mailto", self._details(loan, "email"))

    def value_person_email(self, loan):
        return self._details(loan, "email")

    def _details(self, loan, name):
        knows = self.user.has_perm("people.view_recipient") or self.user.organisation_id
        knows = knows and loan.recipient and loan.pk in self.reachable
        return getattr(loan.recipient, name) if knows else ""

    def cell_out(self, loan):
        return format_html('<span title="{}">{}</span>', self.value_out(loan), len(_out_of(loan)))

    def value_out(self, loan):
        return ", ".join(map(str, _out_of(loan)))

    def cell_last_contact(self, loan):
        """The day of an agreed return and of the last call, otherwise the last call or letter."""
        visit, call = self.visits.get(loan.pk), self.calls.get(loan.pk)
        if visit is None:
            return self.value_last_contact(loan)
        agreed = _("return on %(day)s") % {"day": _short(visit.starts_at)}
        called = call and _("call %(day)s") % {"day": _short(call.done_at)}
        return f"{agreed}, {called}" if called else agreed

    def value_last_contact(self, loan):
        letter, call = self.sent.get(loan.pk), self.calls.get(loan.pk)
        if call and (letter is None or call.done_at > letter.status_since):
            return _("call %(day)s") % {"day": _day(call.done_at)}
        sent = letter and f"{letter.get_channel_display()} {_day(letter.status_since)}"
        return sent or _("none yet")

    def cell_visit(self, loan):
        visit = self.visits.get(loan.pk)
        return _day(visit.starts_at) if visit else ""

    def cell_last_letter(self, loan):
        message = self.letters.get(loan.pk)
        return format_html("{} {}", _day(message.posted_at), badge(message)) if message else ""

    def cell_called(self, loan):
        call = self.calls.get(loan.pk)
        return f"{_day(call.done_at)} {call.get_result_display()}" if call else ""

    def cell_remind(self, loan):
        """The buttons of the bulk actions, which name the person and last contact, and ask."""
        may_call = self.user.has_perm(followup_operations.note_call.permission)
        context = {"loan": loan, "may_call": may_call, "csrf_token": self.token}
        return render_to_string("loans/aftercare/_remind.html", context)


def _out_of(loan):
    """Items to return, so no vouchers; in SQL this filter would not use the index."""
    return [item for item in loan.out if item.voucher_id is None]


def _day(moment):
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def _short(moment):
    """Without the year, for which a screen of 1280 pixels has no room."""
    return date_format(timezone.localtime(moment), "j N")


def _link(scheme, text):
    """A link that calls a number or writes to an address; "" without one."""
    address = "".join(text.split())
    return format_html('<a href="{}:{}">{}</a>', scheme, address, text) if text else ""


class FollowUpTable(Table):
    """Due follow-up calls, for the download; their page renders the rows itself."""

    list_name = "followup_list"
    list_title = gettext_lazy("calls to make")
    organisation = Column(gettext_lazy("organisation"), accessor="loan__organisation")
    organisation_phone = Column(
        gettext_lazy("phone of the organisation"), accessor="loan__organisation__phone"
    )
    person = Column(gettext_lazy("for"))
    phone = Column(gettext_lazy("phone"), accessor="loan__recipient__phone")
    starts_on = Column(gettext_lazy("handed over on"), accessor="loan__starts_on")

    class Meta(Table.Meta):
        model = FollowUp
        fields = ["loan", "due_on"]
        sequence = [
            "loan",
            "organisation",
            "organisation_phone",
            "person",
            "phone",
            "starts_on",
            "due_on",
        ]

    def cell_person(self, call):
        return call.loan.seen_by(self.user)


class RenewalTable(Table):
    list_name = "renewal_list"
    names = ("organisation", "wished_on")
    acts = (
        BulkAction(
            "agree",
            gettext_lazy("Agree to the requested dates"),
            "calendar-check",
            run=loan_change_operations.agree_renewal,
        ),
        BulkAction(
            "refuse",
            gettext_lazy("Refuse"),
            "x",
            run=loan_change_operations.refuse_renewal,
            form=RefusalForm,
        ),
    )
    loan = Column(gettext_lazy("loan"))
    organisation = Column(gettext_lazy("organisation"), accessor="loan__organisation")
    due_before = Column(gettext_lazy("due on"))
    wished_on = Column(gettext_lazy("requested until"))

    class Meta(Table.Meta):
        model = Renewal
        fields = ["loan", "organisation", "due_before", "wished_on"]
        is_stacked = True
        empty_text = none_yet = gettext_lazy("No extensions have been requested.")

    def cell_loan(self, renewal):
        return link(renewal, str(renewal.loan))

    def cell_organisation(self, renewal):
        return renewal.loan.organisation

    def cell_wished_on(self, renewal):
        return date_format(renewal.wished_on, "SHORT_DATE_FORMAT")


class IncidentTable(Table):
    list_name = "incident_list"
    what = Column(gettext_lazy("what happened"))
    device = Column(gettext_lazy("device"))
    loan = Column(gettext_lazy("loan"), linkify=True)
    organisation = Column(gettext_lazy("organisation"), accessor="loan__organisation")

    class Meta(Table.Meta):
        model = Incident
        more_columns = ["declared_by", "outcome"]
        fields = [
            "number",
            "what",
            "device",
            "loan",
            "organisation",
            "happened_on",
            "status",
            *more_columns,
        ]
        is_stacked = True
        empty_text = gettext_lazy("No incident matches.")
        none_yet = gettext_lazy("No incident has been reported.")

    cell_number = staticmethod(link)

    def cell_what(self, incident):
        return incident.get_kind_display()

    def cell_device(self, incident):
        return f"{incident.item.device} {incident.item.device.designation}"


# Minimum and maximum number of days overdue.
LATE = {
    "week": (gettext_lazy("a week at most"), 1, 7),
    "month": (gettext_lazy("8 to 30 days"), 8, 30),
    "quarter": (gettext_lazy("31 to 90 days"), 31, 90),
    "longer": (gettext_lazy("more than 90 days"), 91, None),
}


class OverdueFilter(FilterSet):
    q = SearchFilter(gettext_lazy("number or organisation"))
    late = ChoiceFilter(
        label=gettext_lazy("Late by"),
        method="by_days",
        choices=[(name, words) for name, (words, *_days) in LATE.items()],
    )
    audience = ChoiceFilter(label=gettext_lazy("For"), choices=Audience)
    site = SiteFilter()

    def search(self, loans, name, text):
        return numbered(loans, text)

    def by_days(self, loans, name, value):
        _words, least, maximum = LATE[value]
        today = timezone.localdate()
        loans = loans.filter(due_on__lte=today - timedelta(days=least))
        return loans.filter(due_on__gte=today - timedelta(days=maximum)) if maximum else loans


class RenewalFilter(FilterSet):
    site = SiteFilter(field_name="loan__site")


class IncidentFilter(FilterSet):
    q = SearchFilter(gettext_lazy("number, tag, loan"))
    status = ChoiceFilter(label=gettext_lazy("Status"), choices=IncidentStatus)
    kind = ChoiceFilter(label=gettext_lazy("What happened"), choices=IncidentKind)
    site = SiteFilter(field_name="item__loan__site")

    def search(self, incidents, name, text):
        code = text.strip().upper()
        return incidents.filter(
            Q(number=code)
            | Q(item__loan__number=code)
            | Q(item__device__asset_tag=code)
            | Q(complaint_number=text.strip(), complaint_number__gt="")
        )
