"""Draw media for a second verification, and record its result."""

from secrets import SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from donations.models import Donation
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureResult
from inventory.devices.lifecycle.erasure import Verification
from inventory.erasure.operations.certificates import revoke
from inventory.erasure.operations.erasure import record
from inventory.models import Device, Erasure, ErasureCertificate
from modules.second_verification.lifecycle import OUTDATED, SampleResult
from modules.second_verification.models import Sample, SampleRules
from modules.second_verification.sampling import is_here, proofs_of, sample_of
from people.models import User

MAX_TAGS_NAMED = 5


@operation("second_verification.change_rules")
def change_rules(rules: SampleRules, *, by: User) -> SampleRules:
    """Set the share of media to verify again; media drawn earlier stay drawn."""
    save_valid(rules)
    Event.objects.record("sample_rules.changed", rules, by=by, share=rules.percent)
    transaction.on_commit(SampleRules.clear_cache)
    return rules


@operation("second_verification.verify_erasure", locks=True)
def draw(donation: Donation, *, by: User) -> list[Sample]:
    """Draw the media that the share of this lot still requires, at random.

    Raises `Refused` if nothing is proven erased yet, enough is drawn, or no medium is present.
    """
    lot = sample_of(donation)
    if not lot.proofs:
        raise Refused(_("No device of this lot has a proven erasure yet."))
    if not lot.missing:
        raise Refused(_("Enough media of this lot have already been drawn."))
    candidates = lot.candidates
    if not candidates:
        raise Refused(_("No other erased medium of this lot is present, so none can be drawn."))
    chosen = SystemRandom().sample(candidates, min(lot.missing, len(candidates)))
    samples = Sample.objects.bulk_create(
        Sample(donation=donation, erasure=e, operator_id=e.operator_id, drawn_by=by)
        for e in sorted(chosen, key=lambda erasure: erasure.pk)
    )
    Event.objects.record("donation.sampled", donation, by=by, count=len(samples))
    return samples


@operation("second_verification.verify_erasure")
def verify(sample: Sample, *, by: User, result: SampleResult, tool: str) -> Sample:
    """Record the second verification of a drawn medium, once, by somebody who did not erase it.

    If data was found, the lot's media on hand have to be erased again: their devices
    go back to the bench. Raises `Refused` while one of them is set aside, and if the medium no
    longer has the erasure that was drawn. Locks the devices of the lot, then the sample.
    """
    devices = sample.donation.devices.lock()
    sample.lock()
    if sample.result:
        raise Refused(_("This medium has already been verified."))
    if not Sample.objects.pending().filter(pk=sample.pk).exists():
        raise Refused(OUTDATED)
    sample.result, sample.tool, sample.by, sample.at = result, tool.strip(), by, timezone.now()
    save_valid(sample)
    if result == SampleResult.PASSED:
        facts = {"device": sample.device.asset_tag}
        Event.objects.record("donation.sample_passed", sample.donation, by=by, **facts)
    else:
        _send_back(sample, devices, by)
    return sample


def _send_back(sample: Sample, devices: list[Device], by: User) -> None:
    """Void the erasure proofs of a lot's media on hand, and move ready devices to the bench."""
    _check_not_set_aside(devices)
    proofs = {e.medium_id: e for e in proofs_of(sample.donation) if is_here(e.medium.device)}
    proofs.setdefault(sample.erasure.medium_id, sample.erasure)
    ids = {erasure.medium.device_id for erasure in proofs.values()}
    _move_to_bench([d for d in devices if d.pk in ids and d.status == DeviceStatus.READY], by)
    for erasure in proofs.values():
        _void(erasure, sample, by)
    _revoke_certificates(sample, list(proofs.values()), by)
    facts = {"donation": sample.donation.reference}
    sent_back = [(device, facts) for device in devices if device.pk in ids]
    Event.objects.record_many("device.sample_failed", sent_back, by=by)
    facts = {"device": sample.device.asset_tag, "count": len(ids)}
    Event.objects.record("donation.sample_failed", sample.donation, by=by, **facts)


def _revoke_certificates(sample: Sample, erasures: list[Erasure], by: User) -> None:
    """Revoke the valid certificates that list one of these erasures."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Data was found at the second verification of %(donation)s.")
    why = words % {"donation": sample.donation}
    listing = ErasureCertificate.objects.filter(revoked_at=None, proofs__erasure__in=erasures)
    for certificate in listing.distinct().order_by("pk"):
        revoke(certificate, by, why)


def _check_not_set_aside(devices: list[Device]) -> None:
    """Raise `Refused`, naming the devices of the lot that are set aside for somebody."""
    tags = [d.asset_tag for d in devices if d.status == DeviceStatus.RESERVED]
    if tags:
        named = ", ".join(tags[:MAX_TAGS_NAMED]) + ("…" if len(tags) > MAX_TAGS_NAMED else "")
        raise Refused(
            _(
                "Devices of this lot are set aside: %(tags)s. Ask a coordinator to "
                "release them, then record the result."
            )
            % {"tags": named}
        )


def _move_to_bench(devices: list[Device], by: User) -> None:
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    was = [(device, {"was": device.status, "had": device.bench_by_id}) for device in devices]
    rows.transition_to(DeviceStatus.REFURBISHING, bench_by=None)
    Event.objects.record_many("device.refurbishing", was, by=by)


def _void(erasure: Erasure, sample: Sample, by: User) -> None:
    """Record that the erasure of a medium failed its verification, or is no longer trusted."""
    medium, now = erasure.medium, timezone.now()
    medium.device.lock()
    medium.lock()
    is_sample = medium.pk == sample.erasure.medium_id
    record(
        medium,
        by,
        method=erasure.method,
        result=ErasureResult.FAILED if is_sample else ErasureResult.UNKNOWN,
        verification=Verification.FULL if is_sample else Verification.NONE,
        tool=sample.tool if is_sample else "",
        remark=_("second verification of %(donation)s") % {"donation": sample.donation},
        medium_serial=erasure.medium_serial,
        started_at=now,
        ended_at=now,
    )
