"""Media of devices, and the erasures of each.

The erasure recorded last decides about a disk, whatever its end time, since clocks may be wrong. A
failed or unknown result, even recorded late, blocks the device and never releases it. A proof
stores the arrival of its device (`device_received_at`), so a proof recorded under a fast clock does
not count for the next stay. No time may be more than five minutes after the clock of the database.
A proof that ended before a recorded failure is refused.
"""

import re

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.workflow.guards import append_only_but, frozen, in_dialect, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.devices.lifecycle.devices import (
    GONE,
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumHealth,
    MediumKind,
    MediumStatus,
)
from inventory.devices.lifecycle.erasure import (
    COUNTS,
    FROZEN,
    LOGICAL,
    NEVER_REWRITTEN,
    PHYSICAL,
    SEEN,
    STANDARDS,
    Standard,
    Verification,
)
from inventory.devices.models.device import Device


def last_erasure(column):
    """SQL expression: this column of the last valid erasure of a medium."""
    latest = Erasure.objects.in_force().filter(medium=models.OuterRef("pk")).order_by("-pk")
    return models.Subquery(latest.values(column)[:1])


class MediumQuerySet(WorkflowQuerySet):
    def taken_out_unproven(self):
        """Media taken out of their device that still have to be erased or destroyed."""
        unproven = Q(last_result=None) | ~Q(last_result=ErasureResult.PASSED)
        return self.with_last_erasure().filter(unproven, status=MediumStatus.REMOVED)

    def still_ours(self):
        """Media in our devices, or taken out of them and still here."""
        gone = [DeviceStatus.GIVEN, DeviceStatus.WITHDRAWN]
        return self.exclude(status__in=GONE).exclude(device__status__in=gone)

    def with_last_erasure(self):
        """Annotate `last_result` and `is_attested` of the last valid erasure."""
        return self.annotate(
            last_result=last_erasure("result"), is_attested=last_erasure("is_attested")
        )


class Medium(Workflow):
    """A disk or memory that holds data. A device that holds data has at least one medium."""

    status = status_field(MediumStatus, MediumStatus.PRESENT)
    device = protected_key(Device, related_name="media")
    kind = models.CharField(
        _("kind"), max_length=10, choices=MediumKind, default=MediumKind.UNKNOWN
    )
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    capacity_gb = models.PositiveIntegerField(_("capacity (GB)"), null=True, blank=True)
    # as reported by the disk, never typed
    model = models.CharField(_("model"), max_length=60, blank=True, editable=False)
    health = models.CharField(
        _("health"), max_length=10, choices=MediumHealth, blank=True, editable=False
    )
    hours_on = models.PositiveIntegerField(_("hours of use"), null=True, editable=False)

    objects = MediumQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("storage medium")
        verbose_name_plural = _("storage media")
        constraints = [
            valid_status(MediumStatus, name="status"),
            frozen(["device_id"], _("A disk must stay in the history of its device.")),
            frozen(
                ["status"],
                _("A destroyed medium cannot be used again."),
                name="destroyed",
                when=f"OLD.status = '{MediumStatus.DESTROYED}'",
            ),
            never_deleted(_("A disk cannot be deleted: take it out, or record its destruction.")),
        ]

    def __str__(self):
        return self.serial or str(self.get_kind_display())

    def is_of_model(self, model):
        """Whether this disk may be of `model`; tools truncate names or omit the maker."""
        ours, theirs = (re.sub(r"[\W_]", "", name).upper() for name in (self.model, model))
        return ours in theirs or theirs in ours

    @property
    def is_proven(self):
        """Whether the medium is gone, or its last erasure since the device arrived passed.

        Requires `with_last_erasure`.
        """
        return self.status in GONE or self.last_result == ErasureResult.PASSED


def _reaches(standard):
    """Condition for erasures to this standard by a method that can meet it."""
    methods = [method for method, standards in STANDARDS.items() if standard in standards]
    return Q(standard=standard, method__in=methods)


# number of a technician's latest erasures that are searched for their usual tool
MAX_RECENT_ERASURES = 30


def _is_in_force():
    """Condition for erasures that failed, or are valid proofs now, as in the guards."""
    counts = (
        "EXISTS (SELECT 1 FROM inventory_erasure e JOIN inventory_medium m ON m.id = e.medium_id"  # noqa: S608  (our own values)
        " JOIN inventory_device d ON d.id = m.device_id WHERE e.id = %(expressions)s AND "
        f"{COUNTS.format(kind='m.kind', since='d.received_at')})"
    )
    template = in_dialect(counts, connection.vendor)
    proof = models.Func("pk", template=template, output_field=models.BooleanField())
    return ~Q(result=ErasureResult.PASSED) | Q(proof)


class ErasureQuerySet(models.QuerySet):
    def in_force(self):
        """Erasures that failed, and proofs that count now."""
        return self.filter(_is_in_force())

    def with_force(self):
        """Annotate `is_in_force`: whether `in_force` selects the row."""
        return self.annotate(is_in_force=_is_in_force())

    def last_by_kind(self, user):
        """Map each kind of medium to the last erasure by `user`, as defaults of the form.

        The unknown kind is mapped to the user's last erasure of any kind.
        """
        theirs = self.filter(operator=user, is_attested=False, method__in=LOGICAL)
        recent = theirs.select_related("medium").order_by("-pk")[:MAX_RECENT_ERASURES]
        last = {}
        for erasure in reversed(recent):
            last[erasure.medium.kind] = last[MediumKind.UNKNOWN] = erasure
        return last


