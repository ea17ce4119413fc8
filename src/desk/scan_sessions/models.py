"""Scan sessions: a mode chosen at the start, then a line for each scan."""

from functools import partial

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import Brand, Category, DeviceModel
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import Guard, frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from desk.lifecycle import (
    ASIDE,
    MODES,
    RESULTS,
    LineStatus,
    Mode,
    Result,
    ScanSessionStatus,
    choices_of,
)
from donations.models import Donation
from inventory.devices.lifecycle.devices import Grade
from inventory.models import Device, ImportBatch, Place
from loans.models import Loan
from people.base.site_scope import of_own_sites
from people.models import Site


class OpenChoiceField(models.CharField):
    """Field whose choices are extended by removable modules, so that migrations omit them."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)  # absent in a clone
        return name, "django.db.models.CharField", args, kwargs


class ScanSessionQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Sessions of the user's sites; all sessions for a coordinator; empty for associations."""
        return of_own_sites(self.of_modes(), user, "desk.scan")

    def of_modes(self):
        """Exclude the sessions of removed modules."""
        return self.filter(act__in=MODES)

    def to_continue(self, user):
        """Open sessions of `user`, latest first, each with `scanned`."""
        rows = self.of_modes().filter(owner=user, status=ScanSessionStatus.OPEN)
        rows = rows.select_related("site", "donation", "place", "loan")
        return rows.annotate(scanned=_scanned()).order_by("-pk")

    def for_list(self):
        """Annotate `scanned`, the number of devices processed."""
        rows = self.of_modes()
        rows = rows.select_related("owner", "site", "donation", "place", "loan", "category")
        return rows.annotate(scanned=_scanned()).order_by("-pk")


def _scanned():
    """A subquery: a join would group by each of the 150 columns of a list."""
    done = ScanLine.objects.filter(session=OuterRef("pk"), status=LineStatus.DONE)
    counted = done.exclude(deed__in=ASIDE).order_by().values("session").annotate(Count("pk"))
    return Coalesce(Subquery(counted.values("pk__count")), 0)


class ScanSession(Addressed, Workflow):
    """A mode chosen once by the user who scans; open until it is ended."""

    PAGE = "run_detail"

    status = status_field(ScanSessionStatus, ScanSessionStatus.OPEN)
    act = OpenChoiceField(
        _("action"), max_length=10, choices=partial(choices_of, MODES), editable=False
    )
    owner = user_key(verbose_name=_("by"))
    site = protected_key(Site, _("site"))
    donation = protected_key(Donation, _("donation"), null=True, related_name="+")
    category = protected_key(Category, _("category"), null=True, related_name="+")
    brand = protected_key(Brand, _("brand"), null=True, related_name="+")
    model = protected_key(DeviceModel, _("model"), null=True, related_name="+")
    place = protected_key(Place, _("shelf"), null=True, related_name="+")
    loan = protected_key(Loan, _("loan"), null=True, related_name="+")
    # list of a mode of a removable module
    batch = protected_key(ImportBatch, _("imported list"), null=True, related_name="+")
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    # the device scanned last: a number scanned next belongs to it
    device = protected_key(Device, null=True, related_name="+")

    objects = ScanSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            valid_status(ScanSessionStatus),
            check(
                "knows_enough",
                Q(act__in=[Mode.SHELVE, Mode.REFURBISH])
                | Q(act=Mode.RECEIVE, donation__isnull=False, category__isnull=False)
                | Q(act=Mode.FINISH, grade__in=Grade.values)
                | Q(act=Mode.LEND, loan__isnull=False)
                | ~Q(act__in=Mode.values) & Q(batch__isnull=False),
                _("Choose the action for what you scan, and its destination."),
            ),
            frozen(
                ["act", "owner_id", "site_id", "donation_id", "loan_id", "batch_id"],
                _("A batch must keep the action it was started for."),
            ),
            never_deleted(_("A batch cannot be deleted: end it instead.")),
        ]

    def __str__(self):
        return str(self.get_act_display())

    def waiting(self):
        """Lines whose device waits for a shelf, in the order of their scans."""
        return self.lines.filter(status=LineStatus.WAITING).select_related("device").order_by("pk")

    def is_devices_first(self):
        """Whether the latest shelf was scanned after its devices."""
        shelf = self.lines.filter(deed=Result.SHELF, status=LineStatus.DONE).first()
        return bool(shelf and shelf.data.get("moved"))

    def counts(self):
        """Number of devices done, refused, undone and waiting, from one query."""
        rows = self.lines.order_by().exclude(deed__in=ASIDE, status=LineStatus.DONE)
        counts = dict(rows.values_list("status").annotate(Count("pk")))
        return {status.value: counts.get(status, 0) for status in LineStatus}


