from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table
from inventory.labels.sheets import module_of
from inventory.models import LabelFormat, Printer


def _link(page, row):
    return format_html('<a href="{}">{}</a>', reverse(page, args=[row.pk]), row)


def shift_in_words(printer):
    """Describe the print offset of a printer."""
    x, y = printer.shift_x, printer.shift_y
    shifts = [
        x
        and (gettext("%(mm)s mm to the right") if x > 0 else gettext("%(mm)s mm to the left"))
        % {"mm": floatformat(abs(x), -1)},
        y
        and (gettext("%(mm)s mm down") if y > 0 else gettext("%(mm)s mm up"))
        % {"mm": floatformat(abs(y), -1)},
    ]
    return ", ".join(filter(None, shifts)) or gettext("nothing")


class LabelFormatTable(Table):
    """Table of label formats; with `links`, each format is linked to its page."""

    list_name = "labelformat_list"

    size = Column(_("label (mm)"))
    per_sheet = Column(_("labels per sheet"))
    module = Column(_("QR code"))
    sample = Column(_("sample"))

    class Meta(Table.Meta):
        model = LabelFormat
        fields = ["name", "size", "per_sheet", "module", "is_active", "sample"]
        wide_columns = ["per_sheet", "is_active"]
        page_only = ["sample"]

    def __init__(self, data, *, links, **kwargs):
        super().__init__(data, **kwargs)
        self.links = links

    def cell_name(self, fmt):
        return _link("labelformat_edit", fmt) if self.links else fmt.name

    def cell_size(self, fmt):
        size = f"{floatformat(fmt.width, -1)} × {floatformat(fmt.height, -1)}"
        return format_html('<span class="nowrap">{}</span>', size)

    def cell_per_sheet(self, fmt):
        return gettext("roll") if fmt.is_roll else fmt.per_sheet

    def cell_module(self, fmt):
        module = module_of(fmt)
        if not module:
            return format_html('<span class="status status-wait">{}</span>', gettext("text only"))
        text = gettext("modules of %(size)s mm") % {"size": floatformat(module, 2)}
        return text.replace(" mm", "\N{NO-BREAK SPACE}mm")

    def cell_sample(self, fmt):
        href = reverse("labelformat_sample", args=[fmt.pk])
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>', href, gettext("see"), fmt
        )


class PrinterTable(Table):
    list_name = "printer_list"
    shift = Column(_("print offset"))
    calibrate = Column(_("calibration"))
    none_yet = _("No printer yet: labels are printed exactly where the sheet says.")

    class Meta(Table.Meta):
        model = Printer
        fields = ["name", "site", "shift", "is_active", "calibrate"]
        wide_columns = ["site", "is_active"]
        page_only = ["calibrate"]

    def cell_name(self, printer):
        return _link("printer_edit", printer)

    cell_shift = staticmethod(shift_in_words)

    def cell_calibrate(self, printer):
        href = reverse("printer_calibrate", args=[printer.pk])
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            href,
            gettext("calibrate"),
            printer,
        )
