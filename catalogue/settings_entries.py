"""What the house decides about kinds of things: lines of the settings page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue.models import Category, DeviceModel, Factor, Kit
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

READ = "catalogue.view_reference"
ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.STOCK, _("Catalogue"), "library", READ, "reference_index")
def catalogue():
    kinds, models = Category.objects.count(), DeviceModel.objects.offered().count()
    return SettingSummary(
        ngettext("%(n)s category", "%(n)s categories", kinds) % {"n": kinds},
        ngettext("%(n)s model", "%(n)s models", models) % {"n": models},
        missing=[not kinds and _("load the reference data")],
    )


@line(Part.FIGURES, _("Usual weights"), "weight", READ, lambda: _list_of("category"))
def weights():
    without = Category.objects.filter(weight_g=None)
    weighed = Category.objects.count() - len(without)
    return SettingSummary(
        ngettext("%(n)s category weighed", "%(n)s categories weighed", weighed) % {"n": weighed},
        missing=[without and _("no usual weight: %(names)s") % {"names": _names(without)}],
    )


@line(Part.FIGURES, _("Impact factors"), "leaf", READ, lambda: _list_of("factor"))
def factors():
    count = Factor.objects.values("category").distinct().count()
    without = Category.objects.exclude(factor__isnull=False).distinct()
    missing = _("without a factor, told apart in reports: %(names)s") % {"names": _names(without)}
    summary = ngettext("%(n)s category", "%(n)s categories", count) % {"n": count}
    return SettingSummary(summary, missing=[without and missing])


@line(Part.COUNTER, _("Kits"), "package", "catalogue.change_kit", "kit_list")
def kits():
    count = Kit.objects.filter(is_active=True).count()
    return ngettext("%(n)s kit", "%(n)s kits", count) % {"n": count}


def _names(categories):
    return ", ".join(map(str, categories))


def _list_of(noun):
    return reverse("reference_list", args=[noun])
