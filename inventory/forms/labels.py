"""Form of a label print: sheet or roll, printer, first free label, copies."""

from math import ceil

from django import forms
from django.utils.translation import gettext_lazy as _

from core.typed import number_of
from inventory.labels import LARGEST, MAX_COPIES
from inventory.models import LabelFormat, Printer

USUAL = "L7160"


class LabelForm(forms.Form):
    """Which sheet or roll, and its first free label; each sheet has its own, `start-<code>`.

    `cleaned_data` holds the keywords of `label_sheet`. `last` is what was chosen last time, as
    `choices` gives it.
    """

    fmt = forms.ModelChoiceField(
        LabelFormat.objects.filter(is_active=True),
        to_field_name="code",
        label=_("Sheet or roll"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    copies = forms.IntegerField(
        label=_("Labels for each"),
        min_value=1,
        max_value=MAX_COPIES,
        required=False,
        initial=1,
        help_text=_("One on the device, one on its charger, one on its box..."),
    )
    printer = forms.ModelChoiceField(
        Printer.objects.none(),
        label=_("Printer"),
        required=False,
        empty_label=_("another one, as it comes"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data=None, *, user, last=None):
        super().__init__(data, initial={"fmt": USUAL, **(last or {})})
        printers = Printer.objects.visible_to(user).in_use().select_related("site")
        self.fields["printer"].queryset = printers
        self.fields["printer"].label_from_instance = lambda it: f"{it} · {it.site}"
        if not printers:
            del self.fields["printer"]
        self.formats = list(self.fields["fmt"].queryset)
        if self.formats and self.initial["fmt"] not in {fmt.code for fmt in self.formats}:
            self.initial["fmt"] = self.formats[0].code
        for fmt in self.formats:
            self.fields[f"start-{fmt.code}"] = self._start_field(fmt)
            if self._start_of(fmt) > fmt.per_sheet:  # its grid was corrected meanwhile
                self.initial[f"start-{fmt.code}"] = 1

    def _start_field(self, fmt):
        return forms.TypedChoiceField(
            label=_("First free label"),
            choices=[(number, number) for number in range(1, fmt.per_sheet + 1)],
            coerce=int,
            empty_value=1,
            initial=1,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("This sheet has no such label.")},
        )

    def _start_of(self, fmt):
        return number_of(str(self[f"start-{fmt.code}"].value())) or 1

    def groups(self, count):
        """Yield (title, choices): those in use first, the rest by kind.

        A choice is a radio button, its format, the field of its first free label, and the number of
        sheets that `count` subjects take.
        """
        used = {self["fmt"].value(), *self.initial.get("used", ())}
        labels = count * self.each
        choices = [
            (
                radio,
                fmt,
                self[f"start-{fmt.code}"],
                ceil((self._start_of(fmt) - 1 + labels) / fmt.per_sheet),
            )
            for radio, fmt in zip(self["fmt"], self.formats, strict=True)
        ]
        usual = [choice for choice in choices if choice[1].code in used] or choices[:1]
        rest = [choice for choice in choices if choice not in usual]
        yield "", usual
        yield _("Other sheets"), [choice for choice in rest if not choice[1].is_roll]
        yield _("Rolls of labels"), [choice for choice in rest if choice[1].is_roll]

    def clean_copies(self):
        return self.cleaned_data["copies"] or 1

    def clean(self):
        cleaned = self.cleaned_data
        fmt = cleaned.get("fmt")
        if not fmt:
            return {}
        return {
            "fmt": fmt,
            "start": cleaned.get(f"start-{fmt.code}"),
            "copies": cleaned.get("copies"),
            "printer": cleaned.get("printer"),
        }

    @property
    def each(self):
        """Number of labels for each subject, as submitted so far."""
        copies = self["copies"].value()
        count = number_of(str(copies)) or 1
        return count if count <= MAX_COPIES else 1

    @property
    def max_subjects(self):
        """Maximum number of subjects in one print."""
        return LARGEST // self.each

    def free_after(self, count):
        """The first free label after printing `count` subjects."""
        cleaned = self.cleaned_data
        return (cleaned["start"] - 1 + count * cleaned["copies"]) % cleaned["fmt"].per_sheet + 1
