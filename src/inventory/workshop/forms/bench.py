from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned
from inventory.devices.forms import Confirmed, NamesNobody
from inventory.devices.lifecycle.devices import Grade
from inventory.devices.lifecycle.specifications import Os
from inventory.devices.models.specification import FACTS, LIMITS, LISTS
from inventory.intake.forms import brand_field, model_field
from inventory.models import Specification
from inventory.workshop.machine_reports.comparison import IDENTITY
from inventory.workshop.machine_reports.readers import MAX_REPORT_BYTES
from inventory.workshop.operations.bench import named_fault

MAX_CHARACTERS = 1_000_000
NOTHING = (None, "")

GROUPS = [
    (_("Processor and memory"), ["cpu", "cores", "ram_gb"]),
    (_("Storage"), ["storage_gb", "storage_kind"]),
    (_("Screen"), ["screen_inches", "screen_width", "screen_height"]),
    (_("Equipment"), ["keyboard", "has_webcam", "has_cellular"]),
    (_("Battery"), ["battery_percent", "battery_design_mwh", "battery_full_mwh", "battery_cycles"]),
    (_("Security"), ["tpm", "firmware"]),
    (_("System and licence"), ["os", "os_version", "licence", "coa_number"]),
]
# Fields that phones, and tablets with a mobile system, do not have.
COMPUTER_ONLY_FIELDS = ["keyboard", "tpm", "firmware", "licence", "coa_number"]
OF_MONITORS = ["screen_inches", "screen_width", "screen_height", "has_webcam"]


class SpecificationForm(ActModelForm):
    """Form for `specify`: the specification of one device; an emptied field becomes unknown."""

    class Meta:
        model = Specification
        fields = FACTS
        labels = {
            "screen_inches": _("Diagonal (inches)"),
            "screen_width": _("Width (pixels)"),
            "screen_height": _("Height (pixels)"),
            "battery_design_mwh": _("Capacity when new (mWh)"),
            "battery_full_mwh": _("Full capacity today (mWh)"),
            "battery_cycles": _("Cycles"),
            "battery_percent": _("Health (%)"),
        }
        help_texts = {
            "cpu": _("As shown by the machine or its sticker: “Intel Core i5-8350U”."),
            "storage_gb": _("All disks together."),
            "battery_design_mwh": _("In mWh: 50 Wh is 50,000."),
            "coa_number": _("Never printed on a label."),
        }
        widgets = {
            "coa_number": forms.TextInput(
                attrs={"class": "mono", "autocapitalize": "characters", "autocomplete": "off"}
            ),
            "cpu": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, data=None, *, device):
        self.edited_row = device
        super().__init__(data, instance=Specification.objects.of(device), auto_id="spec_%s")
        for name in set(FACTS) - set(_fields_of(device, self.instance)):
            del self.fields[name]
        for name in LISTS.keys() & self.fields.keys():
            _unknown, *choices = self.fields[name].choices
            self.fields[name].choices = [("", _("not known")), *choices]
        self.before = dict(self.initial)

    @property
    def groups(self):
        """Yield (title, fields) by subject."""
        for title, names in GROUPS:
            shown = [self[name] for name in names if name in self.fields]
            if shown:
                yield title, shown

    def clean_coa_number(self):
        return "".join(self.cleaned_data["coa_number"].upper().split())

    def arguments(self):
        facts = {name: self.cleaned_data[name] for name in self.fields if name in FACTS}
        emptied = [n for n in facts if facts[n] in NOTHING and self.before[n] not in NOTHING]
        return (), {**facts, "clears": emptied}


def _fields_of(device, specification):
    """Fields for the category of a device, and other fields with a recorded value."""
    shown = FACTS
    if not device.category.holds_data:
        shown = OF_MONITORS
    elif device.category.has_imei and specification.os != Os.WINDOWS:
        shown = [name for name in FACTS if name not in COMPUTER_ONLY_FIELDS]
    return [n for n in FACTS if n in shown or getattr(specification, n) not in NOTHING]


