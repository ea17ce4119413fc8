"""Content of the erasure certificate of a device or a lot: frozen as data, then rendered.

Texts are in the active language; dates and times are ISO strings; `erasure` is an id.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formatting import day
from core.models import Identity
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import (
    DeviceStatus,
    ErasureResult,
    MediumStatus,
    RetireReason,
)
from inventory.devices.lifecycle.erasure import PHYSICAL, Standard, Verification, methods_for
from inventory.models import Device, Erasure, Medium

A_MINUTE = timedelta(minutes=1)  # an end closer to its recording is the time of recording
IDENTITY_FIELDS = ["name", "siren", "rna", "address", "town", "email", "phone", "signatory"]
DONOR = ["kind", "name", "legal_form", "siren", "address", "contact"]
# functions (ids of the listed erasures) -> sentence of the certificate, or "", added by modules
STATEMENTS = []


def content_of(subject):
    """Return the content of the certificate of this device or lot, without its number and date."""
    is_lot = not isinstance(subject, Device)
    writing = _Writing(is_lot=is_lot)
    devices = (
        Device.objects.filter(donation=subject) if is_lot else Device.objects.filter(pk=subject.pk)
    )
    for device in _with_erasures(devices):
        writing.add(device)
    lot = subject if is_lot else subject.donation
    content = {
        "identity": {name: getattr(Identity.cached(), name) for name in IDENTITY_FIELDS},
        "donor": {name: getattr(lot.donor, name) for name in DONOR} if is_lot else None,
        "lot": lot.reference if lot else "",
        "received_on": lot.received_on.isoformat() if is_lot and lot.received_on else "",
        "methods": writing.methods,
        "people": writing.people,
        **writing.groups,
    }
    erasures = proofs_in(content)
    sentences = [sentence for state in STATEMENTS if (sentence := state(erasures))]
    return content | ({"statements": sentences} if sentences else {})


def sha256_of(content):
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def proofs_in(content):
    """Ids of the erasures that a certificate lists, in order."""
    return [medium["erasure"] for device in content["proven"] for medium in device["media"]]


def check_certifiable(subject):
    """Raise `Refused` for a device that is not fully proven erased, or a lot without a proof."""
    if isinstance(subject, Device):
        _check_device(subject)
    elif not any(_is_proven_of_lot(device) for device in _with_erasures(_of_lot(subject))):
        raise Refused(_("No device of this lot has a proven erasure yet."))


def _check_device(device):
    if not device.category.holds_data and not device.media.exists():
        raise Refused(_("This device contains no data: there is nothing to certify."))
    if device.needs_erasure:
        raise Refused(
            _("This device still has to be erased: a certificate can list only proven erasures.")
        )
    (device,) = _with_erasures(Device.objects.filter(pk=device.pk))
    if not all(proof_now(medium) for medium in device.media.all()):
        raise Refused(
            _(
                "The erasure of this device is only attested, or a destruction has no "
                "record: a certificate can list only proofs."
            )
        )


def tally_of(donation):
    """Return (number of devices proven erased, number of devices with data) for a lot."""
    devices = [d for d in _with_erasures(_of_lot(donation)) if _holds_data(d)]
    return sum(map(_is_proven_of_lot, devices)), len(devices)


def _of_lot(donation):
    return Device.objects.filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)


def _with_erasures(devices):
    people = Erasure.objects.select_related("operator", "verifier", "refurbisher")
    erasures = people.order_by("pk")
    media = Medium.objects.prefetch_related(Prefetch("erasures", erasures)).order_by("pk")
    rows = devices.select_related("category", "brand", "model").order_by("asset_tag")
    return rows.prefetch_related(Prefetch("media", media))


def proof_now(medium):
    """Return the erasure or destruction that proves a medium clean in this stay, or None."""
    if medium.status == MediumStatus.DESTROYED:
        return _destruction(medium)
    rows = list(medium.erasures.all())
    last = rows[-1] if rows else None
    is_proof = (
        last and _is_proof(last, medium) and last.device_received_at == medium.device.received_at
    )
    return last if is_proof else None


def proof_of_lot(medium):
    """Return the first erasure of a donated medium that no later failure voids, or None.

    So for the donor, a device stays proven erased even if it returns and must be erased again.
    """
    if medium.status == MediumStatus.DESTROYED:
        return _destruction(medium)
    for erasure, after in pairwise([*medium.erasures.all(), None]):
        if not _is_proof(erasure, medium):
            continue
        stands = after is None or after.result == ErasureResult.PASSED
        if stands or erasure.device_received_at < after.device_received_at:
            return erasure
    return None


def _destruction(medium):
    records = [e for e in medium.erasures.all() if _is_proof(e, medium) and e.method in PHYSICAL]
    return records[-1] if records else None


def _is_proof(erasure, medium):
    """Whether an erasure passed, was not attested, and its method is valid for the medium."""
    is_ours = erasure.result == ErasureResult.PASSED and not erasure.is_attested
    return is_ours and erasure.method in methods_for(medium.kind)


def _holds_data(device):
    return device.category.holds_data or bool(device.media.all())


def _is_proven_of_lot(device):
    media = device.media.all()
    return bool(media) and all(proof_of_lot(medium) for medium in media)


@dataclass
class _Writing:
    """Builder of a certificate, which adds devices one by one and merges repeated statements."""

    is_lot: bool
    methods: list = field(default_factory=list)
    people: list = field(default_factory=list)
    groups: dict = field(
        default_factory=lambda: {
            "proven": [],
            "attested": [],
            "without": [],
            "no_data": [],
            "withdrawn": [],
        }
    )

    def add(self, device):
        facts = {
            "tag": device.asset_tag,
            "what": device.designation,
            "serial": device.serial or device.imei or "",
            "destination": _destination(device),
        }
        group, more = self._place(device)
        self.groups[group].append(facts | more)

    def _place(self, device):
        """Return the section of a device in the certificate, and its entry."""
        if device.status == DeviceStatus.WITHDRAWN:
            return "withdrawn", {}
        if not _holds_data(device):
            return "no_data", {}
        find = proof_of_lot if self.is_lot else proof_now
        proofs = [(medium, find(medium)) for medium in device.media.all()]
        if proofs and all(proof for _medium, proof in proofs):
            return "proven", {"media": [self._proof(medium, proof) for medium, proof in proofs]}
        words = [_attested(medium) for medium, proof in proofs if not proof]
        if words and all(words):
            return "attested", {"why": words[0]}
        return "without", {"why": _why_not(device, [m for m, proof in proofs if not proof])}

    def _proof(self, medium, erasure):
        workshop = erasure.refurbisher
        name = workshop.name if workshop else erasure.operator.name_on_proofs
        method = {
            "standard": str(erasure.get_standard_display()),
            "method": str(erasure.get_method_display()),
            "passes": erasure.passes,
            "tool": f"{erasure.tool} {erasure.tool_version}".strip(),
            "verification": erasure.verification_by(name),
        }
        verifier = erasure.verifier
        return {
            "kind": str(medium.get_kind_display()),
            "capacity": medium.capacity_gb,
            "serial": erasure.medium_serial,
            "parent": erasure.parent_serial or medium.device.serial or medium.device.imei or "",
            "method": _place_in(self.methods, method),
            "started": erasure.started_at.isoformat(),
            "ended": erasure.ended_at.isoformat(),
            "is_end_known": erasure.recorded_at - erasure.ended_at >= A_MINUTE,
            "operator": _place_in(self.people, name),
            "verifier": verifier and _place_in(self.people, verifier.name_on_proofs),
            "remark": erasure.remark,
            "erasure": erasure.pk,
        }


def _place_in(rows, row):
    if row not in rows:
        rows.append(row)
    return rows.index(row)


def _attested(medium):
    """Sentence for a medium whose erasure was attested; "" for other media."""
    erasure = next((e for e in reversed(medium.erasures.all()) if e.is_attested), None)
    if erasure is None:
        return ""
    params = {"who": erasure.operator.name_on_proofs, "day": day(erasure.ended_at)}
    return _("stated by %(who)s, for %(day)s or earlier") % params


def _why_not(device, media):
    """Short reason why a device has no proof of erasure."""
    gone = {
        DeviceStatus.LOST: _("lost before it was erased"),
        DeviceStatus.STOLEN: _("stolen before it was erased"),
    }
    if device.status in gone:
        return gone[device.status]
    if device.retire_reason == RetireReason.RETURNED and device.status == DeviceStatus.RETIRED:
        return _("returned to the donor as received")
    if any(medium.status == MediumStatus.DESTROYED for medium in media):
        return _("destroyed, method not recorded")
    last = [rows[-1].result for medium in media if (rows := list(medium.erasures.all()))]
    if ErasureResult.FAILED in last:
        return _("its last erasure failed")
    return _("not erased yet") if not last else _("its erasure is not proven")


def _destination(device):
    """The kind of destination in one word, without a name."""
    words = {
        RetireReason.PARTS: _("parts"),
        RetireReason.RECYCLED: _("recycling"),
        RetireReason.DESTROYED: _("destruction"),
        RetireReason.RETURNED: _("back to the donor"),
    }
    if device.status == DeviceStatus.RETIRED:
        return words.get(device.retire_reason, "")
    if device.status in {DeviceStatus.LOST, DeviceStatus.STOLEN}:
        return str(device.get_status_display())
    return _("reuse")


def seen_by_anybody(certificate):
    """Context of the public page of a certificate, without names or tags, with masked numbers.

    Requires `with_state`. Only data that never changes is read: the proofs that the certificate
    lists.
    """
    columns = ["erasure__standard", "erasure__medium_serial", "erasure__verification"]
    rows = list(certificate.proofs.order_by("pk").values_list(*columns))
    standards = [s for s in Standard if any(standard == s for standard, *_rest in rows)]
    return {
        "is_revoked": certificate.revoked_at is not None,
        "is_replaced": certificate.is_replaced,
        "day": timezone.localdate(certificate.at),
        "standards": standards,
        "count": len(rows),
        "on_word": [row[2] for row in rows].count(Verification.WORD),
        "serials": [masked(serial) for _standard, serial, _verification in rows],
    }


def masked(serial):
    """Mask a serial number, except its last four characters, or the last half of a short number."""
    shown = min(4, len(serial) // 2)
    return "\N{BULLET}" * 4 + (serial[-shown:] if shown else "")
