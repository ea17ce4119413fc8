from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.models import LabelFormat

USUAL = "L7160"


class LabelForm(forms.Form):
    """Which sheet, and its first free label; each format has its own sheet, `start-<code>`.

    `cleaned_data` holds the keywords of `label_sheet`. `last` is what `remember` gave last time.
    """

    fmt = forms.ModelChoiceField(
        LabelFormat.objects.order_by("pk"),  # as they were entered: the most usual first
        to_field_name="code",
        label=_("Label sheet"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, data=None, *, last=None):
        super().__init__(data, initial={"fmt": USUAL, **(last or {})})
        self.last = last or {}
        self.formats = list(self.fields["fmt"].queryset)
        for fmt in self.formats:
            name = f"start-{fmt.code}"
            self.fields[name] = forms.TypedChoiceField(
                label=_("First free label"),
                choices=[(number, number) for number in range(1, fmt.per_sheet + 1)],
                coerce=int,
                empty_value=1,
                initial=1,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("This sheet has no such label.")},
            )

    def sheets(self):
        """Yield (radio button, format, field of its first free label) of each format."""
        for radio, fmt in zip(self["fmt"], self.formats, strict=True):
            yield radio, fmt, self[f"start-{fmt.code}"]

    def clean(self):
        fmt = self.cleaned_data.get("fmt")
        if not fmt:
            return {}
        return {"fmt": fmt, "start": self.cleaned_data.get(f"start-{fmt.code}")}

    def remember(self, count):
        """What to propose next time, once `count` labels are printed: this sheet, where it ends."""
        fmt, start = self.cleaned_data["fmt"], self.cleaned_data["start"]
        free = (start - 1 + count) % fmt.per_sheet + 1
        return {**self.last, "fmt": fmt.code, f"start-{fmt.code}": free}
