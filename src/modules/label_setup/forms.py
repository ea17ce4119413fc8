from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import TypedDecimalField
from inventory.labels.models import Line
from inventory.models import LabelFormat, Printer
from modules.label_setup.calibration import cross_of
from people.models import Site

HUNDREDTH = Decimal("0.01")


# Texts that a format may print in addition to the tag and the code.
TEXT = ["shows_association", "shows_logo", "shows_phone"]
TEXT += ["line_1", "line_2", "line_3", "line_4", "own_line", "shows_bars"]
LENGTHS = ["width", "height", "pitch_x", "pitch_y", "left", "top", "margin_x", "margin_y"]
PARTS_OF_FORMAT = [
    (_("Name and use"), ["code", "name", "is_active"]),
    (_("Page (mm)"), ["page_width", "page_height", "columns", "rows"]),
    (_("Each label (mm)"), [*LENGTHS, "dpi"]),
    (_("Other information, besides the tag and code"), TEXT),
]


class LabelFormatForm(ActModelForm):
    """Form for `save_format`. Empty fields are computed: labels without gaps, centred."""

    class Meta:
        model = LabelFormat
        fields = [name for _title, names in PARTS_OF_FORMAT for name in names]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("pitch_x", "pitch_y", "left", "top"):
            self.fields[name].required = False
        if self.instance.pk:
            self.fields["code"].disabled = True  # commands and half-used sheets refer to it

    def parts(self):
        """Yield (title, fields) of each part of the page."""
        for title, names in PARTS_OF_FORMAT:
            yield title, [self[name] for name in names]

    def clean(self):
        self._fill("pitch_x", "left", size="width", page="page_width", count="columns")
        self._fill("pitch_y", "top", size="height", page="page_height", count="rows")
        lines = [self.cleaned_data.get(f"line_{number}") for number in (1, 2, 3, 4)]
        if self.cleaned_data.get("own_line") and Line.OWN not in lines:
            self.add_error("own_line", _("Choose “free text” for one of the four lines."))
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
    class Meta:
        model = Printer
        fields = ["site", "name", "shift_x", "shift_y", "is_active"]
        field_classes = {"shift_x": TypedDecimalField, "shift_y": TypedDecimalField}

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        self.fields["site"].initial = user.site_id


class CalibrateForm(ActForm):
    """Form for `calibrate`: measured distances from the edges of the paper to the cross."""

    from_left = TypedDecimalField(
        label=_("From the left edge to the cross (mm)"),
        min_value=0,
        max_value=50,
        decimal_places=1,
    )
    from_top = TypedDecimalField(
        label=_("From the top edge to the cross (mm)"),
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
