"""Donors, and what they announce: one number per category, the quickest on a phone."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms import ActForm, ActModelForm
from core.widgets import DateInput, NamedField
from donations.models import Donation, DonationLine, Donor
from people.models import Site

SHORT_TEXT = forms.Textarea(attrs={"rows": 3})
MOST_ANNOUNCED = 100_000


class DonorForm(ActModelForm):
    class Meta:
        model = Donor
        fields = ["name", "kind", "siren", "contact", "email", "phone", "address"]
        widgets = {"address": SHORT_TEXT}


class Quantities(forms.Form):
    """Adds one number per category; `quantities` gives what was typed, by category."""

    def add_quantities(self, known):
        """`known` maps the key of a category to the number that stands there now."""
        self.categories = list(Category.objects.all())
        for category in self.categories:
            self.fields[f"category_{category.pk}"] = forms.IntegerField(
                label=str(category),
                min_value=0,
                max_value=MOST_ANNOUNCED,
                required=False,
                initial=known.get(category.pk),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "number"}),
            )

    def quantity_fields(self):
        """Yield (category, bound field)."""
        for category in self.categories:
            yield category, self[f"category_{category.pk}"]

    def plain_fields(self):
        """The visible fields that are not quantities."""
        return [field for field in self.visible_fields() if not field.name.startswith("category_")]

    def quantities(self):
        """A dict category -> number or None."""
        return {
            category: self.cleaned_data[f"category_{category.pk}"] for category in self.categories
        }


class DonationForm(Quantities, ActModelForm):
    """A lot with the lines its donor announced."""

    donor = NamedField(
        Donor.objects.all(),
        label=_("Donor"),
        help_text=_("Type the beginning of the name."),
        error_messages={
            "invalid_choice": _("No donor of this name is in the register: enter the donor first.")
        },
    )

    class Meta:
        model = Donation
        fields = ["donor", "site", "collect_on", "collect_at", "note"]
        widgets = {"collect_on": DateInput(), "collect_at": SHORT_TEXT, "note": SHORT_TEXT}

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["donor"].queryset = Donor.objects.visible_to(user)
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].initial = user.site_id
        lines = self.instance.lines.all() if self.instance.pk else []
        self.add_quantities({line.category_id: line.announced or None for line in lines})

    def arguments(self):
        lines = [
            DonationLine(category=category, announced=number)
            for category, number in self.quantities().items()
            if number
        ]
        return (self.instance,), {"lines": lines}


class ScheduleForm(ActForm):
    collect_on = forms.DateField(label=_("Day of the collection"), widget=DateInput())

    def clean_collect_on(self):
        day = self.cleaned_data["collect_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        return day
