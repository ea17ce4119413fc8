from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from core.forms.versions import Versioned, hold_row
from core.forms.widgets import RowsField
from core.lists.filters import ALL_FEMININE
from core.workflow.lifecycle import NeedsConfirmation
from inventory.devices.lifecycle.devices import Grade
from inventory.models import Device
from loans.base.lifecycle.loans import Mode
from people.models import Site


class ArrangeForm(Versioned, ActForm):
    """Form for `arrange`: the delivery mode of a reservation, and its day."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Collection or delivery"), choices=Mode, widget=forms.RadioSelect
    )
    pickup_on = forms.DateField(label=gettext_lazy("Day"), required=False)

    def __init__(self, data=None, *, loan):
        super().__init__(data, initial={"mode": loan.mode, "pickup_on": loan.pickup_on})
        self.edited_row = loan

    def hold(self):
        if self.edited_row.request:
            hold_row(self.edited_row.request)
        hold_row(self.edited_row)

    def clean_mode(self):
        return Mode(self.cleaned_data["mode"])


class LookForm(forms.Form):
    """Form for the site and kind that a page shows; invalid query parameters are ignored."""

    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=None, required=False, empty_label=gettext_lazy("all")
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=ALL_FEMININE,
    )
    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"),
        choices=[("", gettext_lazy("all")), *((grade, grade) for grade in Grade.values)],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Brand or model"), required=False, max_length=80)
    day = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
    )

    def __init__(self, data, *, user, names, **usual):
        """Set the defaults: `usual` holds the values of fields missing from the query string."""
        super().__init__({**usual, **{name: data[name] for name in data}})
        self.usual = usual
        self.fields = {name: field for name, field in self.fields.items() if name in names}
        self.sites = Site.objects.visible_to(user).filter(is_active=True)
        if "site" in self.fields:
            self.fields["site"].queryset = self.sites
        self.is_valid()

    @property
    def shown(self):
        """The visible fields, without the site if there is only one site."""
        return [field for field in self if field.name != "site" or len(self.sites) > 1]

    @property
    def set_count(self):
        """The number of fields that differ from their default."""
        return sum(bool(f.data) and f.data != self.usual.get(f.name) for f in self.shown)

    def chosen(self, name, default=None):
        return self.cleaned_data.get(name) or default

    def narrow(self, rows, name="site"):
        """The rows of the chosen site; all rows if no site is chosen."""
        site = self.chosen("site")
        return rows.filter(**{name: site}) if site else rows

    @property
    def sites_chosen(self):
        site = self.chosen("site")
        return [site] if site else list(self.sites)


class ChooseForm(ActForm):
    """Form to choose the `devices` to reserve."""

    devices = RowsField(
        Device.objects.none(),
        error_messages={
            "required": _("Tick at least one device."),
            "invalid_choice": _("One of these devices is no longer available: choose again."),
        },
    )

    def __init__(self, *args, devices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["devices"].queryset = devices

    all_the_same = forms.BooleanField(required=False)

    @property
    def needs_confirmation(self):
        """Whether the form was refused and can be submitted again with an override."""
        return isinstance(self.refusal, NeedsConfirmation)

    def ticked(self):
        return {str(value) for value in self["devices"].value() or []}

    def arguments(self):
        cleaned = self.cleaned_data
        return (), {"devices": list(cleaned["devices"]), "override": cleaned["all_the_same"]}
