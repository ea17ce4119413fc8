from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.versions import Versioned, hold_row
from core.forms.widgets import MomentField
from inventory.devices.forms import Confirmed
from inventory.devices.lifecycle.devices import (
    ErasureMethod,
    ErasureResult,
    MediumKind,
    MediumStatus,
)
from inventory.devices.lifecycle.erasure import (
    LOGICAL,
    PHYSICAL,
    STANDARDS,
    Standard,
    Verification,
    methods_for,
)
from inventory.erasure.report_files import read_report
from inventory.models import Erasure, Medium
from people.base.roles import roles_with
from people.models import User


class RevokeForm(ActForm):
    why = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Internal: the public page shows that it is revoked, never the reason."),
    )


# --- Disks and memories at the bench: erasure and destruction. ---

CHOOSE = ("", _("choose"))
MONO = {"class": "mono", "autocapitalize": "characters"}


class MediumForm(Confirmed, Versioned, ActForm):
    """Form for `add_medium` and `identify_medium`: kind, size and serial number."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MediumKind)
    serial = forms.CharField(
        label=_("Serial number"), max_length=60, required=False, widget=forms.TextInput(attrs=MONO)
    )
    capacity_gb = forms.IntegerField(
        label=_("Capacity (GB)"), min_value=1, max_value=100_000, required=False
    )

    def __init__(self, data=None, *, medium=None):
        names = ("kind", "serial", "capacity_gb") if medium else ()
        initial = {name: getattr(medium, name) for name in names}
        super().__init__(data, initial=initial, auto_id=_auto_id("medium", medium))
        self.medium = self.edited_row = medium

    def hold(self):
        hold_row(self.medium.device)
        hold_row(self.medium)


class Verified(forms.Form):
    """Mixin with the optional second person who verified the erasure."""

    verifier = forms.ChoiceField(label=_("Verified by"), required=False)

    def __init__(self, *args, people=(), **kwargs):
        """`people` is the result of `verifiers_of`, read once for all forms of a page."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(pk, person.name) for pk, person in self.people.items()]
        self.fields["verifier"].choices = [("", _("nobody else")), *names]

    def clean_verifier(self):
        return self.people.get(self.cleaned_data["verifier"])


def methods_of(kind):
    """Choices of methods that prove the erasure of a medium of this kind."""
    return [(method.value, method.label) for method in methods_for(kind, LOGICAL)]


def methods_by_kind():
    """Combined choices of kind and method, for a medium of unknown kind."""
    return [
        (kind.label, [(f"{kind}:{method}", label) for method, label in methods_of(kind)])
        for kind in MediumKind
        if kind != MediumKind.UNKNOWN
    ]


class ErasureFields(Verified):
    """Fields of an erasure: `main` is always shown; `more` is folded and has usual initial values.

    The result is chosen by the button that records the erasure, or per disk of a report.

    For a medium of unknown kind, the value of `method` is `kind:method`.
    """

    main = ["method", "tool", "tool_version", "medium_serial", "started_at"]
    more = ["standard", "verification", "verifier", "passes", "ended_at", "remark"]

    method = forms.ChoiceField(label=_("Method"))
    tool = forms.CharField(label=_("Tool"), max_length=60, help_text=_("For example nwipe."))
    tool_version = forms.CharField(
        label=_("Version"), max_length=40, help_text=_("As shown by the tool, for example 0.34.")
    )
    medium_serial = forms.CharField(
        label=_("Serial number of the medium"), max_length=60, widget=forms.TextInput(attrs=MONO)
    )
    result = forms.ChoiceField(label=_("Result"), choices=ErasureResult, widget=forms.RadioSelect)
    started_at = MomentField(
        label=_("Started"),
        required=False,
        help_text=_("Empty: the time is not printed on the certificate."),
    )
    standard = forms.ChoiceField(
        label=_("Standard (NIST SP 800-88)"),
        choices=[
            ("", _("the usual standard for the method")),
            (Standard.CLEAR.value, Standard.CLEAR.label),
            (Standard.PURGE.value, Standard.PURGE.label),
        ],
        required=False,
    )
    verification = forms.ChoiceField(
        label=_("Verification"),
        choices=[
            ("", _("statement of the person who erased it, or tool report")),
            *(each for each in Verification.choices if each[0] != Verification.LOOK),
        ],
        required=False,
    )
    passes = forms.IntegerField(
        label=_("Passes"),
        help_text=_("Number of overwriting passes."),
        min_value=1,
        max_value=99,
        required=False,
    )
    ended_at = MomentField(label=_("Ended"), required=False, help_text=_("Empty: now."))
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def clean(self):
        facts = super().clean()
        facts["kind"], _colon, method = facts.get("method", "").rpartition(":")
        facts["method"] = method
        if method and facts.get("standard") not in ["", None, *STANDARDS[ErasureMethod(method)]]:
            self.add_error("standard", _("This method does not meet this standard."))
        facts["ended_at"] = facts.get("ended_at") or timezone.now()
        facts["started_at"] = facts.get("started_at") or facts["ended_at"]
        return facts

    def shown(self, names):
        return [self[name] for name in names if name in self.fields]

    def main_fields(self):
        return self.shown([*self.main, "override"])

    def more_fields(self):
        return self.shown(self.more)

    @property
    def has_more_to_say(self):
        """Whether one of the folded fields has an error."""
        return any(name in self.errors for name in self.more)


