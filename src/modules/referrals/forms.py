from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.forms.widgets import PhoneField
from loans.base.lifecycle.loans import Audience, Purpose
from loans.organisations.convention_terms import allowed_to
from loans.requests.forms.lines import RequestedItemsForm, needs_from
from loans.requests.forms.requests import (
    AUDIENCE_ICONS,
    LOOK_AGAIN,
    PURPOSE_ICONS,
    Cards,
    PersonField,
    clean_household,
    household_size_field,
    offer_sites,
    outlook_of,
    people_of,
)
from modules.referrals.models import Referral, ReferralLine
from people.models import Recipient

DAYS = [(30, _("30 days")), (60, _("60 days")), (90, _("90 days")), (180, _("180 days"))]
USUAL_DAYS = 60


class ReferralForm(RequestedItemsForm, ActModelForm):
    """Form for `issue_referral`: entitlements, person, site and validity."""

    audience = forms.ChoiceField(
        label=_("Who is it for?"),
        choices=[(who, who.label) for who in (Audience.FAMILY, Audience.STAFF)],
        initial=Audience.FAMILY,
        widget=Cards(AUDIENCE_ICONS),
    )
    recipient = PersonField(
        label=_("Person"),
        queryset=Recipient.objects.none(),
        required=False,
        help_text=_("Optional, and never printed: the slip has a line to write the name by hand."),
    )
    household_size = household_size_field()
    purpose = forms.ChoiceField(
        label=_("What will it be used for?"), choices=Purpose, widget=Cards(PURPOSE_ICONS)
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"), choices=DAYS, coerce=int, initial=USUAL_DAYS
    )

    class Meta:
        model = Referral
        fields = ["audience", "recipient", "household_size", "purpose", "site", "worker_phone"]
        field_classes = {"worker_phone": PhoneField}

    def __init__(self, *args, by, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        self.initial.setdefault("worker_phone", organisation.phone)
        self.fields["recipient"].queryset = people_of(organisation, by)
        offer_sites(self.fields["site"], by, organisation)
        self.fields["site"].widget.attrs |= LOOK_AGAIN
        self.add_item_fields(allowed_to(by, organisation))
        self.outlook = outlook_of(self)

    def clean(self):
        cleaned = super().clean()
        clean_household(self, cleaned)
        if cleaned.get("days"):
            day = timezone.localdate() + timedelta(days=cleaned["days"])
            self.instance.valid_until = day
        return cleaned

    def arguments(self):
        return (self.instance,), {"lines": self.entitlements()}

    def entitlements(self):
        """The unsaved lines of the slip; kits are not expanded."""
        return [
            ReferralLine(
                **{kind: item},
                quantity=self.cleaned_data[name],
                **needs_from(self.cleaned_data, name, self.slots.get(name, ())),
            )
            for name, (kind, item) in self.items.items()
            if self.cleaned_data[name]
        ]
