"""QuerySet of devices; each method is served by an index."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.utils import timezone

from catalogue.models import Brand, DeviceModel
from core.lives import WorkflowQuerySet
from inventory.ages import of_age
from inventory.lifecycle import ENDED, IN_HOUSE, DeviceStatus
from inventory.lifecycle.exits import EXIT_REASONS, GOES, IN_BATCH, ExitPurpose
from inventory.models.place import count_limits

SHORTEST_PREFIX = 4
FEW = 500  # devices that a code names: more are not gone through one by one
# A register is taken over in so long at most: what it says is retired had left before.
TAKING_OVER = timedelta(minutes=10)


def _codes_of(text):
    """What makes a device be named by a code: its tag, and how its numbers begin."""
    number = text.replace(" ", "")
    whole = [Q(asset_tag=text), Q(serial=number), Q(imei=number), Q(imei2=number)]
    if len(number) < SHORTEST_PREFIX:
        return whole
    return [*whole, Q(serial__prefix=number), Q(imei__prefix=number)]


class DeviceQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Rows of the user's sites; all for a coordinator; none for associations."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("inventory.view_device"):
            return self.filter(site__in=user.site_ids)
        return self.none()

    def lendable(self):
        return self.filter(status=DeviceStatus.READY, transfer=None)

    def in_house(self):
        return self.filter(status__in=IN_HOUSE)

    def lying_here(self):
        """Those that can be found at their site: in the house, and not on their way."""
        return self.in_house().filter(transfer=None)

    def living(self):
        """Devices whose status is not an ended one: the current stock and loans."""
        return self.exclude(status__in=ENDED)

    def matching_code(self, code):
        """The devices that this tag (old ones too), serial or IMEI names."""
        # Column by column, each by its index: for an OR, SQLite may read the whole table.
        names = ["tags__code", "serial", *(["imei", "imei2"] if len(code) == 15 else [])]
        first, *others = (self.model.objects.order_by().filter(**{n: code}) for n in names)
        return self.filter(pk__in=first.values("pk").union(*(o.values("pk") for o in others)))

    def matching(self, text):
        """Those that a search names: whole tag, beginning of serial or IMEI, brand, model."""
        text = " ".join(text.upper().split())
        key = text.casefold()
        models_named = DeviceModel.objects.filter(key__contains=key).values_list("pk", flat=True)
        brands_named = Brand.objects.filter(key__contains=key).values_list("pk", flat=True)
        # Lists of ids, not joins: only so can each part use its own index.
        kinds, makers = list(models_named[:500]), list(brands_named[:500])
        codes = _codes_of(text)
        if not kinds and not makers:
            ids = self._ids_of(codes)
            if len(ids) <= FEW:
                return self.filter(pk__in=ids)
        return self.filter(reduce(or_, codes) | Q(model__in=kinds) | Q(brand__in=makers))

    def _ids_of(self, codes):
        """Ids of what these name, one more than a few at most.

        Each by its own index: for an OR, SQLite reads the whole table, and for a list of ids from
        elsewhere PostgreSQL may.
        """
        first, *others = (self.model.objects.order_by().filter(code).values("pk") for code in codes)
        return list(first.union(*others).values_list("pk", flat=True)[: FEW + 1])

    def to_count(self, now):
        """Those in the house that nobody had in hand for as many days as their site allows."""
        due = Q(pk__in=[])
        for site, before in count_limits(now):
            due |= Q(site=site, seen_at__lt=before)
            due |= Q(site=site, seen_at=None, received_at__lt=before)
        return self.lying_here().filter(due)

    def standing_for(self, age, today):
        """Those whose status is of that age, those of longest ago first."""
        return self.filter(of_age(age, today)).order_by("status_since", "pk")

    def saw(self):
        """Set `seen_at` of these devices to now; return how many."""
        return self.update(seen_at=timezone.now())

    def on_bench(self):
        """Those being refurbished, the longest there first."""
        return self.filter(status=DeviceStatus.REFURBISHING).order_by("status_since", "pk")

    def for_list(self):
        return self.select_related("category", "brand", "model", "site", "place")

    def awaiting_exit(self, purpose=ExitPurpose.RECYCLING):
        """Devices retired for this purpose and on no list; not those gone before the legacy import.

        Devices retired for parts do not wait: their remains are scanned onto a list in the end.
        """
        meanwhile = Q(status_since__gt=F("taken_over_at") + TAKING_OVER)
        reasons = [reason for reason in GOES[purpose] if reason in EXIT_REASONS]
        retired = self.filter(
            Q(taken_over_at=None) | meanwhile,
            status=DeviceStatus.RETIRED,
            retire_reason__in=reasons,
            left_with=None,
        )
        return retired.exclude(exit_lines__status__in=IN_BATCH)
