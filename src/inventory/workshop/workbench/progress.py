from operator import attrgetter

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext_lazy

from core.models import Event
from inventory.devices.lifecycle.devices import GONE, ErasureResult, Outcome
from inventory.devices.lifecycle.repairs import OPEN_REPAIRS, RepairOutcome, RepairStatus
from inventory.models import (
    Attempt,
    Checklist,
    ChecklistItem,
    Device,
    Erasure,
    Medium,
    Repair,
    RepairPart,
    TestResult,
)

WORDS_OF_REPAIRS = dict([*RepairStatus.choices, *RepairOutcome.choices])
# Counts that a list shows for each device, in the order of the parts: annotation, part of the bench
# page, and label.
COUNTED = [
    (
        "parts_left",
        "repairs",
        ngettext_lazy("%(count)s part missing", "%(count)s parts missing", "count"),
    ),
    ("checks_left", "checklist", ngettext_lazy("%(count)s check", "%(count)s checks", "count")),
    (
        "faults_left",
        "checklist",
        ngettext_lazy("%(count)s blocking fault", "%(count)s blocking faults", "count"),
    ),
    (
        "media_left",
        "data",
        ngettext_lazy("%(count)s disk to erase", "%(count)s disks to erase", "count"),
    ),
    ("named_left", "grade", ngettext_lazy("donor’s fault", "donor’s faults", "count")),
]


def work_left(device):
    """Return the work left as [(part, description)], next first. Requires `with_work_left`."""
    repair = WORDS_OF_REPAIRS.get(device.repair_left)
    left = [("repairs", repair)] if repair else []
    counts = [(getattr(device, name), part, words) for name, part, words in COUNTED]
    return left + [(part, words % {"count": count}) for count, part, words in counts if count]


def with_work_left(devices):
    """Annotate devices with the work left, as counts, in the same query; see `left_to_do`.

    `checks_left`, `faults_left` (blocking), `media_left` and `parts_left` are counts; `named_left`
    is 1 for a fault in `named_fault`; `repair_left` is a status or an outcome. Only results and
    erasures since the last arrival count, for the version of the latest attempt, or else for the
    current version.
    """
    results = TestResult.objects.filter(
        device=OuterRef(OuterRef("pk")),
        at__gte=OuterRef(OuterRef("received_at")),
        item=OuterRef("pk"),
    ).order_by("-pk")
    items = ChecklistItem.objects.filter(checklist=OuterRef("applied_version"))
    blocking = items.filter(is_blocking=True).annotate(last=Subquery(results.values("outcome")[:1]))
    media = Medium.objects.filter(device=OuterRef("pk")).exclude(status__in=GONE)
    unproven = media.with_last_erasure().filter(
        Q(last_result=None) | ~Q(last_result=ErasureResult.PASSED)
    )
    return devices.alias(applied_version=_applied_version()).annotate(
        checks_left=_number(items.filter(~Exists(results)), "checklist"),
        faults_left=_number(blocking.filter(last=Outcome.FAIL), "checklist"),
        media_left=_number(unproven, "device"),
        named_left=_named_left(),
        repair_left=_repair_left(),
        parts_left=_number(
            RepairPart.objects.lacking().filter(taken_from=OuterRef("pk")), "taken_from"
        ),
    )


# The device waits for a part or a decision, so nobody can work on it now.
STALLED = [RepairStatus.WAITING, RepairOutcome.REPAIRABLE, RepairOutcome.END_OF_LIFE]


def next_on_bench(user):
    """The device that has been longest on the user's bench and can be worked on now, or None."""
    mine = Device.objects.visible_to(user).on_bench().filter(bench_by=user)
    able = with_work_left(mine).filter(parts_left=0).exclude(repair_left__in=STALLED)
    return able.for_list().order_by("status_since", "pk").first()


def _applied_version():
    """SQL expression: the checklist version that applies to a device; see `checklists_of`."""
    attempts = Attempt.objects.filter(
        device=OuterRef("pk"),
        at__gte=OuterRef("received_at"),
        checklist__category=OuterRef("category"),
    ).order_by("-pk")
    current = Checklist.objects.current().filter(category=OuterRef("category"))
    return Coalesce(
        Subquery(attempts.values("checklist")[:1]), Subquery(current.order_by().values("pk")[:1])
    )


def _named_left():
    """SQL expression: 1 if the donor named a fault about which nothing was decided, or else 0."""
    kind = ContentType.objects.get_for_model(Device)
    about = Event.objects.filter(subject_type=kind, subject_id=OuterRef("pk"))
    was_ready = Exists(about.filter(kind="device.finished"))
    repaired = Exists(Repair.objects.standing().filter(device=OuterRef("pk")))
    return Case(
        When(Q(fault="") | ~Q(known_limits="") | Q(was_ready) | Q(repaired), then=0), default=1
    )


def _repair_left():
    """SQL expression: status or outcome of the last repair, if it keeps the device on the bench."""
    standing = Repair.objects.standing().filter(device=OuterRef("pk")).order_by("-pk")
    is_given_up = Q(outcome=RepairOutcome.END_OF_LIFE) | Q(
        outcome=RepairOutcome.REPAIRABLE, is_accepted=False
    )
    open_repairs = standing.annotate(
        work_left=Case(
            When(status__in=OPEN_REPAIRS, then="status"),
            When(is_given_up, then="outcome"),
            default=Value(""),
        )
    )
    return Coalesce(Subquery(open_repairs.values("work_left")[:1]), Value(""))


def _number(rows, group):
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def media_of(device):
    """Media of a device, with `history` (newest erasure first), `last_result` and `is_attested`."""
    erasures = Erasure.objects.select_related("operator", "verifier").with_force()
    # Sorted in Python: with an ORDER BY, Django hashes all selected columns, which takes a third of
    # the time.
    erasures = Prefetch("erasures", erasures.order_by(), to_attr="history")
    media = list(device.media.prefetch_related(erasures))
    for medium in media:
        medium.device = device
        medium.history.sort(key=attrgetter("pk"), reverse=True)
        last = next((erasure for erasure in medium.history if erasure.is_in_force), None)
        medium.last_result, medium.is_attested = last and last.result, last and last.is_attested
    return media
