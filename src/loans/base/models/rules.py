import re
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.fields import check
from core.models.singleton import SingletonModel, only_one
from loans.base.lifecycle.loans import WalkInRefusal


def days(words, default, **more):
    """Return a field for a number of days, at most a year."""
    return models.PositiveSmallIntegerField(
        words, default=default, validators=[MaxValueValidator(366)], **more
    )


def list_of_days(words, default, **more):
    """Return a field for a list of days, typed as “7, 1”; empty for never."""
    valid = RegexValidator(
        r"^(\d{1,3}(\s*,\s*\d{1,3}){0,5})?$",
        _("Enter up to six numbers of days, separated by commas: 7, 1."),
    )
    return models.CharField(
        words, max_length=40, default=default, blank=True, validators=[valid], **more
    )


def days_in(text):
    """The numbers in a text such as “7, 2”, sorted, without duplicates."""
    return sorted({int(number) for number in re.findall(r"\d+", text)})


class Rules(SingletonModel):
    """Singleton: the terms and limits of loans."""

    reservation_days = days(
        _("days that items stay set aside"),
        14,
        help_text=_("After that, the items go back on the shelf and the organisation is notified."),
    )
    unsigned_days = days(_("days before a reminder about an unsigned hand-over"), 2)
    swap_days = days(
        _("days within which a fault counts as a preparation error"),
        60,
        help_text=_("Counted from the hand-over; a later failure counts as wear."),
    )
    late_limit = models.PositiveSmallIntegerField(
        _("overdue loans that suspend new requests"),
        default=3,
        help_text=_("Applies to each organisation until devices are returned. Enter 0 for never."),
    )
    walk_in_refusal = models.CharField(
        _("people refused a hand-over without a request"),
        max_length=8,
        choices=WalkInRefusal,
        default=WalkInRefusal.NOBODY,
    )
    voucher_ceiling = models.DecimalField(
        _("maximum value of vouchers per person and month (€)"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(30),
        validators=[MinValueValidator(0)],
    )
    price_ceiling = models.DecimalField(
        _("maximum price of a device that is sold (€)"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(0)],
        help_text=_("Tax included. The catalogue has a price for each category and grade."),
    )
    school_ends_month = models.PositiveSmallIntegerField(
        _("month in which the school year ends"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    school_ends_day = models.PositiveSmallIntegerField(
        _("day of that month"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("28 at most, so that the date exists in every year."),
    )

    shows_stock = models.BooleanField(
        _("organisations see what is ready"),
        default=True,
        help_text=_(
            "While they write a request: the number of devices available or an approximate wait."
        ),
    )
    renews_by_rule = models.BooleanField(
        _("extensions are granted automatically"),
        default=False,
        help_text=_(
            "Once per loan, for six months at most, if it is not overdue and nobody is "
            "waiting for the equipment."
        ),
    )
    signs_by_drawing = models.BooleanField(
        _("the person who hands over draws a signature"),
        default=False,
        help_text=_("Otherwise their name is printed on the agreement, with the time."),
    )

    remind_before = list_of_days(
        _("days before the due date to send a reminder"),
        "7, 1",
        help_text=_(
            "Sent to the person and their organisation. A reminder is also sent on the day itself."
        ),
    )
    remind_after = list_of_days(_("days after the due date to send a reminder"), "3, 10")
    follow_up_days = list_of_days(
        _("days after a hand-over to call the person"),
        "7, 30, 90",
        help_text=_("A coordinator asks whether everything works."),
    )

    class Meta:
        verbose_name = _("counter rules")
        verbose_name_plural = _("counter rules")
        constraints = [
            only_one(_("There can be only one set of counter rules.")),
            check(
                "within",
                Q(
                    walk_in_refusal__in=WalkInRefusal.values,
                    voucher_ceiling__gte=0,
                    price_ceiling__gte=0,
                    school_ends_month__range=(1, 12),
                    school_ends_day__range=(1, 28),
                ),
                _("The value of a rule is outside its limits."),
            ),
        ]
