"""Labels printed ahead, devices registered by scanning one, and others' codes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms import ActForm
from core.widgets import NamedField
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.forms.confirmed import Confirmed
from inventory.forms.devices import imei_field
from inventory.forms.lots import PlaceField, brand_field, model_field
from inventory.models import Place
from inventory.operations.tags import LARGEST_BATCH
from inventory.scanned import device_named

OPEN_LOTS = [DonationStatus.RECEIVED, DonationStatus.SCHEDULED, DonationStatus.PROMISED]
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
# What the next device of a lot has most often in common with the last.
REMEMBERED = ["donation", "category", "brand", "model", "place"]


class TagsForm(ActForm):
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=LARGEST_BATCH,
        initial=24,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class RegisterForm(Confirmed, ActForm):
    """One device at the door; `tag` is the unused label stuck on it."""

    tag = forms.CharField(
        label=_("Label"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=CODE),
        help_text=_("The unused label that is stuck on it; without one it gets the next number."),
    )
    donation = NamedField(
        Donation.objects.none(),
        to_field_name="reference",
        label=_("Lot"),
        error_messages={"invalid_choice": _("“%(value)s” is no lot that is open.")},
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), empty_label=_("choose")
    )
    brand = brand_field()
    model = model_field()
    serial = forms.CharField(
        label=_("Serial number"), max_length=60, required=False, widget=forms.TextInput(attrs=CODE)
    )
    imei = imei_field(_("IMEI"))
    place = PlaceField(
        label=_("Place"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )

    def __init__(self, data=None, *, user, initial=None):
        super().__init__(data, initial=initial)
        lots = Donation.objects.visible_to(user).filter(status__in=OPEN_LOTS)
        self.fields["donation"].queryset = lots.select_related("donor").order_by("-pk")
        places = Place.objects.visible_to(user).filter(is_active=True)
        self.fields["place"].queryset = places.select_related("site")
        given = initial or {}
        if given.get("tag"):
            self.fields["tag"].widget = forms.HiddenInput()
        first = "serial" if given.get("category") and given.get("donation") else "donation"
        self.fields[first].widget.attrs["autofocus"] = True

    def clean(self):
        facts = super().clean()
        lot, place = facts.get("donation"), facts.get("place")
        if lot and place and place.site_id != lot.site_id:
            self.add_error("place", _("This place is at another site than the lot."))
        return facts

    def remember(self):
        """What to propose for the next device, as the session keeps it."""
        return {name: self.data.get(name, "") for name in REMEMBERED}

    def arguments(self):
        facts = dict(self.cleaned_data)
        return (facts.pop("donation"),), facts


class AttachForm(ActForm):
    """Somebody else's code, `sticker`, and the device that it is on, named by any of its codes."""

    sticker = forms.CharField(max_length=200)
    code = forms.CharField(max_length=200)

    def __init__(self, data=None, *, devices, **kwargs):
        super().__init__(data, **kwargs)
        self.devices = devices

    def clean_code(self):
        return device_named(self.cleaned_data["code"], self.devices)

    def arguments(self):
        return (self.cleaned_data["code"],), {"code": self.cleaned_data["sticker"]}


class RelabelForm(ActForm):
    """The unused label that is stuck on a device now; without one it gets the next number."""

    code = forms.CharField(max_length=200, required=False)

    def arguments(self):
        return (), {"tag": self.cleaned_data["code"]}
