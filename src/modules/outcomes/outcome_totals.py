"""Outcome totals of a donor or a lot: numbers only, few queries.

Each device has one outcome, by its status at the end of a day. Our team sees the current state.
Published pages change once a month: they show the end of the last whole month, so that a family
cannot be identified by comparing a page before and after its hand-over. An outcome is computed when
it is opened, without the scope of a user; only a hash of the secret in its URL is stored.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Category
from core.charts import Part, in_a_row, percent, whole
from desk.figures import impact
from desk.figures.devices import RECEIVED, happened
from desk.figures.disclosure_control import guard, is_small, text_of
from desk.figures.figure import kilograms, weight
from desk.figures.handover_metrics import out_by
from desk.figures.people import with_their_home
from desk.figures.scope import EARLIEST, LATEST, Scope
from donations.models import Donation, Donor
from inventory.devices.lifecycle.devices import (
    DeviceStatus,
    ErasureResult,
    MediumStatus,
    RetireReason,
)
from inventory.devices.models.device import MAX_LEGACY_IMPORT_TIME
from inventory.models import Device, Erasure, Medium
from loans.models import LoanItem
from people.models import User

FATES = {
    "reused": _("reused: lent or given"),
    "prepared": pgettext_lazy("device", "being prepared"),
    "parts": pgettext_lazy("device", "kept for parts"),
    "waiting": pgettext_lazy("device", "to be recycled or returned to you"),
    "recycled": _("recycled or destroyed"),
    "returned": _("returned to you"),
    "missing": _("lost or stolen"),
}
ENDS = {
    RetireReason.PARTS: "parts",
    RetireReason.RECYCLED: "recycled",
    RetireReason.DESTROYED: "recycled",
    RetireReason.RETURNED: "returned",
}
PICTURE = [FATES["reused"], FATES["prepared"], _("kept for parts, recycled, returned or lost")]
# Reasons for which a device left as a whole, so that none of its parts was discarded before.
EXIT_REASONS = [RetireReason.RECYCLED, RetireReason.RETURNED]


@dataclass(frozen=True)
class Outcome:
    donor: Donor
    donation: Donation | None
    last: date  # the day at the end of which the numbers were counted
    total: int
    fates: list  # (category, label, number), without zeros
    rows: list  # (category, total, {fate: number}) of each donated category
    media: int
    proven: int
    people: str
    grams_reused: int
    grams_recycled: int
    avoided: list = field(default_factory=list)

    @property
    def table(self):
        """(category, total, the number of each fate in the order of `fates`) for each category."""
        return [
            (category, total, [of.get(fate, 0) for fate, _words, _number in self.fates])
            for category, total, of in self.rows
        ]

    @property
    def used_again(self):
        """The number of devices used again."""
        return self._number_of("reused")

    @property
    def reuse_rate(self):
        """The reuse rate of the devices received, which a public body has to report."""
        return percent(round(100 * self.used_again / self.total)) if self.total else "–"

    @property
    def picture(self):
        """The fates as a bar in three parts: used again, being prepared, all others."""
        again, prepared = self.used_again, self._number_of("prepared")
        numbers = [again, prepared, self.total - again - prepared]
        return in_a_row(
            [Part(PICTURE[n], number or None, whole(number)) for n, number in enumerate(numbers)]
        )

    def _number_of(self, fate):
        return sum(number for key, _words, number in self.fates if key == fate)

    @property
    def reused(self):
        return weight(self.grams_reused)

    @property
    def recycled(self):
        return weight(self.grams_recycled)

    @property
    def avoided_in_all(self):
        """The mass of CO2e avoided so far, for the categories with a factor."""
        return kilograms(sum(row.kilograms for row in self.avoided if row.factor))


def last_whole_month(today):
    """The last day of the last complete month, up to which data is published."""
    return today.replace(day=1) - timedelta(days=1)


def devices_of(scope, donation=None):
    """The devices of the donor or lot registered by the end of the scope."""
    devices = Device.objects.filter(donation__donor=scope.donor)
    devices = devices.exclude(status=DeviceStatus.WITHDRAWN)
    later = Scope(user=scope.user, first=scope.last + timedelta(days=1), last=LATEST)
    devices = devices.exclude(pk__in=happened(later, RECEIVED).values("subject_id"))
    return devices.filter(donation=donation) if donation else devices


def with_fate(devices, scope):
    """Annotate `fate`, one of `FATES`, at the end of the scope."""
    left = LoanItem.objects.filter(device=OuterRef("pk"), opened_at__lt=scope.ends)
    then = Q(status_since__lt=scope.ends)
    is_here = Q(left_with=None) | Q(left_with__sent_on__gt=scope.last)
    by_us = Q(taken_over_at=None) | Q(status_since__gt=F("taken_over_at") + MAX_LEGACY_IMPORT_TIME)
    is_exit = {"status": DeviceStatus.RETIRED, "retire_reason__in": EXIT_REASONS}
    waits = When(then & is_here & by_us, **is_exit, then=Value("waiting"))
    ended = [
        When(then, status=DeviceStatus.RETIRED, retire_reason=reason, then=Value(fate))
        for reason, fate in ENDS.items()
    ]
    lost = [DeviceStatus.LOST, DeviceStatus.STOLEN]
    gone = When(then, status__in=lost, then=Value("missing"))
    used = When(Exists(left.exclude(status="cancelled")), then=Value("reused"))
    return devices.annotate(fate=Case(waits, *ended, gone, used, default=Value("prepared")))


def published_outcome_of(donor, donation=None):
    """The `Outcome` as published: at the end of the last whole month."""
    return outcome_of(donor, donation, last=last_whole_month(timezone.localdate()))


def outcome_of(donor, donation=None, *, last=None):
    """The `Outcome` of a donor's devices, or of one lot, at the end of a day, or now."""
    scope = _until(last or timezone.localdate(), donor)
    devices = devices_of(scope, donation)
    counts = _counted(with_fate(devices, scope))
    totals = {fate: sum(of.get(fate, 0) for of in counts.values()) for fate in FATES}
    media, proven = _proofs(devices, scope)
    weights = {category.pk: category.weight_g or 0 for category in Category.objects.all()}
    return Outcome(
        donor=donor,
        donation=donation,
        last=scope.last,
        total=sum(totals.values()),
        fates=[(fate, FATES[fate], totals[fate]) for fate in FATES if totals[fate]],
        rows=[
            (category, sum(counts[category.pk].values()), counts[category.pk])
            for category in Category.objects.all()
            if category.pk in counts
        ],
        media=media,
        proven=proven,
        people=people_text(scope, donation),
        grams_reused=sum(of.get("reused", 0) * weights[pk] for pk, of in counts.items()),
        grams_recycled=sum(of.get("recycled", 0) * weights[pk] for pk, of in counts.items()),
        avoided=impact.avoided_by_category(scope, out_by(scope, of_lot(donation))),
    )


