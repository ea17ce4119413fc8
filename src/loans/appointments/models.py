"""Appointments, opening hours and closures.

Each place of a slot has a number. “No more than three at a time” is a count that two transactions
can both find below the limit; “place 2 at 9:10” is a row that a unique index gives to one of them,
on both engines.

An appointment and the equipment each have a site. A return is checked in at the site of the
appointment, and stays there. For a pick-up the items must be there: its pages show at which site
they are, and a coordinator changes the site that serves the request; nothing moves automatically,
since a transfer is a trip.
"""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import midnight
from core.formatting import day, hour, hours
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.base.models.loan import Loan
from loans.base.models.request import Request
from people.base.site_scope import of_own_sites
from people.models import Organisation, Site

ABOUT_ONE = Q(request__isnull=False, loan=None) | Q(request=None, loan__isnull=False)


class AppointmentQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """The appointments that `user` may see.

        For an association its own; for our team those of the sites where `user` works.
        """
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        return of_own_sites(self, user, "loans.view_appointment")

    def booked(self):
        return self.filter(status=AppointmentStatus.BOOKED)

    def standing(self):
        """The appointments that take a place: all except cancelled ones."""
        return self.exclude(status=AppointmentStatus.CANCELLED)

    def between(self, begins, ends):
        return self.filter(starts_at__gte=begins, starts_at__lt=ends)

    def about(self, subject):
        """The appointments of a request and its prepared loan, or of a loan."""
        if isinstance(subject, Request):
            return self.filter(Q(request=subject) | Q(loan__request=subject))
        return self.filter(loan=subject)

    def next_first(self):
        """Sort those to come, from today on, by their time; then the others, the latest first."""
        is_to_come = Q(
            status=AppointmentStatus.BOOKED, starts_at__gte=midnight(timezone.localdate())
        )
        to_come = models.Case(models.When(is_to_come, then="starts_at"))
        return self.order_by(to_come.asc(nulls_last=True), "-starts_at", "-pk")

    def for_list(self):
        prepared = Loan.objects.filter(status=LoanStatus.PREPARED).select_related("recipient")
        rows = self.select_related("site", "organisation", "request__recipient", "loan__recipient")
        return rows.prefetch_related(
            Prefetch("request__loans", queryset=prepared, to_attr="prepared")
        )


