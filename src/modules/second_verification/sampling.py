"""The media of a lot that can be drawn, and the number that must be verified."""

from dataclasses import dataclass
from math import ceil

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.modules.registry import is_on
from desk.figures.request_metrics import at
from desk.home.panels import MAX_ROWS, Panel
from donations.models import Donation
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.erasure import LOGICAL
from inventory.erasure.certificate_content import proof_now, proof_of_lot
from inventory.models import Device, Erasure, Medium
from modules.second_verification.lifecycle import SampleResult
from modules.second_verification.models import Sample, SampleRules

KEY = "second_verification"
# in our stock, and free to be sent back to the bench
HERE = [
    DeviceStatus.RECEIVED,
    DeviceStatus.REFURBISHING,
    DeviceStatus.READY,
    DeviceStatus.QUARANTINED,
]


@dataclass(frozen=True)
class LotSample:
    """Proven erasures of a lot, the media drawn from them, and the number required."""

    proofs: list[Erasure]
    samples: list[Sample]
    required: int

    @property
    def missing(self) -> int:
        """Number of media that remain to be drawn."""
        return max(self.required - len(self.samples), 0)

    @property
    def verified(self) -> int:
        return sum(sample.result == SampleResult.PASSED for sample in self.samples)

    @property
    def candidates(self) -> list[Erasure]:
        """Proofs not drawn yet, whose medium is present and has not been used since."""
        drawn = {sample.erasure_id for sample in self.samples}
        here = [e for e in self.proofs if e.pk not in drawn and is_here(e.medium.device)]
        return [erasure for erasure in here if proof_now(erasure.medium) == erasure]


def is_here(device: Device) -> bool:
    return device.status in HERE and not device.transfer_id and not device.left_with_id


def proofs_of(donation) -> list[Erasure]:
    """Valid proofs of erasure of the media of a lot; destroyed media cannot be verified again."""
    media = (
        Medium.objects.filter(device__donation=donation)
        .exclude(device__status=DeviceStatus.WITHDRAWN)
        .select_related("device")
        .prefetch_related(Prefetch("erasures", Erasure.objects.order_by("pk")))
        .order_by("pk")
    )
    proofs = [proof for medium in media if (proof := proof_of_lot(medium))]
    return [proof for proof in proofs if proof.method in LOGICAL]


def sample_of(donation) -> LotSample:
    """The state of the sample of a lot. A new erasure of a drawn medium has to be drawn again."""
    proofs = proofs_of(donation)
    samples = Sample.objects.filter(erasure__in=proofs).for_list().order_by("pk")
    samples = samples.filter(is_outdated=False)
    share = SampleRules.cached().percent
    return LotSample(proofs, list(samples), ceil(len(proofs) * share / 100))


def statement(erasure_ids: list[int]) -> str:
    """Sentence of a certificate that lists these erasures; "" if no medium was verified again."""
    if not is_on(KEY):
        return ""
    passed = Sample.objects.filter(erasure__in=erasure_ids, result=SampleResult.PASSED)
    tools = sorted(set(passed.values_list("tool", flat=True)))
    count = passed.count()
    if not count:
        return ""
    total = len(erasure_ids)
    sentence = ngettext(
        "%(n)s of %(total)s medium verified by a second person, with %(tools)s.",
        "%(n)s of %(total)s media verified by a second person, with %(tools)s.",
        total,
    )
    return sentence % {"n": count, "total": total, "tools": ", ".join(tools)}


def summary(user, donation) -> dict | None:
    """Context of the link on the page of a lot; None without permission or a first erasure."""
    if not user.has_perm("second_verification.verify_erasure"):
        return None
    has_proofs = Erasure.objects.filter(medium__device__donation=donation).exists()
    return {"donation": donation} if has_proofs else None


def sent_back(look) -> Panel:
    """Lots with data found at the second verification whose devices are to be erased again."""
    devices = Device.objects.visible_to(look.user).filter(
        needs_erasure=True,
        status__in=HERE,
        donation__in=Sample.objects.filter(result=SampleResult.FAILED).values("donation"),
    )
    rows = at(devices, look.scope).order_by("donation").values_list("donation")
    numbers = dict(rows.annotate(number=Count("pk"))) if is_on(KEY) else {}
    lots = list(Donation.objects.visible_to(look.user).filter(pk__in=numbers)[:MAX_ROWS])
    for lot in lots:
        lot.to_erase = numbers[lot.pk]
    return Panel(
        _("To erase again"), "second_verification/_sent_back.html", lots, reverse("donation_list")
    )


def pending_of(user, device) -> dict | None:
    """Context of the panel of a device with drawn media that wait; None if no medium waits."""
    if not user.has_perm("second_verification.verify_erasure"):
        return None
    rows = Sample.objects.pending().filter(erasure__medium__device=device).for_list()
    return {"samples": rows, "by": user} if rows else None


def to_verify(look) -> Panel:
    """Drawn media that wait for somebody else than their operator, for the home page."""
    devices = at(Device.objects.visible_to(look.user), look.scope)
    rows = Sample.objects.pending().filter(erasure__medium__device__in=devices)
    rows = rows.exclude(operator=look.user).for_list().order_by("pk")[:MAX_ROWS]
    title, more = _("To verify a second time"), reverse("donation_list")
    shown = list(rows) if is_on(KEY) else []
    return Panel(title, "second_verification/_to_verify.html", shown, more)
