"""Display of specifications: a line for each recorded value."""

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.formatting import yes_or_no
from inventory.models import Specification

WORN_BELOW_PERCENT = 65  # battery health in percent, below which refurbishers call a battery worn


def lines_of(specification, *, with_coa):
    """Return (label, value) for known values; the COA number only if `with_coa`."""
    lines = [
        (_("Processor"), _processor(specification)),
        (_("Memory"), specification.ram_gb and gigabytes(specification.ram_gb)),
        (_("Storage"), _storage(specification)),
        (_("Screen"), _screen(specification)),
        (_("Keyboard"), specification.get_keyboard_display()),
        (_("Webcam"), yes_or_no(specification.has_webcam)),
        (_("4G or 5G"), yes_or_no(specification.has_cellular)),
        (_("Battery"), battery(specification)),
        (_("TPM"), specification.get_tpm_display()),
        (_("Firmware"), specification.get_firmware_display()),
        (_("System"), _system(specification)),
        (_("Licence"), specification.get_licence_display()),
        (_("COA number"), with_coa and specification.coa_number),
    ]
    return [(what, value) for what, value in lines if value]


def grouped(figure):
    """Format a number with grouped thousands; integers avoid `number_format`, which is slower."""
    if isinstance(figure, int):
        return f"{figure:,}".replace(",", get_format("THOUSAND_SEPARATOR"))
    return number_format(figure, force_grouping=True)


def gigabytes(size):
    return _("%(size)s GB") % {"size": grouped(size)}


def _processor(specification):
    count = specification.cores
    cores = count and ngettext("%(count)s core", "%(count)s cores", count) % {"count": count}
    return " · ".join(filter(None, [specification.cpu, cores]))


def _storage(specification):
    size = specification.storage_gb and gigabytes(specification.storage_gb)
    return " · ".join(filter(None, [size, specification.get_storage_kind_display()]))


def _screen(specification):
    size = specification.screen_inches
    size_text = size and _("%(size)s inches") % {"size": number_format(size)}
    return " · ".join(filter(None, [size_text, specification.resolution]))


def battery(specification):
    """Describe the battery: its health, then the figures from which it is computed."""
    health, parts = specification.battery_health, []
    if health is not None:
        parts.append(_("%(percent)s %% of its original capacity") % {"percent": health})
    design = specification.battery_design_mwh
    if design is not None:
        parts.append(_("%(size)s mWh when new") % {"size": grouped(design)})
    cycles = specification.battery_cycles
    if cycles is not None:
        parts.append(ngettext("%(count)s cycle", "%(count)s cycles", cycles) % {"count": cycles})
    return " · ".join(parts)


def _system(specification):
    return " ".join(filter(None, [specification.get_os_display(), specification.os_version]))


def is_worn(specification):
    health = specification.battery_health
    return health is not None and health < WORN_BELOW_PERCENT


def display_value(name, value):
    """Return the display text of the value of a specification field."""
    if value is None or value == "":
        return gettext_lazy("not known")
    if isinstance(value, bool):
        return yes_or_no(value)
    field = Specification._meta.get_field(name)
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(value, str):
        return value
    return grouped(value)