class ScanLineQuerySet(WorkflowQuerySet):
    def of(self, user):
        """Lines of the sessions that `user` may see."""
        return self.filter(session__in=ScanSession.objects.visible_to(user))

    def standing(self):
        """Lines whose device was processed or waits for a shelf."""
        return self.filter(status__in=[LineStatus.DONE, LineStatus.WAITING])

    def for_list(self):
        return self.select_related("device__category", "device__brand", "device__model", "place")


class ScanLine(Workflow):
    """A scan: its code, what it resolved to, and its result or refusal."""

    status = status_field(LineStatus, LineStatus.WAITING)
    session = protected_key(ScanSession, related_name="lines", db_index=False)
    code = models.CharField(_("code"), max_length=200)
    deed = OpenChoiceField(max_length=12, choices=partial(choices_of, RESULTS), blank=True)
    device = protected_key(Device, null=True, related_name="+")
    place = protected_key(Place, null=True, related_name="+")
    # data for the sentence and the undo of the result: ids, codes and times
    data = models.JSONField(default=dict)
    # reason for the refusal, in each language
    refusal = models.JSONField(default=dict)

    objects = ScanLineQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [
            models.Index(fields=["session", "status", "-id"], name="desk_scanline_session_status")
        ]
        constraints = [
            valid_status(LineStatus),
            once(
                ["session", "device"],
                _("This device is already waiting for a shelf."),
                name="waits_once",
                condition=Q(status=LineStatus.WAITING),
            ),
            Guard(
                name="desk_scanline_kept",
                on={"DELETE": f"OLD.status <> '{LineStatus.REFUSED}'"},
                violation_error_message=_("Completed scans must stay in the list."),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def says(self):
        """Result or refusal, in the active language."""
        if self.status == LineStatus.REFUSED:
            return self.refusal.get(get_language()) or next(iter(self.refusal.values()), "")
        if self.deed == Result.SHELF and (self.data.get("moved") or self.left_behind):
            return self._shelved_text()
        return str(self.get_deed_display()) % self.data if self.deed else self.status_label

    @property
    def left_behind(self):
        """Codes of the devices that waited for this shelf and were refused."""
        return self.data.get("refused", [])

    def _shelved_text(self):
        moved = len(self.data["moved"])
        params = {"count": moved, "place": self.data["place"]}
        if self.left_behind:
            return self._partly_shelved_text(params)
        text = ngettext(
            "%(count)s waiting device is now on %(place)s. The next ones wait for another shelf.",
            "%(count)s waiting devices are now on %(place)s. The next ones wait for another shelf.",
            moved,
        )
        return text % params

    def _partly_shelved_text(self, params):
        number = len(self.left_behind)
        shelved = ngettext(
            "%(count)s put on %(place)s", "%(count)s put on %(place)s", params["count"]
        )
        refused = ngettext(
            "%(count)s rejected. Take it off the shelf: %(devices)s",
            "%(count)s rejected. Take them off the shelf: %(devices)s",
            number,
        )
        devices = ", ".join(self.left_behind)
        return f"{shelved % params}, {refused % {'count': number, 'devices': devices}}"

    @property
    def can_be_undone(self):
        return self.status in {LineStatus.DONE, LineStatus.WAITING}