class Erasure(models.Model):
    """The result of one erasure of one medium; immutable."""

    medium = protected_key(Medium, related_name="erasures")
    standard = models.CharField(
        _("standard"), max_length=8, choices=Standard, blank=True, help_text=_("NIST SP 800-88")
    )
    method = models.CharField(_("method"), max_length=16, choices=ErasureMethod)
    passes = models.PositiveSmallIntegerField(_("passes"), null=True, blank=True)
    tool = models.CharField(_("tool"), max_length=60, blank=True)
    tool_version = models.CharField(_("version"), max_length=40, blank=True)
    medium_serial = models.CharField(_("serial number of the medium"), max_length=60, blank=True)
    # serial number of the machine when recorded, which may have been corrected since
    parent_serial = models.CharField(_("serial number of the machine"), max_length=60, blank=True)
    verification = models.CharField(
        _("verification"), max_length=6, choices=Verification, blank=True
    )
    result = models.CharField(_("result"), max_length=8, choices=ErasureResult)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"))
    operator = user_key()
    verifier = user_key(null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    report = protected_key(
        "inventory.ErasureReport", null=True, blank=True, related_name="erasures"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    # last arrival of its device: the erasure is a proof for this stay only
    device_received_at = models.DateTimeField(editable=False)
    # workshop that erased the medium; `operator` then recorded the workshop's audit
    refurbisher = protected_key(
        "inventory.Refurbisher", null=True, editable=False, related_name="+"
    )
    # confirmed by `operator` for work done before the device was recorded here
    is_attested = models.BooleanField(_("attested"), default=False, editable=False)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            check(
                "id_positive", Q(id__gt=0), _("Erasures must be numbered by the database itself.")
            ),
            valid_choice(
                "result",
                ErasureResult,
                _("The result of an erasure must be passed, failed or unknown."),
            ),
            check(
                "order",
                Q(ended_at__gte=F("started_at")),
                _("An erasure cannot end before it starts."),
            ),
            check(
                "since_arrival",
                Q(ended_at__gt=F("device_received_at")),
                _("This erasure ended before the device arrived: erase the device again."),
            ),
            check(
                "not_in_advance",
                Q(recorded_at__gte=F("ended_at")),
                _(
                    "An erasure that has not finished proves nothing: record it once it "
                    "has finished."
                ),
            ),
            check(
                "standard",
                _reaches(Standard.CLEAR)
                | _reaches(Standard.PURGE)
                | _reaches(Standard.DESTROY)
                | Q(standard="", method="")
                & (Q(is_attested=True) | ~Q(result=ErasureResult.PASSED)),
                _("This method does not meet this standard."),
            ),
            check(
                "verification",
                Q(verification__in=["", *Verification.values])
                & (
                    Q(is_attested=True)
                    | ~Q(result=ErasureResult.PASSED)
                    | ~Q(verification__in=["", Verification.NONE])
                ),
                _(
                    "An erasure that nobody verified cannot be marked as passed: its "
                    "result is unknown."
                ),
            ),
            check(
                "tool_report",
                ~Q(verification=Verification.TOOL)
                | Q(report__isnull=False)
                | Q(refurbisher__isnull=False)
                | Q(is_attested=True),
                _("The tool report is missing: attach its file, or choose another verification."),
            ),
            check(
                "look",
                ~Q(verification=Verification.LOOK) | Q(method__in=SEEN),
                _("A visual check counts only for physical destruction."),
            ),
            check(
                "second_eyes",
                Q(verifier=None) | ~Q(verifier=F("operator")),
                _(
                    "An erasure must be verified by someone else. Leave this empty if "
                    "nobody verified it."
                ),
            ),
            check(
                "passes",
                Q(passes=None) | Q(passes__gte=1, method=ErasureMethod.OVERWRITE),
                _("Enter a number of passes only for overwriting: 1 or more."),
            ),
            check(
                "proof_complete",
                ~Q(result=ErasureResult.PASSED)
                | Q(is_attested=True)
                | Q(method__in=LOGICAL) & ~Q(tool="") & ~Q(tool_version="") & ~Q(medium_serial="")
                | Q(method__in=PHYSICAL) & (~Q(medium_serial="") | ~Q(remark="")),
                _(
                    "For an erasure that passed, enter its method, tool, version and the number of "
                    "the medium; for a destruction, enter the number or the reason it is missing."
                ),
            ),
            check(
                "attested_passed",
                Q(is_attested=False) | Q(result=ErasureResult.PASSED, method__in=["", *LOGICAL]),
                _("Only the erasure of data can be attested."),
            ),
            once(
                ["medium", "report"],
                _("This report is already recorded for this disk."),
                name="once_a_report",
                condition=Q(report__isnull=False),
            ),
            append_only_but("remark", FROZEN, NEVER_REWRITTEN),
        ]

    def __str__(self):
        return f"{self.medium_serial}: {self.get_result_display()}"

    def verification_by(self, name):
        """Description of the verification; `name` is the person who vouches for the erasure."""
        if self.verification == Verification.WORD:
            return gettext("on the word of %(name)s") % {"name": name}
        return str(self.get_verification_display())

    @property
    def verification_in_words(self):
        return self.verification_by(self.operator)

    @property
    def technique(self):
        """Standard and method in words, for papers and pages."""
        parts = [self.get_standard_display(), self.get_method_display()]
        return " · ".join(str(part) for part in parts if part)
