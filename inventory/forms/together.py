"""Bulk forms of the workbench: one answer for several devices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from inventory.forms.lots import brand_field, model_field
from inventory.models import Specification
from inventory.models.specification import LIMITS

# What machines that came together are wont to share; a licence's own number is of one.
SHARED = [
    "cpu",
    "ram_gb",
    "storage_gb",
    "storage_kind",
    "screen_inches",
    "keyboard",
    "os",
    "os_version",
    "licence",
]


class AlikeForm(ActForm):
    """What they have in common; what stays empty is left as it is on each."""

    brand = brand_field()
    model = model_field()

    def __init__(self, data=None):
        super().__init__(data, auto_id="alike_%s")
        self.fields |= {name: _field(name) for name in SHARED}

    def clean(self):
        facts = super().clean()
        if not any(facts.values()) and not self.errors:
            raise forms.ValidationError(_("Say at least one thing that they have in common."))
        return facts


def _field(name):
    """The field of a figure knows its limits; a list begins with leaving it as it is."""
    least, largest = LIMITS.get(name, (None, None))
    limits = {"min_value": least, "max_value": largest} if largest else {}
    field = Specification._meta.get_field(name).formfield(**limits)
    if hasattr(field, "choices"):
        field.choices = [("", _("as it is")), *field.choices[1:]]
    return field
