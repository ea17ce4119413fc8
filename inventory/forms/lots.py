"""Forms of intake: count a lot, and enter its devices by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Brand, Category, DeviceModel
from core.forms import ActForm
from core.versions import Versioned
from core.widgets import NamedField, Suggestions
from donations.forms import Quantities
from inventory.lots import account_of, total_of
from inventory.models import Place

MAX_AT_ONCE = 500


class PlaceField(NamedField):
    """A shelf by its code, typed or scanned."""

    def __init__(self, **kwargs):
        super().__init__(
            Place.objects.none(),
            to_field_name="code",
            error_messages={
                "invalid_choice": _("“%(value)s” is not a place of this site."),
            },
            **kwargs,
        )

    def at(self, site_id):
        """Offer the places in use of this site."""
        self.queryset = Place.objects.filter(site=site_id, is_active=True)


def brand_field(**kwargs):
    return forms.CharField(
        label=_("Brand"),
        max_length=60,
        required=False,
        widget=Suggestions(rows=Brand.objects),
        **kwargs,
    )


def model_field(**kwargs):
    return forms.CharField(
        label=_("Model"),
        max_length=80,
        required=False,
        widget=Suggestions(rows=DeviceModel.objects),
        **kwargs,
    )


class CountForm(Quantities, Versioned, ActForm):
    """What stands at the door, one number per category."""

    def __init__(self, data=None, *, donation):
        super().__init__(data)
        self.edited_row, self.account = donation, account_of(donation)
        self.add_quantities({line.category.pk: line.counted for line in self.account})

    def rows(self):
        """Yield (line of the account, its field)."""
        for line in self.account:
            yield line, self[f"category_{line.category.pk}"]

    def total(self):
        return total_of(self.account)

    def others(self):
        """The fields of the categories that the account does not name."""
        named = {line.category.pk for line in self.account}
        return [pair for pair in self.quantity_fields() if pair[0].pk not in named]

    def arguments(self):
        named = {line.category for line in self.account}
        return (), {
            "counted": {
                category: number
                for category, number in self.quantities().items()
                if number is not None or category in named
            }
        }


class AlikeForm(ActForm):
    """So many of one model, with their serial numbers if one has them."""

    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), empty_label=_("choose")
    )
    brand = brand_field()
    model = model_field()
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=MAX_AT_ONCE,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    serials = forms.CharField(
        label=_("Serial numbers"),
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "class": "mono",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        help_text=_("One per line, as many as you have; a scanner goes to the next line itself."),
    )
    place = PlaceField(
        label=_("Place"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )

    def __init__(self, data=None, *, donation, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["place"].at(donation.site_id)

    def clean_serials(self):
        return [line.strip() for line in self.cleaned_data["serials"].splitlines() if line.strip()]

    def clean(self):
        facts = super().clean()
        if len(facts.get("serials", [])) > facts.get("quantity", MAX_AT_ONCE):
            self.add_error("serials", _("There are more serial numbers than devices."))
        return facts
