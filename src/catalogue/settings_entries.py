from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue.models import Category, DeviceModel, Kit
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

READ = "catalogue.view_reference"
WEIGHTS = READ, reverse_lazy("reference_list", args=["category"])
FACTORS = READ, reverse_lazy("reference_list", args=["factor"])
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


@line(Part.FIGURES, _("Usual weights"), "weight", *WEIGHTS)
def weights():
    return _of_categories(
        Category.objects.filter(weight_g=None), _("without a usual weight: %(names)s")
    )


@line(Part.FIGURES, _("Impact factors"), "leaf", *FACTORS)
def factors():
    missing = _("without a factor, listed separately in reports: %(names)s")
    return _of_categories(Category.objects.filter(factor=None), missing)


def _of_categories(without, missing):
    """Count the categories with the setting, and name the categories `without` it."""
    count = Category.objects.count() - len(without)
    names = ", ".join(map(str, without))
    words = ngettext("%(n)s category", "%(n)s categories", count) % {"n": count}
    return SettingSummary(words, missing=[names and missing % {"names": names}])


ENTRIES.count(Kit.objects.filter(is_active=True), Part.COUNTER, _("Kits"), "package")

registry.ENTRIES.extend(ENTRIES)
