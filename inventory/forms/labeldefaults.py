"""The usual labels of each site: a sheet, a printer, how many for each device."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.versions import Versioned, hold_row
from inventory.labels import MAX_COPIES
from inventory.models import LabelDefault, LabelFormat, Printer

PARTS = ("fmt", "printer", "copies")


class LabelDefaultsForm(Versioned, ActForm):
    """For `set_label_defaults`: three fields for each of `sites`, named by its id.

    Only what changed is written, so two who change two sites do not undo each other.
    """

    def __init__(self, data=None, *, sites):
        super().__init__(data)
        self.sites = list(sites)
        self.edited_row = next(iter(self.sites), None)
        stored = LabelDefault.objects.filter(site__in=self.sites).in_bulk(field_name="site_id")
        self.defaults = {site.pk: stored.get(site.pk) or LabelDefault(site=site) for site in sites}
        for site in self.sites:
            self._add_fields(self.defaults[site.pk], site)

    def hold(self):
        for site in sorted(self.sites, key=lambda site: site.pk):
            hold_row(site)

    def _add_fields(self, default, site):
        used = LabelFormat.objects.filter(is_active=True)
        printers = Printer.objects.in_use().filter(site=site)
        fields = {
            "fmt": forms.ModelChoiceField(
                used | LabelFormat.objects.filter(pk=default.fmt_id),
                label=_("Sheet or roll"),
                required=False,
                empty_label=_("the first of the list"),
            ),
            "printer": forms.ModelChoiceField(
                printers | Printer.objects.filter(pk=default.printer_id),
                label=_("Printer"),
                required=False,
                empty_label=_("another one, as it comes"),
            ),
            "copies": forms.IntegerField(
                label=_("Labels for each device"), min_value=1, max_value=MAX_COPIES
            ),
        }
        for name, field in fields.items():
            attribute = name if name == "copies" else f"{name}_id"
            field.widget.attrs["class"] = "form-control" if name == "copies" else "form-select"
            self.fields[f"{name}-{site.pk}"] = field
            self.initial[f"{name}-{site.pk}"] = getattr(default, attribute)

    def rows(self):
        """Yield each site with its fields."""
        for site in self.sites:
            yield site, [self[f"{name}-{site.pk}"] for name in PARTS]

    def clean(self):
        cleaned = super().clean()
        for site in self.sites:
            needs_sheet = (
                cleaned.get(f"printer-{site.pk}") or cleaned.get(f"copies-{site.pk}", 1) > 1
            )
            if needs_sheet and not cleaned.get(f"fmt-{site.pk}"):
                self.add_error(f"fmt-{site.pk}", _("Choose the sheet or roll too."))
        return cleaned

    def arguments(self):
        changed = [site.pk for site in self.sites if self._is_changed(site)]
        for pk in changed:
            for name in PARTS:
                setattr(self.defaults[pk], name, self.cleaned_data[f"{name}-{pk}"])
        return ([self.defaults[pk] for pk in changed],), {}

    def _is_changed(self, site):
        return any(f"{name}-{site.pk}" in self.changed_data for name in PARTS)
