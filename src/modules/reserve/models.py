"""Number of ready devices of a category that a site keeps back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, valid_choice
from core.workflow.guards import never_deleted
from core.workflow.lifecycle import Lockable, LockableQuerySet
from loans.base.lifecycle.loans import Audience
from loans.models import Request
from modules.reserve.lifecycle import Purpose, Reason, Taker
from people.base.site_scope import of_own_sites
from people.models import Site

MAX_COUNT = 999


class LevelQuerySet(LockableQuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user, "inventory.view_device")

    def for_list(self):
        return self.select_related("site", "category")


class Level(Addressed, Lockable):
    """The number of devices that a site keeps back, whichever these are.

    `missing` devices were taken and not replaced until the day `missing_on`, before which
    `arrived` devices had become ready on that day: each later arrival replaces one of them.
    """

    PAGE = "level_edit"

    site = protected_key(Site, _("site"), related_name="+")
    category = protected_key(Category, _("category"), related_name="+")
    count = models.PositiveSmallIntegerField(
        _("number kept back"), help_text=_("0 if nothing is kept back any more.")
    )
    purpose = models.CharField(
        _("kept back for"), max_length=10, choices=Purpose, default=Purpose.BOTH
    )
    taker = models.CharField(
        _("roles that may take a device"), max_length=12, choices=Taker, default=Taker.COORDINATOR
    )
    missing = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    missing_on = models.DateField(_("taken on"), null=True, editable=False)
    arrived = models.PositiveIntegerField(_("already ready that day"), default=0, editable=False)

    objects = LevelQuerySet.as_manager()

    class Meta:
        ordering = ["site__name", "category__position", "pk"]
        verbose_name = _("devices kept back")
        verbose_name_plural = _("devices kept back")
        constraints = [
            once(
                ["site", "category"],
                _("This site already keeps back devices of this category: change their number."),
            ),
            check(
                "count",
                Q(count__lte=MAX_COUNT),
                _("A site can keep back at most 999 devices of a category."),
            ),
            check(
                "missing",
                Q(missing=0) | Q(missing__lte=F("count"), missing_on__isnull=False),
                _("You cannot take more devices than are kept back."),
            ),
            valid_choice("purpose", Purpose, _("Choose what the devices are kept back for.")),
            valid_choice("taker", Taker, _("Choose who may take a device.")),
            never_deleted(_("Set the number kept back to 0 instead of deleting it.")),
        ]

    def __str__(self):
        return f"{self.category} · {self.site}"

    def reasons_for(self, subject):
        """The reasons to take a device for a request or loan: "for staff" never for a family."""
        reasons = Purpose(self.purpose).reasons
        request = subject if isinstance(subject, Request) else subject.request
        if request:
            is_family = request.audience == Audience.FAMILY
        else:
            is_family = subject.recipient_id and subject.recipient.kind == Audience.FAMILY
        return [reason for reason in reasons if not (is_family and reason == Reason.STAFF)]
