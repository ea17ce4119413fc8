"""Form for recipients, used on loan pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.forms.widgets import PhoneField
from core.models.validators import is_not_to_come
from people.areas.forms import AreaField
from people.base.lifecycle import AreaKind, Relationship
from people.models import Area, Guardian, Language, Organisation, Recipient
from people.organisations.forms import SHORT_TEXT, OrganisationField

GUARDIANS = ("guardian1", "guardian2")  # parents who live apart have two addresses
MORE = ("email", "language", "second_language", "reference", "home_", "priority_area")
OF_MINOR = ("birth_date", *GUARDIANS)
OF_GUARDIAN = ("name", "relationship", "seen_on", "phone", "address")
RELATIONSHIPS = [("", _("choose")), *Relationship.choices]


class RecipientForm(ActModelForm):
    """Form for `save_recipient`: a person and up to two guardians, each with an address.

    `by` is the current user: users of an association enter only its people. A page that already has
    the organisation passes it, and the field is left out.
    """

    organisation = OrganisationField()
    guardian1_name = forms.CharField(label=_("Signatory: name"), max_length=120, required=False)
    guardian1_relationship = forms.ChoiceField(
        label=_("Signatory: capacity"), choices=RELATIONSHIPS, required=False
    )
    guardian1_seen_on = forms.DateField(
        label=_("Signatory: document seen on"),
        required=False,
        help_text=_("The decision, mandate or family record book; we keep no copy."),
        validators=[is_not_to_come],
    )
    guardian1_phone = PhoneField(label=_("Signatory: phone"), max_length=20, required=False)
    guardian1_address = forms.CharField(
        label=_("Signatory: address"), max_length=300, required=False, widget=SHORT_TEXT
    )
    guardian2_name = forms.CharField(
        label=_("Name of the other guardian"), max_length=120, required=False
    )
    guardian2_relationship = forms.ChoiceField(
        label=_("Capacity of the other guardian"), choices=RELATIONSHIPS, required=False
    )
    guardian2_seen_on = forms.DateField(
        label=_("Document of the other guardian seen on"),
        required=False,
        validators=[is_not_to_come],
    )
    guardian2_phone = PhoneField(
        label=_("Phone of the other guardian"), max_length=20, required=False
    )
    guardian2_address = forms.CharField(
        label=_("Address of the other guardian"), max_length=300, required=False, widget=SHORT_TEXT
    )

    class Meta:
        model = Recipient
        fields = [
            "organisation",
            "kind",
            "first_name",
            "last_name",
            "phone",
            "email",
            "address",
            "town",
            "household_size",
            "language",
            "second_language",
            "reference",
            "home_operator",
            "home_network",
            "priority_area",
            "birth_date",
        ]
        field_classes = {"phone": PhoneField}
        widgets = {
            "address": SHORT_TEXT,
        }

    def __init__(self, *args, by, organisation=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        for name in ("first_name", "last_name"):  # one of them is enough for a person with one name
            self.fields[name].is_starred = True
        offered = Language.objects.filter(is_active=True)
        self.fields["second_language"].queryset = offered
        self.fields["second_language"].empty_label = _("no other language")
        if not offered.exists():
            del self.fields["second_language"]
        self._offer_priority_areas()
        if self.instance.pk:
            self._fill_guardians()
        elif organisation or by.organisation:
            self.instance.organisation = organisation or by.organisation
        if self.instance.organisation_id:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = Organisation.objects.visible_to(by)

    def _offer_priority_areas(self):
        """Offer the priority areas of a recipient, if a table of them was imported."""
        areas = Area.objects.filter(kind=AreaKind.QPV)
        if not areas.exists():
            del self.fields["priority_area"]
            return
        self.fields["priority_area"] = AreaField(
            label=_("Priority area (QPV)"),
            areas=areas,
            required=False,
            help_text=_("Enter its name or its code; it is used only for figures."),
        )

    def _fill_guardians(self):
        for prefix, guardian in zip(GUARDIANS, self.instance.guardians.all(), strict=False):
            for name in OF_GUARDIAN:
                self.initial[f"{prefix}_{name}"] = getattr(guardian, name)

    def clean(self):
        cleaned = super().clean()
        for prefix in GUARDIANS:
            typed = [cleaned.get(f"{prefix}_{name}") for name in OF_GUARDIAN]
            if any(typed) and not cleaned.get(f"{prefix}_name"):
                self.add_error(f"{prefix}_name", _("Enter the name of this guardian."))
            if any(typed) and not cleaned.get(f"{prefix}_relationship"):
                self.add_error(
                    f"{prefix}_relationship", _("Choose a capacity: it is shown on documents.")
                )

    def person_fields(self):
        """Names of the fields shown for everybody; the other fields are folded away."""
        folded = (*MORE, *OF_MINOR)
        return [field for field in self.visible_fields() if not field.name.startswith(folded)]

    def more_fields(self):
        return [field for field in self.visible_fields() if field.name.startswith(MORE)]

    def guardian_fields(self):
        return [field for field in self.visible_fields() if field.name.startswith(OF_MINOR)]

    @property
    def opens_more(self):
        return any(field.errors for field in self.more_fields())

    @property
    def names_guardians(self):
        return any(field.errors for field in self.guardian_fields())

    def guardians(self):
        """Return the guardians in the form, unsaved."""
        cleaned = self.cleaned_data
        return [
            Guardian(
                name=cleaned[f"{prefix}_name"],
                **{field: cleaned[f"{prefix}_{field}"] for field in OF_GUARDIAN[1:]},
            )
            for prefix in GUARDIANS
            if cleaned[f"{prefix}_name"]
        ]

    def arguments(self):
        return (self.instance,), {"guardians": self.guardians()}