def of_lot(donation):
    return Q(device__donation=donation) if donation else Q()


def _counted(devices):
    """{id of a category: {fate: number}}, from one query."""
    counts = {}
    rows = devices.order_by().values_list("category", "fate")
    for category, fate, count in rows.annotate(Count("pk")):
        counts.setdefault(category, {})[fate] = count
    return counts


def _proofs(devices, scope):
    """(number of media, number proven erased or destroyed).

    A failure after a proof voids it, unless the device has come in again meanwhile.
    """
    until = Erasure.objects.filter(recorded_at__lt=scope.ends)
    same_stay = {"medium": OuterRef("medium"), "device_received_at": OuterRef("device_received_at")}
    failed = until.filter(pk__gt=OuterRef("pk"), **same_stay).exclude(result=ErasureResult.PASSED)
    passed = until.filter(medium=OuterRef("pk"), result=ErasureResult.PASSED)
    passed = passed.exclude(Exists(failed))
    destroyed = Q(status=MediumStatus.DESTROYED, status_since__lt=scope.ends)
    media = Medium.objects.filter(device__in=devices.order_by().values("pk"))
    is_proven = Q(Exists(passed)) | destroyed
    totals = media.order_by().aggregate(all=Count("pk"), proven=Count("pk", filter=is_proven))
    return totals["all"], totals["proven"]


def devices_of_public_body(outcome):
    """The devices of an outcome, each with `fate`, for the list that a public body files."""
    devices = devices_of(_until(outcome.last, outcome.donor), outcome.donation)
    rows = with_fate(devices, _until(outcome.last, outcome.donor)).order_by("asset_tag")
    for device in rows.select_related("category", "brand", "model"):
        yield device, FATES[device.fate]


def _until(last, donor):
    """The scope of a donor's devices until a day, as the system user."""
    return Scope(user=User.objects.system(), first=EARLIEST, last=last, donor=donor)


def people_text(scope, donation=None):
    """The number of people equipped by a donor or a lot, as text under disclosure control.

    The number of a lot is shown only if it is safe beside all other lots and their total, so that
    hidden numbers cannot be computed from two links of one donor.
    """
    everybody = with_their_home(scope).aggregate(sum=Sum("amount"))["sum"] or 0
    lots = dict(_people_by_lot(scope))
    guarded = guard(lots)
    if donation:
        return guarded.text(donation.pk) if donation.pk in lots else text_of(0)
    beyond = sum(lots.values()) - everybody  # people counted twice: with devices of two lots
    others = [everybody - number for number in lots.values()]
    is_apart = not beyond
    if not is_apart and (guarded.few or any(map(is_small, [beyond, *others]))):
        return str(_("not disclosed"))
    return guarded.total_text if is_apart else text_of(everybody)


def _people_by_lot(scope):
    """(id of a lot, household size of the recipients of its devices)."""
    people = with_their_home(scope).filter(
        loans__items__device__donation__donor=scope.donor, loans__items__opened_at__lt=scope.ends
    )
    rows = people.order_by().values_list("loans__items__device__donation", "pk", "amount")
    totals = {}
    for lot, _person, amount in rows.distinct():
        totals[lot] = totals.get(lot, 0) + amount
    return totals.items()