class Appointment(Addressed, Workflow):
    """An appointment of a person at a site, to collect a request or return a loan.

    It takes one numbered place of its slot: no place is booked twice at the same time.
    """

    status = status_field(AppointmentStatus, AppointmentStatus.BOOKED)
    kind = models.CharField(
        _("what for"), max_length=8, choices=AppointmentKind, default=AppointmentKind.PICK_UP
    )
    site = protected_key(Site, _("site"), editable=False)
    starts_at = models.DateTimeField(_("when"))
    ends_at = models.DateTimeField(_("until"), editable=False)
    seat = models.PositiveSmallIntegerField(_("seat"), null=True, editable=False)
    # The number of places of its slot when it was booked.
    places = models.PositiveSmallIntegerField(_("seats"), default=1, editable=False)
    organisation = protected_key(
        Organisation, _("organisation"), related_name="appointments", editable=False
    )
    request = protected_key(
        Request, _("request"), null=True, blank=True, related_name="appointments"
    )
    loan = protected_key(Loan, _("loan"), null=True, blank=True, related_name="appointments")
    booked_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [
            models.Index(fields=["site", "starts_at"], name="loans_appointment_site_time"),
            models.Index(fields=["organisation", "starts_at"], name="loans_appointment_org_time"),
            models.Index(fields=["status", "starts_at"], name="loans_appointment_status_time"),
        ]
        constraints = [
            valid_status(AppointmentStatus),
            check(
                "kind",
                Q(kind=AppointmentKind.PICK_UP) & ABOUT_ONE
                | Q(kind=AppointmentKind.RETURN, request=None, loan__isnull=False),
                _("An appointment must be for a request, a hand-over or the return of a loan."),
            ),
            check(
                "in_order",
                Q(ends_at__gt=F("starts_at")),
                _("An appointment must end after it begins."),
            ),
            check(
                "place",
                Q(status=AppointmentStatus.CANCELLED, seat=None)
                | ~Q(status=AppointmentStatus.CANCELLED)
                & Q(seat__isnull=False, seat__gte=1, seat__lte=F("places")),
                _("This time is full: choose another."),
            ),
            once(
                ["site", "starts_at", "seat"],
                _("This time has just been taken: choose another."),
                name="seat_once",
                condition=Q(seat__isnull=False),
            ),
            once(
                ["request"],
                _("There is already an appointment: move it instead."),
                name="request_once",
                condition=Q(status=AppointmentStatus.BOOKED),
            ),
            once(
                ["loan"],
                _("There is already an appointment: move it instead."),
                name="loan_once",
                condition=Q(status=AppointmentStatus.BOOKED),
            ),
            frozen(
                ["kind", "site_id", "request_id", "loan_id"],
                _("The purpose of an appointment cannot be changed: cancel it and book another."),
                merged=["organisation_id"],
            ),
            frozen(
                ["starts_at", "ends_at"],
                _("Only a future appointment can be moved."),
                name="over",
                when=f"OLD.status <> '{AppointmentStatus.BOOKED}'",
            ),
            never_deleted(_("An appointment can be cancelled, but never deleted.")),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.moment}"

    @property
    def day_url(self):
        """The URL of the agenda for the day and site of the appointment."""
        day = timezone.localdate(self.starts_at)
        return f"{reverse('appointment_day')}?on={day.isoformat()}&site={self.site_id}"

    @property
    def about(self):
        return self.loan or self.request

    @property
    def is_elsewhere(self):
        """Whether the appointment is not at the site that serves the request or lent the items."""
        return self.site_id != self.about.site_id

    def leads(self, user):
        """Whether `user` may open the request or loan, which may belong to another site."""
        is_theirs = user.organisation_id or user.has_perm("inventory.view_every_site")
        return bool(is_theirs) or not self.is_elsewhere or self.about.site_id in user.site_ids

    @property
    def status_label(self):
        is_over = self.status == AppointmentStatus.BOOKED and self.ends_at < timezone.now()
        return gettext("past, not recorded") if is_over else super().status_label

    @property
    def to_hand_over(self):
        """The prepared loan to hand over at this appointment; None if there is no such loan."""
        if self.kind == AppointmentKind.RETURN:
            return None
        if self.loan:
            return self.loan if self.loan.status == LoanStatus.PREPARED else None
        prepared = getattr(self.request, "prepared", None)
        if prepared is None:
            prepared = self.request.loans.filter(status=LoanStatus.PREPARED)
        return next(iter(prepared), None)

    def counter_act(self, user):
        """Where the counter serves this appointment: (URL, whether it is a form to submit)."""
        prepared, loan = self.to_hand_over, self.loan
        if not self.leads(user):
            return self.get_absolute_url(), False
        if self.kind == AppointmentKind.RETURN and loan and loan.status == LoanStatus.ACTIVE:
            return reverse("loan_return", args=[loan.pk]), True
        if prepared:
            return prepared.counter_url, False
        if self.request and self.request.status == RequestStatus.ACCEPTED:
            return reverse("request_prepare", args=[self.request_id]), True
        return self.get_absolute_url(), False

    @property
    def recipient(self):
        """The person named at the hand-over, otherwise in the request.

        None if no person is named.
        """
        prepared = self.to_hand_over
        return (prepared and prepared.recipient) or self.about.recipient

    def seen_by(self, user):
        """The person's name for users who may see it, “family of 3” for others."""
        if self.recipient:
            return self.recipient.seen_by(user)
        return self.request.discreet if self.request else gettext("the organisation itself")

    @property
    def local(self):
        """The start in local time."""
        return timezone.localtime(self.starts_at)

    @property
    def moment(self):
        return f"{day(self.starts_at)}, {hour(self.starts_at)}"


MIN_SLOT_MINUTES, MAX_SLOT_MINUTES = 5, 240  # minutes per slot
MAX_PLACES = 50


class OpeningHours(models.Model):
    """A weekly span of opening hours, cut into slots with a number of places.

    Hours are local time; slots are computed from them and never stored.
    """

    site = protected_key(Site, related_name="hours", editable=False)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=list(WEEKDAYS.items()))
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("until"))
    minutes = models.PositiveSmallIntegerField(_("minutes per slot"), default=30)
    capacity = models.PositiveSmallIntegerField(_("people at a time"), default=1)

    class Meta:
        ordering = ["weekday", "opens_at"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            check("weekday", Q(weekday__lte=6), _("Choose a day from Monday to Sunday.")),
            check(
                "in_order",
                Q(closes_at__gt=F("opens_at")),
                _("The closing time must be after the opening time."),
            ),
            check(
                "minutes",
                Q(minutes__gte=MIN_SLOT_MINUTES, minutes__lte=MAX_SLOT_MINUTES),
                _("An appointment must last between 5 minutes and 4 hours."),
            ),
            check(
                "capacity",
                Q(capacity__gte=1, capacity__lte=MAX_PLACES),
                _("Between 1 and 50 people can come at a time."),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {hours(self.opens_at, self.closes_at)}"


class Closure(models.Model):
    """Days, both ends included, on which a site is closed, with the reason."""

    site = protected_key(Site, related_name="closures", editable=False)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=80)

    class Meta:
        ordering = ["first_on", "pk"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        indexes = [models.Index(fields=["site", "last_on"], name="loans_closure_site_last")]
        constraints = [
            check(
                "in_order",
                Q(last_on__gte=F("first_on")),
                _("The last day cannot be before the first."),
            ),
            once(["site", "first_on", "last_on"], _("This closure has already been entered.")),
        ]

    def __str__(self):
        return self.reason
