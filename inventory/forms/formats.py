"""Formats of labels, and the printers that they come out of."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm, ActModelForm
from inventory.labels.calibration import cross_of
from inventory.models import LabelFormat, Printer
from people.models import Site

HUNDREDTH = Decimal("0.01")


class LabelFormatForm(ActModelForm):
    """For `save_format`. Empty fields are computed: labels without gap, centred on the page."""

    PARTS = [
        (_("Which it is"), ["code", "name", "is_active"]),
        (
            _("The page (mm)"),
            ["page_width", "page_height", "columns", "rows"],
        ),
        (
            _("A label (mm)"),
            ["width", "height", "pitch_x", "pitch_y", "left", "top", "margin_x", "margin_y", "dpi"],
        ),
        (
            _("What it says beside its tag and code"),
            ["shows_house", "shows_phone", "shows_model", "shows_serial", "shows_grade"],
        ),
    ]

    class Meta:
        model = LabelFormat
        fields = [
            "code",
            "name",
            "is_active",
            "page_width",
            "page_height",
            "columns",
            "rows",
            "width",
            "height",
            "pitch_x",
            "pitch_y",
            "left",
            "top",
            "margin_x",
            "margin_y",
            "dpi",
            "shows_house",
            "shows_phone",
            "shows_model",
            "shows_serial",
            "shows_grade",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("pitch_x", "pitch_y", "left", "top"):
            self.fields[name].required = False
        if self.instance.pk:
            self.fields["code"].disabled = True  # commands and half-used sheets name it

    def parts(self):
        """Yield (title, fields) of each part of the page."""
        for title, names in self.PARTS:
            yield title, [self[name] for name in names]

    def clean(self):
        self._fill("pitch_x", "left", size="width", page="page_width", count="columns")
        self._fill("pitch_y", "top", size="height", page="page_height", count="rows")
        return super().clean()

    def _fill(self, pitch, first, **names):
        cleaned = self.cleaned_data
        sizes = {name: cleaned.get(field) for name, field in names.items()}
        if None in sizes.values():
            return
        if cleaned.get(pitch) is None and pitch not in self.errors:
            cleaned[pitch] = sizes["size"]
        if cleaned.get(first) is None and not {first, pitch} & set(self.errors):
            labels = cleaned[pitch] * (sizes["count"] - 1) + sizes["size"]
            cleaned[first] = max((sizes["page"] - labels) / 2, Decimal(0)).quantize(HUNDREDTH)


class PrinterForm(ActModelForm):
    """For `save_printer`."""

    class Meta:
        model = Printer
        fields = ["site", "name", "shift_x", "shift_y", "is_active"]

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        self.fields["site"].initial = user.site_id


class CalibrateForm(ActForm):
    """For `calibrate`: measured distances from the edges of the paper to the cross."""

    from_left = forms.DecimalField(
        label=_("From the left edge to the cross (mm)"),
        min_value=0,
        max_value=50,
        decimal_places=1,
    )
    from_top = forms.DecimalField(
        label=_("From the upper edge to the cross (mm)"),
        min_value=0,
        max_value=50,
        decimal_places=1,
    )

    def __init__(self, data=None, *, fmt, **kwargs):
        super().__init__(data, **kwargs)
        self.cross = cross_of(fmt)

    def arguments(self):
        cleaned = self.cleaned_data
        x, y = self.cross
        return (), {"off_x": cleaned["from_left"] - x, "off_y": cleaned["from_top"] - y}
