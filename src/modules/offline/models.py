"""Snapshots that phones took along, and the scans that came back.

A phone works on its snapshot without network, and numbers its scans. Each scan has an id of its own
and is applied once. A scan that the register refuses stays as an item to resolve. A snapshot ends
when the phone has finished, or when somebody gives up the phone as lost.
"""

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.workflow.lifecycle import Lockable
from people.base.site_scope import of_own_sites
from people.models import Site

TAKE = "offline.take_along"


class Outcome(models.TextChoices):
    DONE = "done", _("recorded")
    OPEN = "open", _("to resolve")
    DISCARDED = "discarded", _("discarded")


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The snapshots of the user's sites; all for a user who sees every site."""
        return of_own_sites(self, user, TAKE)

    def for_list(self):
        """Annotate `arrived`, `to_resolve` and `missing`: the scans that the phone did not send."""
        rows = self.select_related("by", "site").annotate(
            arrived=Count("scans"),
            to_resolve=Count("scans", filter=Q(scans__outcome=Outcome.OPEN)),
        )
        return rows.annotate(missing=F("announced") - F("arrived")).order_by("-pk")

    def to_follow(self):
        """Filter snapshots that are out, or have scans to resolve."""
        return self.filter(Q(ended_at=None) | Q(to_resolve__gt=0))


class Snapshot(Lockable):
    """The devices of a task, as a phone took them along.

    `announced` is the number of scans that the phone has made, by its last message.
    """

    by = user_key(verbose_name=_("by"), editable=False)
    site = protected_key(Site, _("site"), editable=False)
    task = models.CharField(_("task"), max_length=20, editable=False)
    row_id = models.BigIntegerField(
        _("row"), default=0, editable=False
    )  # row of the task; 0 if it has none
    label = models.CharField(_("label"), max_length=120, editable=False)
    expected = models.PositiveIntegerField(_("expected"), default=0, editable=False)
    announced = models.PositiveIntegerField(_("scans on the phone"), default=0, editable=False)
    at = models.DateTimeField(_("taken along"), default=timezone.now, editable=False)
    seen_at = models.DateTimeField(_("last contact"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    reason = models.CharField(
        _("reason"),
        max_length=200,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("work taken on a phone")
        verbose_name_plural = _("work taken on a phone")
        constraints = [
            check(
                "reason",
                Q(ended_at__isnull=False) | Q(reason=""),
                _("Give a reason only for work that has ended."),
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("offline_work", args=[self.pk])


class OfflineScan(models.Model):
    """A scan of a phone, applied once: its id comes from the phone."""

    id = models.UUIDField(_("id of the phone"), primary_key=True)
    snapshot = protected_key(
        Snapshot, _("work taken on a phone"), related_name="scans", editable=False
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    code = models.CharField(_("code"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("scanned on"), editable=False)
    # seconds by which the clock of the phone was behind ours; `scanned_at` is corrected
    clock_offset = models.IntegerField(_("clock offset (s)"), default=0, editable=False)
    at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    tone = models.CharField(_("tone"), max_length=10, editable=False)
    answer = models.CharField(_("answer"), max_length=400, blank=True, editable=False)
    reason = models.CharField(
        _("reason"),
        max_length=200,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )
    resolved_by = user_key(verbose_name=_("resolved by"), null=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("scan without a network")
        verbose_name_plural = _("scans without a network")
        constraints = [
            valid_choice(
                "outcome",
                Outcome,
                _("The status of a scan must be: recorded, to resolve or discarded."),
            ),
            once(["snapshot", "number"], _("This scan has already arrived."), name="number_once"),
            check(
                "discarded",
                ~Q(outcome=Outcome.DISCARDED) | ~Q(reason=""),
                _("Give the reason for discarding a scan."),
            ),
        ]

    def __str__(self):
        return self.code
