"""At the bench: the checklist, disks and their erasure, the grade."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.widgets import MomentField
from inventory.lifecycle import ErasureMethod, ErasureResult, Grade, MediumKind, Outcome
from inventory.models import Erasure, Medium

# What is usual for each kind of medium; the technician says otherwise.
USUAL_METHOD = {
    MediumKind.HDD: ErasureMethod.OVERWRITE,
    MediumKind.SSD: ErasureMethod.ATA_SANITIZE,
    MediumKind.NVME: ErasureMethod.NVME_SANITIZE,
    MediumKind.EMBEDDED: ErasureMethod.FACTORY_RESET,
}
LONGEST_ERASURE = timedelta(hours=12)


class ChecklistForm(ActForm):
    """Three answers and a note for each item; only what is new makes a result.

    Sent by the button named `rest`, the items without an answer work.
    """

    def __init__(self, data=None, *, items):
        super().__init__(data, auto_id="check_%s")
        self.items = items
        for item in items:
            self.fields[f"item_{item.pk}"] = forms.ChoiceField(
                label=str(item),
                choices=Outcome,
                required=False,
                widget=forms.RadioSelect,
                initial=item.result.outcome if item.result else "",
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label=_("Note"),
                max_length=200,
                required=False,
                initial=item.result.note if item.result else "",
                widget=forms.TextInput(attrs={"placeholder": _("what is wrong")}),
            )

    def rows(self):
        """Yield (item, its answers, its note)."""
        for item in self.items:
            yield item, self[f"item_{item.pk}"], self[f"note_{item.pk}"]

    def clean(self):
        facts = super().clean()
        self.outcomes = {}
        for item in self.items:
            outcome, note = facts.get(f"item_{item.pk}", ""), facts.get(f"note_{item.pk}", "")
            if not outcome and "rest" in self.data:
                outcome = Outcome.PASS
            if note and not outcome:
                self.add_error(f"note_{item.pk}", _("Say whether it works."))
            if outcome and _is_new(item.result, outcome, note):
                self.outcomes[item] = (Outcome(outcome), note)
        if not self.outcomes and not self.errors:
            raise forms.ValidationError(_("Nothing new to save: answer an item first."))
        return facts

    def arguments(self):
        return (), {"outcomes": self.outcomes}


def _is_new(result, outcome, note):
    return result is None or (result.outcome, result.note) != (outcome, note)


class MediumForm(ActForm):
    """What a disk or memory is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MediumKind)
    serial = forms.CharField(
        label=_("Serial number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "characters"}),
    )
    capacity_gb = forms.IntegerField(
        label=_("Capacity (GB)"), min_value=1, max_value=100_000, required=False
    )

    def __init__(self, data=None, *, medium=None):
        names = ("kind", "serial", "capacity_gb") if medium else ()
        known = {name: getattr(medium, name) for name in names}
        super().__init__(data, initial=known, auto_id=_auto_id("medium", medium))
        self.medium = medium


class ErasureForm(ActForm):
    """The record of an erasure: as much as possible is filled in already."""

    method = forms.ChoiceField(
        label=_("Method"), choices=[("", _("choose")), *ErasureMethod.choices]
    )
    tool = forms.CharField(label=_("Tool"), max_length=60)
    tool_version = forms.CharField(label=_("Version"), max_length=40)
    medium_serial = forms.CharField(
        label=_("Serial number of the medium"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "characters"}),
    )
    result = forms.ChoiceField(label=_("Result"), choices=ErasureResult, widget=forms.RadioSelect)
    started_at = MomentField(label=_("Started"))
    ended_at = MomentField(label=_("Ended"), required=False, help_text=_("Empty: just now."))

    def __init__(self, data=None, *, medium, last=None):
        """`last` is the technician's latest erasure: the tool is probably the same."""
        usual = usual_erasure(medium, last)
        super().__init__(data, initial=usual, auto_id=_auto_id("erase", medium))
        self.medium = medium

    def clean(self):
        facts = super().clean()
        facts["ended_at"] = facts.get("ended_at") or timezone.now()
        return facts


def _auto_id(name, medium):
    return f"{name}_{medium.pk}_%s" if medium else f"{name}_%s"


def usual_erasure(medium: Medium, last: Erasure | None):
    """What to propose: the usual method, the last tool, since when it is on the bench."""
    now = timezone.now()
    device = medium.device
    since = device.status_since
    is_sealed = device.category.has_imei  # a phone's memory goes by the number of the phone
    return {
        "method": USUAL_METHOD.get(medium.kind, ErasureMethod.FACTORY_RESET if is_sealed else ""),
        "tool": last.tool if last else "",
        "tool_version": last.tool_version if last else "",
        "medium_serial": medium.serial or (is_sealed and (device.imei or device.serial)) or "",
        "result": ErasureResult.PASSED,
        "started_at": since if now - since < LONGEST_ERASURE else now - timedelta(hours=1),
    }


class FinishForm(ActForm):
    """How it looks, and what the person who gets it should know."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade, widget=forms.RadioSelect)
    known_limits = forms.CharField(
        label=_("Known limitations"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Printed on the agreement: what the person should know."),
    )

    def __init__(self, data=None, *, device):
        before = {"grade": device.grade, "known_limits": device.known_limits}
        super().__init__(data, initial=before, auto_id="finish_%s")
