"""Group sessions and their participants."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import Loan
from modules.group_sessions.lifecycle import Attendance, SessionKind, SessionStatus
from people.base.site_scope import of_own_sites
from people.models import Organisation, Recipient, Site


class GroupSessionQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user, "group_sessions.run_session")


class GroupSession(Addressed, Workflow):
    """A hand-over or workshop for several people, on a day at a site."""

    status = status_field(SessionStatus, SessionStatus.PLANNED)
    kind = models.CharField(_("kind"), max_length=9, choices=SessionKind)
    day = models.DateField(_("day"))
    time = models.TimeField(_("time"))
    site = protected_key(Site, _("site"))
    organisation = protected_key(
        Organisation, _("with the organisation"), null=True, blank=True, related_name="+"
    )
    subject = models.CharField(
        _("subject"),
        max_length=80,
        blank=True,
        help_text=_("For example “First steps on the internet”. Do not name people."),
    )
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-time", "-pk"]
        verbose_name = _("group session")
        verbose_name_plural = _("group sessions")
        constraints = [
            valid_status(SessionStatus),
            valid_choice("kind", SessionKind, _("Choose a kind from the list.")),
            frozen(["kind", "site_id"], _("The kind and the site of a session cannot be changed.")),
            never_deleted(_("A session can be cancelled, but not deleted.")),
        ]

    def __str__(self):
        day = date_format(self.day, "SHORT_DATE_FORMAT")
        words = {"what": self.get_kind_display(), "day": day, "time": time_format(self.time)}
        return gettext("%(what)s on %(day)s, %(time)s") % words

    @property
    def is_open(self):
        return self.status == SessionStatus.PLANNED

    @property
    def hands_over(self):
        return self.kind == SessionKind.HAND_OVER


class AttendeeQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        return self.filter(session__in=GroupSession.objects.visible_to(user))

    def with_loan(self):
        """Annotate the number of devices set aside, and join what a page shows."""
        reserved = Q(loan__items__status=ItemStatus.RESERVED, loan__items__device__isnull=False)
        rows = self.select_related("recipient__organisation", "loan__site", "loan__request")
        return rows.annotate(devices=models.Count("loan__items", filter=reserved))

    def to_scan(self):
        """The participants without a device, in the order in which they were added."""
        rows = self.exclude(status=Attendance.ABSENT).filter(loan__status=LoanStatus.PREPARED)
        return rows.with_loan().filter(devices=0).order_by("pk")

    def to_sign(self):
        """The participants whose device waits for their signature, in the same order."""
        rows = self.exclude(status=Attendance.ABSENT).filter(loan__status=LoanStatus.PREPARED)
        return rows.with_loan().filter(devices__gt=0).order_by("pk")


class Attendee(Workflow):
    """A participant of a session, with their prepared loan if the session hands over."""

    status = status_field(Attendance, Attendance.EXPECTED)
    session = protected_key(GroupSession, related_name="attendees")
    recipient = protected_key(Recipient, _("person"), related_name="+")
    loan = models.OneToOneField(
        Loan, models.PROTECT, null=True, editable=False, related_name="group_attendee"
    )
    # whether the loan was made for the session, and ends with it unless it is signed
    made_loan = models.BooleanField(
        _("loan created for the session"), default=False, editable=False
    )

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            valid_status(Attendance),
            once(["session", "recipient"], _("This person is already a participant.")),
            check(
                "made_loan",
                Q(made_loan=False) | Q(loan__isnull=False),
                _("Enter the loan that was made for the session."),
            ),
        ]

    def __str__(self):
        return f"{self.recipient} · {self.session}"

    def get_absolute_url(self):
        return reverse("groupsession_detail", args=[self.session_id])

    @property
    def has_signed(self):
        return self.loan is not None and self.loan.status not in {
            LoanStatus.PREPARED,
            LoanStatus.CANCELLED,
        }
