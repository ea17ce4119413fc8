"""What the house decides about kinds of things: lines of the settings page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models import Category, DeviceModel, Factor, Kit
from core.decisions import Decision, Part, Told


def _catalogue():
    kinds, models = Category.objects.count(), DeviceModel.objects.count()
    said = [
        ngettext("%(n)s category", "%(n)s categories", kinds) % {"n": kinds},
        ngettext("%(n)s model", "%(n)s models", models) % {"n": models},
    ]
    return Told(said, [] if kinds else [_("load the reference data")])


def _weights():
    rows = Category.objects.filter(weight_g=None)
    names = [str(category) for category in rows]
    known = Category.objects.count() - len(names)
    said = ngettext("%(n)s category weighed", "%(n)s categories weighed", known) % {"n": known}
    missing = _("no usual weight: %(names)s") % {"names": ", ".join(names)}
    return Told([said], [missing] if names else [])


def _factors():
    with_factor = Factor.objects.values("category").distinct().count()
    said = ngettext("%(n)s category", "%(n)s categories", with_factor) % {"n": with_factor}
    rows = Category.objects.exclude(factor__isnull=False).distinct()
    names = ", ".join(str(category) for category in rows)
    missing = _("without a factor, told apart in reports: %(names)s") % {"names": names}
    return Told([said], [missing] if names else [])


def _kits():
    count = Kit.objects.filter(is_active=True).count()
    return Told([ngettext("%(n)s kit", "%(n)s kits", count) % {"n": count}])


def _noun(noun):
    return lambda: reverse("reference_list", args=[noun])


READ = "catalogue.view_reference"
DECISIONS = [
    Decision(Part.STOCK, gettext_lazy("Catalogue"), "library", READ, "reference_index", _catalogue),
    Decision(
        Part.FIGURES, gettext_lazy("Usual weights"), "weight", READ, _noun("category"), _weights
    ),
    Decision(Part.FIGURES, gettext_lazy("Impact factors"), "leaf", READ, _noun("factor"), _factors),
    Decision(
        Part.COUNTER, gettext_lazy("Kits"), "package", "catalogue.change_kit", "kit_list", _kits
    ),
]
