"""Forms for donors and for donations, with one number per category, for entry on a phone."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Category
from core.forms.base import ActModelForm
from core.forms.widgets import GroupedField, NamedField, PhoneField, TimeInput
from core.photos.photos import PicturesField
from core.text_input import line_of
from donations.lifecycle import DonorKind, Eraser
from donations.models import Donation, DonationLine, Donor
from donations.operations.arrivals import arrivals_of
from donations.operations.lots import check_not_erased_since, save_donor
from people.models import Site

SHORT_TEXT = forms.Textarea(attrs={"rows": 3})
MAX_ANNOUNCED = 100_000
MAX_NAMED = 5  # donations that may be the one at the door


# Time, place, contact and carrier of the collection.
COLLECTION = [
    "collect_on",
    "collect_from",
    "collect_until",
    "collect_at",
    "collect_contact",
    "collect_phone",
    "carrier",
]
# Fields used only by the donation agreement.
TERMS = [
    "eraser",
    "erase_within",
    "outside_eraser",
    "owned_from",
    "collect_by",
    "ground",
    "decision",
    "may_resell",
]
# The context is a time of day: French has another word for a place of departure.
COLLECTION_LABELS = {"collect_from": pgettext_lazy("an hour", "From")}
COLLECTION_WIDGETS = {
    "collect_from": TimeInput(),
    "collect_until": TimeInput(),
    "collect_at": SHORT_TEXT,
    "collect_phone": forms.TextInput(attrs={"type": "tel"}),
}


class DonorForm(ActModelForm):
    class Meta:
        model = Donor
        fields = [
            "name",
            "kind",
            "legal_form",
            "siren",
            "contact",
            "email",
            "phone",
            "address",
            "language",
        ]
        field_classes = {"siren": GroupedField, "phone": PhoneField}
        widgets = {"address": SHORT_TEXT}

    # Detects a page opened before an erasure, which would restore the donor's name.
    forgotten_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].required = False  # defaults to French
        moment = self.instance.forgotten_at  # with its time zone: some local times are ambiguous
        self.initial["forgotten_at"] = moment and moment.isoformat()

    def clean(self):
        cleaned = super().clean()
        self.instance.forgotten_at = cleaned.pop("forgotten_at", None)

    def hold(self):
        """Raise `Refused` if the donor was anonymised meanwhile; no values may be resubmitted."""
        check_not_erased_since(self.instance)


class Quantities(forms.Form):
    """Mixin with a number field for each category; `quantities` returns the numbers."""

    def add_quantities(self, numbers):
        """Add a field for each category; `numbers` maps category keys to the current numbers."""
        self.categories = list(Category.objects.all())
        for category in self.categories:
            self.fields[f"category_{category.pk}"] = forms.IntegerField(
                label=str(category),
                min_value=0,
                max_value=MAX_ANNOUNCED,
                required=False,
                initial=numbers.get(category.pk),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "number"}),
            )

    def quantity_fields(self):
        for category in self.categories:
            yield category, self[f"category_{category.pk}"]

    def quantities(self):
        """Map each category to its number, or None if the field is empty."""
        return {
            category: self.cleaned_data[f"category_{category.pk}"] for category in self.categories
        }


class DonationForm(Quantities, ActModelForm):
    """Form for `promise` and `change`: a lot, with the lines announced by its donor."""

    donor = NamedField(
        Donor.objects.all(),
        label=_("Donor"),
        help_text=_("Type the beginning of the name. You can add a new donor here."),
    )
    new_donor_kind = forms.ChoiceField(
        label=_("New donor, of type:"),
        choices=DonorKind,
        required=False,
        widget=forms.RadioSelect,
    )
    new_donor = None

    class Meta:
        model = Donation
        fields = ["donor", "site", "note", *COLLECTION, *TERMS]
        labels = COLLECTION_LABELS
        field_classes = {"collect_phone": PhoneField}
        widgets = COLLECTION_WIDGETS | {
            "note": SHORT_TEXT,
        }

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.user = user
        self.fields["eraser"].required = False  # defaults to our association
        self.fields["donor"].queryset = Donor.objects.visible_to(user)
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].initial = user.site_id
        lines = self.instance.lines.all() if self.instance.pk else []
        self.add_quantities({line.category_id: line.announced or None for line in lines})

    def about_fields(self):
        is_new = self.has_unknown_donor or not self.fields["donor"].queryset.exists()
        added = ["new_donor_kind"] if is_new else []
        return [self[name] for name in ("donor", *added, "site", "note")]

    @property
    def has_unknown_donor(self):
        """Whether the typed name is unknown, so that a new donor is created."""
        return self.new_donor is not None or self.has_error("donor", "invalid_choice")

    def _post_clean(self):
        """Prepare a new donor for an unknown name, once its kind is chosen."""
        super()._post_clean()
        if not self.has_error("donor", "invalid_choice"):
            return
        name, kind = line_of(self.data.get("donor")), self.cleaned_data.get("new_donor_kind")
        del self._errors["donor"]
        merged = Donor._base_manager.filter(name__iexact=name).exclude(merged_into=None).first()
        if merged:
            self.instance.donor = merged.merged_into
        elif kind:
            self.new_donor = Donor(name=name, kind=kind)
        else:
            message = _("“%(name)s” is not in the register: choose its type below to add it.")
            self.add_error("donor", ValidationError(message % {"name": name}, "invalid_choice"))

    def perform(self, act):
        """Save the new donor and the lot together."""
        with transaction.atomic():
            if self.new_donor:
                self.instance.donor = save_donor(self.new_donor, by=self.user)
            return act()

    def collection_fields(self):
        return [self[name] for name in COLLECTION]

    def terms_fields(self):
        return [self[name] for name in TERMS if name in self.fields]

    def has_collection(self):
        """Whether the section on collection is open: the lot is saved, or a field is invalid."""
        return bool(self.instance.pk or self.errors.keys() & set(COLLECTION))

    def has_terms(self):
        """Whether the section on terms is open: a field is filled in, or invalid."""
        lot = self.instance
        has_any = lot.owned_from or lot.collect_by or lot.ground or lot.outside_eraser
        has_any = has_any or lot.eraser != Eraser.OURS
        return bool(has_any or self.errors.keys() & set(TERMS))

    def arguments(self):
        lines = [
            DonationLine(category=category, announced=number)
            for category, number in self.quantities().items()
            if number
        ]
        return (self.instance,), {"lines": lines}


class ArrivalForm(ActModelForm):
    """Form for `receive_unannounced`: a delivery at the door."""

    donor = forms.CharField(
        label=_("Who is it from?"),
        max_length=120,
        help_text=_("The name of the company, the organisation or the person."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    pictures = PicturesField(
        label=_("Photos"),
        required=False,
        help_text=_("Never photograph a person, or a screen that shows data."),
    )
    is_another = forms.BooleanField(
        label=_("It is another donation"),
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    field_order = ["site", "donor", "is_another", "boxes", "pictures"]

    class Meta:
        model = Donation
        fields = ["site", "boxes"]

    def __init__(self, data=None, files=None, *, user, **kwargs):
        super().__init__(data, files, **kwargs)
        sites = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].queryset = sites
        self.fields["site"].initial = user.site_id or sites.values_list("pk", flat=True).first()
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
        self._ask_about(arrivals_of(line_of((data or {}).get("donor")), user)[:MAX_NAMED], user)

    def _ask_about(self, lots, user):
        """Ask whether this is one of these lots, of a donor with the typed name."""
        if not lots:
            del self.fields["is_another"]
            return
        rows = [(lot.get_absolute_url(), lot, lot.donor.named_for(user)) for lot in lots]
        named = format_html_join(", ", '<a href="{}">{} ({})</a>', rows)
        words = _("Is it one of these? Open it; otherwise tick “It is another donation”: {}")
        self.fields["is_another"].error_messages["required"] = format_html(words, named)

    def arguments(self):
        names = ("donor", "pictures")
        return (self.instance,), {name: self.cleaned_data[name] for name in names}


class ScheduleForm(ActModelForm):
    """Form for `schedule`: the day, and notes for the driver."""

    class Meta:
        model = Donation
        fields = COLLECTION
        labels = COLLECTION_LABELS
        field_classes = {"collect_phone": PhoneField}
        widgets = COLLECTION_WIDGETS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collect_on"].required = True
        if not self.initial.get("collect_at"):
            self.initial["collect_at"] = self.instance.donor.address
        if not self.initial.get("collect_contact"):
            self.initial["collect_contact"] = self.instance.donor.contact
            self.initial["collect_phone"] = self.instance.donor.phone

    def clean_collect_on(self):
        day = self.cleaned_data["collect_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This date has passed."))
        return day

    def arguments(self):
        return (), self.cleaned_data