class ErasureForm(Confirmed, ErasureFields, ActForm):
    """Form for `record_erasure`, filled in as far as possible."""

    def __init__(self, data=None, *, medium, last=None, people=()):
        """`last` is the technician's latest erasure, whose method and tool are proposed."""
        usual = usual_erasure(medium, last)
        super().__init__(data, initial=usual, auto_id=_auto_id("erase", medium), people=people)
        self.medium = medium
        has_kind = medium.kind != MediumKind.UNKNOWN
        if not has_kind:
            self.fields["method"].label = _("Type of medium, and method")
        methods = methods_of(medium.kind) if has_kind else methods_by_kind()
        self.fields["method"].choices = [CHOOSE, *methods]
        # the verification by report requires an attached report
        verifications = self.fields["verification"].choices
        self.fields["verification"].choices = [
            v for v in verifications if v[0] != Verification.TOOL
        ]


class DestroyForm(Confirmed, Verified, ActForm):
    """Form for `destroy_medium`: method, date and verifier."""

    method = forms.ChoiceField(label=_("Method"))
    medium_serial = forms.CharField(
        label=_("Serial number of the medium"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=MONO),
    )
    tool = forms.CharField(label=_("Tool"), max_length=60, required=False)
    ended_at = MomentField(label=_("When"), required=False, help_text=_("Empty: now."))
    remark = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("Required if no serial number can be read: give the reason."),
    )

    def __init__(self, data=None, *, medium, people=()):
        initial = {"medium_serial": medium.serial}
        super().__init__(data, initial=initial, auto_id=_auto_id("destroy", medium), people=people)
        self.medium = medium
        methods = methods_for(medium.kind, PHYSICAL)
        self.fields["method"].choices = [CHOOSE, *((m.value, m.label) for m in methods)]


def _auto_id(name, medium):
    return f"{name}_{medium.pk}_%s" if medium else f"{name}_%s"


def verifiers_of(device, user):
    """Possible verifiers of an erasure by `user`: other technicians of the device's site."""
    roles = roles_with("inventory.erase_medium")
    people = User.objects.filter(is_active=True, role__in=roles, sites=device.site_id)
    return list(people.exclude(pk=user.pk).order_by("name"))


def _method_again(last: Erasure | None, methods: list[ErasureMethod]) -> str:
    """The method that the technician used last, or the only method for this medium, or ""."""
    if last and last.method in methods:
        return last.method
    return methods[0] if len(methods) == 1 else ""


def usual_erasure(medium: Medium, last: Erasure | None):
    """Initial values: the last method, with its tool; never a result or a time."""
    device = medium.device
    # the memory of a phone is identified by the IMEI or serial number of the phone
    is_sealed = device.category.has_imei
    has_kind = medium.kind != MediumKind.UNKNOWN
    methods = methods_for(medium.kind, LOGICAL)
    last = last if not has_kind or (last and last.method in methods) else None
    sealed = f"{MediumKind.EMBEDDED}:{ErasureMethod.FACTORY_RESET}" if is_sealed else ""
    return {
        "method": _method_again(last, methods) if has_kind else sealed,
        "tool": last.tool if last else "",
        "tool_version": last.tool_version if last else "",
        "medium_serial": medium.serial or (is_sealed and (device.imei or device.serial)) or "",
    }


# --- Forms of erasure reports: upload, then confirm disk by disk. ---

ANOTHER, LEFT_OUT = "new", "out"


