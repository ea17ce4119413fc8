"""List of a collection at a donor's site, and the record signed by both parties."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models import Document
from core.models.document import PURGED
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import EMPTY_JSON, frozen, never_deleted, only_forgotten
from core.workflow.lifecycle import Refused
from donations.models import Donation

MAX_COUNT = 9_999


class CollectedItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(donation__in=Donation.objects.visible_to(user))

    def total(self):
        return self.aggregate(total=Sum("count"))["total"] or 0


class CollectedItem(models.Model):
    """A device scanned at the donor's, by its serial number or label; or a counted category.

    Frozen once the collection of its lot is signed (guards.py).
    """

    donation = protected_key(Donation, related_name="collected_items", editable=False)
    code = models.CharField(_("number"), max_length=64, blank=True, editable=False)
    category = protected_key(Category, _("category"), null=True, related_name="+")
    count = models.PositiveSmallIntegerField(
        _("count"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_COUNT)]
    )
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CollectedItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("collected item")
        verbose_name_plural = _("collected items")
        constraints = [
            once(
                ["donation", "code"],
                _("This number is already in the list."),
                name="code_once",
                condition=~Q(code=""),
            ),
            once(
                ["donation", "category"],
                _("This category is already in the list."),
                name="category_once",
                condition=Q(code=""),
            ),
            check(
                "what",
                Q(code="", category__isnull=False) | ~Q(code="") & Q(category=None, count=1),
                _("A line must be one scanned number, or the number of devices in a category."),
            ),
            check("count", Q(count__gte=1), _("A line must have at least one device.")),
        ]

    def __str__(self):
        return self.code or f"{self.count} × {self.category}"


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(donation__in=Donation.objects.visible_to(user))


class Collection(models.Model):
    """The signed record of a collection: from its time on, the lot is in our custody.

    `content` names the signatory of the donor, and the place. It is erased with its file at the end
    of the retention of accounts, as that of tax receipts.
    """

    donation = models.OneToOneField(
        Donation, models.PROTECT, related_name="collection", editable=False
    )
    content = models.JSONField()
    document = models.OneToOneField(Document, models.PROTECT, related_name="+", editable=False)
    by = user_key(editable=False)
    at = models.DateTimeField(_("signed"), default=timezone.now, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signed collection")
        verbose_name_plural = _("signed collections")
        constraints = [
            frozen(
                ["donation_id", "document_id", "by_id", "at"],
                _("A signed collection cannot be changed."),
            ),
            only_forgotten(
                "content",
                _("A signed collection cannot be changed."),
                name="said",
                instead=EMPTY_JSON,
            ),
            never_deleted(_("A signed collection cannot be deleted.")),
        ]

    def __str__(self):
        return number_of(self.donation)

    @property
    def giver(self):
        """Name of the donor's signatory; raises `Refused` once it has been erased."""
        if self.forgotten_at:
            raise Refused(str(PURGED))
        return self.content["giver"]


def number_of(donation):
    """Number of the custody record of a lot, printed on its paper."""
    return f"{donation.reference}-P1"
