"""Forms of erasure reports: upload, then confirm disk by disk."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from inventory.forms.confirmed import Confirmed
from inventory.forms.erasure import (
    CHOOSE,
    ErasureFields,
    methods_by_kind,
    usual_erasure,
)
from inventory.lifecycle import ErasureMethod, ErasureResult, MediumKind, MediumStatus
from inventory.lifecycle.erasure import methods_for
from inventory.reports.files import read_report

ANOTHER, LEFT_OUT = "new", ""


class AttachForm(ActForm):
    """For `attach_report`: the file is read before the transaction."""

    report = forms.FileField(
        label=_("Report"),
        help_text=_("PDF, XML or JSON, or the log of nwipe; 10 MB at most. It stays private."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.xml,.json,.log,.txt"}),
    )

    def __init__(self, data=None, files=None):
        super().__init__(data, files, auto_id="report_%s")

    def clean_report(self):
        upload = self.cleaned_data["report"]
        self.reading, self.name = read_report(upload), upload.name
        return upload

    def arguments(self):
        return (), {"reading": self.reading, "name": self.name}


class EntryForm(ErasureFields):
    """One disk of a report: which of the device's it is, and what is recorded of it."""

    medium = forms.ChoiceField(label=_("Which disk"), required=False)

    def __init__(self, data=None, *, number, entry, media, device, people):
        self.reported, self.device = entry, device
        self.disks = {str(medium.pk): medium for medium in media}
        self.matched = _match(entry, media)
        super().__init__(data, prefix=f"disk{number}", initial=self._initial(), people=people)
        self.fields["method"].label = _("What it is, and method")
        self.fields["method"].choices = [CHOOSE, *methods_by_kind(), *self._tried()]
        self.fields["medium"].choices = [
            *((pk, _named(medium)) for pk, medium in self.disks.items()),
            (ANOTHER, _("another disk of this device, not noted yet")),
            (LEFT_OUT, _("none: leave it out")),
        ]

    @property
    def kind(self):
        """What the disk is, as we know it, or else as the report says; "" if neither does."""
        kind = self.matched.kind if self.matched else MediumKind.UNKNOWN
        return kind if kind != MediumKind.UNKNOWN else (self.reported or {}).get("kind", "")

    def _tried(self):
        """The reported method that proves nothing for this kind of disk, to record it as such."""
        method = (self.reported or {}).get("method")
        if not (self.kind and method) or method in methods_for(self.kind):
            return []
        label = ErasureMethod(method).label
        return [(_("tried, and proves nothing"), [(f"{self.kind}:{method}", label)])]

    def _initial(self):
        """Initial values: the usual ones, overridden by those of the report."""
        usual = usual_erasure(self.matched, None) if self.matched else {}
        usual.pop("started_at", None)
        method = (self.reported or {}).get("method") or usual.get("method", "").rpartition(":")[2]
        usual["method"] = f"{self.kind}:{method}" if self.kind and method else ""
        if not self.reported:
            return usual | {"result": "", "medium": self.matched.pk if self.matched else ANOTHER}
        facts = {name: value for name, value in self.reported.items() if value not in {"", None}}
        for name in ("started_at", "ended_at"):
            if name in facts:
                facts[name] = datetime.fromisoformat(facts[name])
        facts["medium_serial"] = facts.pop("serial", usual.get("medium_serial", ""))
        if "method" not in facts and self.reported.get("words"):
            usual["method"] = ""
        facts.pop("method", None)
        return usual | facts | {"medium": self.matched.pk if self.matched else ANOTHER}

    @property
    def is_left_out(self):
        return self.is_bound and self.data.get(self.add_prefix("medium"), LEFT_OUT) == LEFT_OUT

    @property
    def warnings(self):
        """What the technician should look at before confirming, in sentences."""
        warnings = []
        if not self.reported:
            return [_("Nothing in this file is of a tool that we know: fill it in by hand.")]
        machine, ours = self.reported.get("machine"), self.device.serial
        if machine and ours and machine.upper() != ours:
            warnings.append(
                _("The report names another machine: %(serial)s.") % {"serial": machine}
            )
        if self.reported["result"] != ErasureResult.PASSED:
            warnings.append(_("It does not prove this disk erased."))
        if self._tried():
            warnings.append(_("What was done proves nothing of a disk of this kind."))
        return warnings

    def record(self):
        """The keywords that `record_report` takes for this disk."""
        facts = dict(self.cleaned_data)
        chosen = facts.pop("medium")
        size = (self.reported or {}).get("capacity_gb")
        return facts | {"medium": self.disks.get(chosen), "capacity_gb": size}


class ReportForm(Confirmed, ActForm):
    """For `record_report`: an `EntryForm` for each disk of the report, `entries`."""

    def __init__(self, data=None, *, report, media, people):
        super().__init__(data)
        media = [medium for medium in media if medium.status != MediumStatus.DESTROYED]
        common = {"media": media, "device": report.device, "people": people}
        self.entries = [
            EntryForm(data, number=number, entry=entry, **common)
            for number, entry in enumerate(report.found or [None])
        ]

    def is_valid(self):
        included = [entry for entry in self.entries if not entry.is_left_out]
        return all([super().is_valid(), *(entry.is_valid() for entry in included)])

    def arguments(self):
        sure = {"override": self.cleaned_data["override"]}
        records = [entry.record() | sure for entry in self.entries if not entry.is_left_out]
        return (), {"records": records}


def _match(entry, media):
    """The medium that a report names by its serial number; or the only one without a number."""
    serial = "".join((entry or {}).get("serial", "").upper().split())
    for medium in media:
        if serial and "".join(medium.serial.split()) == serial:
            return medium
    nameless = [medium for medium in media if not medium.serial]
    only = media if not entry else nameless
    return only[0] if len(only) == 1 else None


def _named(medium):
    return " · ".join(str(part) for part in (medium.get_kind_display(), medium.serial) if part)