class AttachForm(ActForm):
    """Form for `attach_report`; parses the file before the transaction."""

    report = forms.FileField(
        label=_("Report"),
        help_text=_("PDF, XML or JSON, or the nwipe log; 10 MB at most. It stays private."),
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
    """Form for a disk of a report: the matching disk of the device, and the erasure to record."""

    medium = forms.ChoiceField(
        label=_("Which disk"), error_messages={"required": _("Choose which disk this is.")}
    )

    def __init__(self, data=None, *, number, entry, matched, media, device, people):
        self.reported, self.matched, self.device = entry, matched, device
        self.disks = {str(medium.pk): medium for medium in media}
        super().__init__(data, prefix=f"disk{number}", initial=self._initial(), people=people)
        self.fields["method"].label = _("Type of medium, and method")
        self.fields["method"].choices = [CHOOSE, *methods_by_kind(), *self._tried()]
        self.fields["medium"].choices = [
            CHOOSE,
            *((pk, _named(medium)) for pk, medium in self.disks.items()),
            (ANOTHER, _("another disk of this device, not recorded yet")),
            (LEFT_OUT, _("leave this disk out")),
        ]

    @property
    def kind(self):
        """The kind of medium, as recorded or else as reported; "" if unknown."""
        kind = self.matched.kind if self.matched else MediumKind.UNKNOWN
        return kind if kind != MediumKind.UNKNOWN else (self.reported or {}).get("kind", "")

    def _tried(self):
        """Choices with the reported method, if it proves nothing for this kind of disk."""
        method = (self.reported or {}).get("method")
        if not (self.kind and method) or method in methods_for(self.kind):
            return []
        label = ErasureMethod(method).label
        return [(_("attempted, but proves nothing"), [(f"{self.kind}:{method}", label)])]

    def _initial(self):
        """Initial values: the usual values, overridden by the report."""
        usual = usual_erasure(self.matched, None) if self.matched else {}
        method = (self.reported or {}).get("method") or usual.get("method", "").rpartition(":")[2]
        usual["method"] = f"{self.kind}:{method}" if self.kind and method else ""
        if not self.reported:
            return usual | {"result": "", "medium": self._usual_medium()}
        facts = {name: value for name, value in self.reported.items() if value not in {"", None}}
        for name in ("started_at", "ended_at"):
            if name in facts:
                facts[name] = datetime.fromisoformat(facts[name])
        facts["medium_serial"] = facts.pop("serial", usual.get("medium_serial", ""))
        if self._tried() and facts["result"] == ErasureResult.PASSED:
            facts["result"] = ErasureResult.UNKNOWN.value
        if "method" not in facts and self.reported.get("words"):
            usual["method"] = ""
        facts.pop("method", None)
        return usual | facts | {"medium": self._usual_medium()}

    def _usual_medium(self):
        """The matching disk; a new one if no disk without a serial number may be meant; or ""."""
        is_doubtful = any(not medium.serial for medium in self.disks.values())
        return self.matched.pk if self.matched else "" if is_doubtful else ANOTHER

    @property
    def is_left_out(self):
        return self.is_bound and self.data.get(self.add_prefix("medium")) == LEFT_OUT

    @property
    def warnings(self):
        """Warnings that the technician reads before confirming."""
        warnings = []
        if not self.reported:
            return [_("This file does not come from a tool we know: fill in the form yourself.")]
        machine, ours = self.reported.get("machine"), self.device.serial
        if machine and ours and machine.upper() != ours:
            warnings.append(
                _("The report is about another machine: %(serial)s.") % {"serial": machine}
            )
        if self.reported["result"] != ErasureResult.PASSED:
            warnings.append(_("The report does not prove that this disk is erased."))
        if self._tried():
            warnings.append(
                _("This erasure proves nothing for this kind of disk: use another method.")
            )
        return warnings

    def record(self):
        """Keywords of `record_report` for this disk."""
        facts = dict(self.cleaned_data)
        chosen = facts.pop("medium")
        size = (self.reported or {}).get("capacity_gb")
        return facts | {"medium": self.disks.get(chosen), "capacity_gb": size}


class ReportForm(Confirmed, ActForm):
    """Form for `record_report`, with an `EntryForm` for each disk of the report in `entries`."""

    def __init__(self, data=None, *, report, media, people):
        super().__init__(data)
        media = [medium for medium in media if medium.status != MediumStatus.DESTROYED]
        common = {"media": media, "device": report.device, "people": people}
        found = report.found or [None]
        disks = [_match(entry, media) for entry in found]
        # Two entries may fit one disk without a serial number: the technician chooses.
        disks = [d if d and (d.serial or disks.count(d) == 1) else None for d in disks]
        self.entries = [
            EntryForm(data, number=number, entry=entry, matched=disk, **common)
            for number, (entry, disk) in enumerate(zip(found, disks, strict=True))
        ]

    def is_valid(self):
        included = [entry for entry in self.entries if not entry.is_left_out]
        return all([super().is_valid(), *(entry.is_valid() for entry in included)])

    def arguments(self):
        sure = {"override": self.cleaned_data["override"]}
        records = [entry.record() | sure for entry in self.entries if not entry.is_left_out]
        return (), {"records": records}


def _match(entry, media):
    """Find the medium of a report entry, or None.

    The medium has this serial number and model, or else is the only medium without a serial number
    that may be of this model.
    """
    serial = "".join((entry or {}).get("serial", "").upper().split())
    media = [medium for medium in media if medium.is_of_model((entry or {}).get("model", ""))]
    for medium in media:
        if serial and "".join(medium.serial.split()) == serial:
            return medium
    nameless = [medium for medium in media if not medium.serial]
    only = media if not entry else nameless
    return only[0] if len(only) == 1 else None


def _named(medium):
    return " · ".join(str(part) for part in (medium.get_kind_display(), medium.serial) if part)
