"""Share of media to verify again, and the media drawn."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key, user_key
from core.models.singleton import SingletonModel, only_one
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Lockable, LockableQuerySet
from donations.models import Donation
from inventory.models import Device, Erasure
from modules.second_verification.lifecycle import SampleResult


class SampleRules(SingletonModel):
    """Singleton: the share of the erased media of each lot to verify again."""

    percent = models.PositiveSmallIntegerField(
        _("share of the media of each lot (%)"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Rounded up: at least one medium per lot."),
    )

    class Meta:
        verbose_name = _("second verification")
        verbose_name_plural = _("second verification")
        constraints = [
            only_one(_("The share must be the same for all lots.")),
            check(
                "percent",
                Q(percent__gte=1, percent__lte=100),
                _("Enter a share between 1 and 100 %."),
            ),
        ]


def _is_current():
    """Condition of samples whose erasure is the last of its medium, and of this stay."""
    later = Erasure.objects.filter(medium=OuterRef("erasure__medium"), pk__gt=OuterRef("erasure"))
    received_at = F("erasure__medium__device__received_at")
    return Q(erasure__device_received_at=received_at) & ~Q(Exists(later))


class SampleQuerySet(LockableQuerySet):
    def visible_to(self, user):
        return self.filter(erasure__medium__device__in=Device.objects.visible_to(user))

    def for_list(self):
        rows = self.select_related(
            "by", "operator", "erasure__medium__device__category", "erasure__medium__device__brand"
        )
        return rows.annotate(is_outdated=Q(result="") & ~_is_current())

    def pending(self):
        """Samples to verify: without a result, and their erasure still proves the medium clean."""
        return self.filter(_is_current(), result="")


class Sample(Lockable):
    """A proof of erasure drawn by the program, and the result of its second verification.

    Rows are created by `operations.draw` alone; each is verified once.
    """

    donation = protected_key(Donation, related_name="erasure_samples", editable=False)
    erasure = protected_key(Erasure, related_name="samples", editable=False)
    # the user who erased the medium, copied so that a CHECK can compare them with `by`
    operator = user_key(editable=False)
    drawn_by = user_key(editable=False)
    drawn_at = models.DateTimeField(default=timezone.now, editable=False)
    result = models.CharField(_("result"), max_length=8, choices=SampleResult, blank=True)
    tool = models.CharField(_("tool"), max_length=60, blank=True)
    by = user_key(null=True, editable=False)
    at = models.DateTimeField(null=True, editable=False)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("medium to verify again")
        verbose_name_plural = _("media to verify again")
        constraints = [
            once(["erasure"], _("This erasure has already been drawn.")),
            check(
                "result",
                Q(result="", tool="", by=None, at=None)
                | Q(result__in=SampleResult.values, by__isnull=False, at__isnull=False)
                & ~Q(tool=""),
                _("A second verification needs a result, a tool, a date and a person."),
            ),
            check(
                "second_person",
                Q(by=None) | ~Q(by=F("operator")),
                _("The second verification must be done by someone who did not erase the medium."),
            ),
            frozen(
                ["donation_id", "erasure_id", "operator_id", "drawn_by_id", "drawn_at"],
                _("The drawn media are chosen by the program and cannot be changed."),
            ),
            frozen(
                ["result", "tool", "by_id", "at"],
                _("A second verification cannot be changed."),
                name="verified",
                when="OLD.result <> ''",
            ),
            never_deleted(_("A drawn medium cannot be deleted from the register.")),
        ]

    def __str__(self):
        return str(self.erasure.medium)

    @property
    def device(self):
        return self.erasure.medium.device