class MachineFileForm(ActForm):
    """Form for `keep_report`: a file, or its pasted text."""

    upload = forms.FileField(
        label=_("Machine file"),
        required=False,
        help_text=_("2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".json,.txt,.log,text/plain,application/json"}),
    )
    text = forms.CharField(
        label=_("Or paste its text"),
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false"}),
    )

    def __init__(self, data=None, files=None):
        super().__init__(data, files, auto_id="machine_%s")

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload and upload.size > MAX_REPORT_BYTES:
            raise forms.ValidationError(_("This file is too large: 2 MB at most."))
        return upload

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        upload, text = cleaned.pop("upload", None), cleaned.pop("text", "")
        if bool(upload) == bool(text.strip()):
            raise forms.ValidationError(_("Send a file or paste its text, not both."))
        cleaned["content"] = upload.read() if upload else text.encode()
        return cleaned


class MachineApplyForm(ActForm):
    """Form for `apply_report`: the values of a file to apply.

    For a report of another machine or model, no value is ticked.
    """

    names = forms.MultipleChoiceField(required=False)
    disks = forms.TypedMultipleChoiceField(required=False, coerce=int)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, data=None, *, comparison):
        ticks = not comparison.is_doubtful
        changes, disks = comparison.changes, comparison.new_disks
        before = {
            "names": [change.name for change in changes] if ticks else [],
            "disks": [str(disk.number) for disk in disks] if ticks else [],
            "seen": comparison.fingerprint,
        }
        super().__init__(data, initial=before)
        self.comparison = comparison
        every = {**IDENTITY, **dict.fromkeys(FACTS, "")}
        self.fields["names"].choices = list(every.items())
        self.fields["disks"].choices = [(n, n) for n in range(len(comparison.machine.disks))]

    def ticked(self, name):
        return {str(value) for value in self[name].value() or ()}

    @property
    def changes(self):
        """List the changes as (change, whether ticked)."""
        ticked = self.ticked("names")
        return [(change, change.name in ticked) for change in self.comparison.changes]

    @property
    def disk_choices(self):
        """List the disks of the report as (disk, whether ticked)."""
        ticked = self.ticked("disks")
        return [(disk, str(disk.number) in ticked) for disk in self.comparison.disks]


# --- Bulk forms of the workbench: the same values for several devices. ---

# Fields that devices of one lot usually share; a licence number belongs to one machine.
COMMON_FIELDS = [
    *("cpu", "ram_gb", "storage_gb", "storage_kind"),
    *("screen_inches", "keyboard", "os", "os_version", "licence"),
]


class AlikeForm(ActForm):
    """Form for `describe_together`: common values of devices; empty fields change nothing."""

    brand = brand_field()
    model = model_field()

    def __init__(self, data=None):
        super().__init__(data, auto_id="alike_%s")
        self.fields |= {name: _field(name) for name in COMMON_FIELDS}

    def clean(self):
        facts = super().clean()
        if not any(facts.values()) and not self.errors:
            raise forms.ValidationError(
                _("Enter at least one specification that these devices share.")
            )


def _field(name):
    """Return a form field for a specification; a select begins with “as it is”."""
    least, largest = LIMITS.get(name, (None, None))
    limits = {"min_value": least, "max_value": largest} if largest else {}
    field = Specification._meta.get_field(name).formfield(**limits)
    if hasattr(field, "choices"):
        field.choices = [("", _("unchanged")), *field.choices[1:]]
    return field


# --- Grade of a finished device. ---


class FinishForm(Confirmed, NamesNobody, Versioned, ActForm):
    """Form for `finish`: the grade and the known faults."""

    read_by_all = ("known_limits",)
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade)
    known_limits = forms.CharField(
        label=_("Known faults"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Printed on the agreement, so that the person knows about them."),
    )

    def __init__(self, data=None, *, device):
        before = {"grade": device.grade, "known_limits": device.known_limits}
        super().__init__(data, initial=before, auto_id="finish_%s")
        self.fields["override"].label = _("I have checked: this fault is repaired or was not found")
        if not device.known_limits and (question := named_fault(device)):
            self.fields["override"].widget = forms.CheckboxInput()
            self.fields["override"].help_text = question
        self.edited_row = device
