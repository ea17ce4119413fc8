from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.guards import frozen, never_deleted
from core.lives import Workflow, WorkflowQuerySet, status_field, valid_status
from core.models import Document
from inventory.lifecycle.counts import COUNT_BADGES, COUNT_TRANSITIONS, UNDER_WAY, CountStatus
from inventory.models.device import Device
from inventory.models.place import Place
from people.models import Site

OVER = "OLD.status IN ('finalised', 'cancelled')"


class StockCountQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Rows of the user's sites; all for a coordinator; none for associations."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("inventory.count_stock"):
            return self.filter(site__in=user.site_ids)
        return self.none()

    def under_way(self):
        """Those whose shelves are being counted, or wait for their differences to be settled."""
        return self.filter(status__in=UNDER_WAY)

    def matching_code(self, code):
        return self.filter(number=code)

    def crossing(self, site, place=None, category=None):
        """The counts under way that cover some of the same shelves."""
        others, whole_site = self.under_way().filter(site=site), Q(place=None, category=None)
        if place:
            return others.filter(whole_site | Q(place=place))
        if category:
            return others.filter(whole_site | Q(category=category))
        return others

    def for_list(self):
        return self.select_related("site", "place", "category", "opened_by")


class StockCount(Workflow):
    """A stock count: one person scans the devices of a scope, another one decides the differences.

    It covers a whole site, one shelf of it, or one category at it. What is expected was written
    down when it was opened: its lines.
    """

    Status = CountStatus
    TRANSITIONS = COUNT_TRANSITIONS
    BADGES = COUNT_BADGES

    status = status_field(CountStatus, CountStatus.OPEN)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="counts"
    )
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("category"), null=True, blank=True
    )
    expected = models.PositiveIntegerField(_("expected"), default=0, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("opened by"), related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("counted by"),
        null=True,
        editable=False,
        related_name="+",
    )
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("finalised by"),
        null=True,
        editable=False,
        related_name="+",
    )
    finalised_at = models.DateTimeField(_("finalised"), null=True, editable=False)
    # The report, as it was when the count was finalised.
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = StockCountQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        constraints = [
            valid_status("inventory_stockcount_status", CountStatus),
            models.CheckConstraint(
                name="inventory_stockcount_scope",
                condition=Q(place=None) | Q(category=None),
                violation_error_message=_("A count covers a site, a shelf or a category."),
            ),
            models.CheckConstraint(
                name="inventory_stockcount_counted",
                condition=(~Q(status=CountStatus.OPEN) | Q(counted_by=None, counted_at=None))
                & (
                    ~Q(status__in=[CountStatus.COUNTED, CountStatus.FINALISED])
                    | Q(counted_by__isnull=False, counted_at__isnull=False)
                ),
                violation_error_message=_("What was counted says by whom and when."),
            ),
            models.CheckConstraint(
                name="inventory_stockcount_finalised",
                condition=Q(
                    status=CountStatus.FINALISED,
                    finalised_by__isnull=False,
                    finalised_at__isnull=False,
                )
                | ~Q(status=CountStatus.FINALISED) & Q(finalised_by=None, finalised_at=None),
                violation_error_message=_("What was finalised says by whom and when."),
            ),
            models.CheckConstraint(
                name="inventory_stockcount_two_people",
                condition=Q(counted_by=None)
                | Q(finalised_by=None)
                | ~Q(counted_by=F("finalised_by")),
                violation_error_message=_("Somebody else than who counted finalises a count."),
            ),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(status__in=UNDER_WAY),
                name="inventory_stockcount_place_once",
                violation_error_message=_("This shelf is being counted already."),
            ),
            models.UniqueConstraint(
                fields=["site", "category"],
                condition=Q(status__in=UNDER_WAY),
                name="inventory_stockcount_category_once",
                violation_error_message=_("This category is being counted already."),
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(status__in=UNDER_WAY, place=None, category=None),
                name="inventory_stockcount_site_once",
                violation_error_message=_("This site is being counted already."),
            ),
            frozen(
                "inventory_stockcount_frozen",
                [
                    "number",
                    "site_id",
                    "place_id",
                    "category_id",
                    "expected",
                    "opened_by_id",
                    "opened_at",
                ],
                _("A count stays what it was opened for."),
            ),
            frozen(
                "inventory_stockcount_over",
                ["status", "counted_by_id", "counted_at", "finalised_by_id", "finalised_at"],
                _("A count that is over does not change."),
                when=OVER,
            ),
            frozen(
                "inventory_stockcount_report",
                ["document_id"],
                _("The report of a count stays the one that was made."),
                when="OLD.document_id IS NOT NULL",
            ),
            never_deleted(
                "inventory_stockcount_kept", _("A count is cancelled or finalised, never deleted.")
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("count_detail", args=[self.pk])

    @property
    def designation(self):
        """What it covers, in words. Needs its place, category and site."""
        if self.place:
            return str(self.place)
        if self.category:
            params = {"category": self.category, "site": self.site}
            return gettext("%(category)s at %(site)s") % params
        return gettext("all of %(site)s") % {"site": self.site}

    @property
    def is_open(self):
        return self.status == CountStatus.OPEN

    @property
    def is_under_way(self):
        return self.status in UNDER_WAY

    @classmethod
    def expected_devices(cls, site, place=None, category=None):
        """Devices expected in the scope of the count now."""
        devices = Device.objects.lying_here().filter(site=site)
        if place:
            devices = devices.filter(place=place)
        if category:
            devices = devices.filter(category=category)
        return devices
