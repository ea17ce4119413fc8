"""Options of each mode; field names are the operations' arguments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from core.forms.widgets import NamedField, RowsField
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.devices.lifecycle.devices import Grade
from inventory.intake.forms import PlaceField, brand_field, model_field
from inventory.intake.lot_reconciliation import awaited_category
from inventory.models import Device, Place
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan

EXPECTED = [DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED]


class KindForm(ActForm):
    """Form for the kind of the next devices, and their place."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"))
    brand = brand_field()
    model = model_field()
    place = PlaceField(
        label=_("Shelf"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(user).filter(is_active=True)


class LotForm(KindForm):
    """Form for a lot, then the kind of its devices."""

    donation = NamedField(
        Donation.objects.none(),
        to_field_name="reference",
        label=_("Donation"),
        help_text=_("Its number, typed or scanned: D26-0001."),
        error_messages={
            "invalid_choice": _("“%(value)s” is not an expected or received donation.")
        },
    )
    field_order = ["donation"]

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, user=user, **kwargs)
        lots = Donation.objects.visible_to(user).filter(status__in=EXPECTED)
        self.fields["donation"].queryset = lots.select_related("site")
        lot = lots.filter(reference=self.initial.get("donation")).first()
        self.initial["category"] = lot and awaited_category(lot)


class GradeForm(ActForm):
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade, widget=forms.RadioSelect)


class LoanForm(ActForm):
    loan = NamedField(
        Loan.objects.none(),
        to_field_name="number",
        label=_("Hand-over"),
        help_text=_("The number of a hand-over in preparation: P26-00001."),
        error_messages={"invalid_choice": _("“%(value)s” is not a hand-over in preparation.")},
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        loans = Loan.objects.visible_to(user).filter(status=LoanStatus.PREPARED)
        self.fields["loan"].queryset = loans.select_related("site")


def start_form(config, user, data=None, *, picked=(), **initial):
    """Form that starts a mode; `picked` are the ids of devices ticked in a list."""
    form = config.form(data, user=user, initial=initial | {"devices": picked})
    if config.is_of_list:
        seen = Device.objects.visible_to(user)
        form.fields["devices"] = RowsField(
            seen,
            required=False,
            widget=forms.MultipleHiddenInput(),
            error_messages={
                "invalid_choice": _(
                    "One of these devices is no longer at your site: tick them again."
                )
            },
        )
    return form


def change_form(config, session, user, data=None):
    """Form for the settings that can change during a session; None if there are none."""
    if config.change is ActForm and data is None:
        return None
    now = {"category": session.category_id, "place": session.place_id, "grade": session.grade}
    now |= {"brand": str(session.brand or ""), "model": str(session.model or "")}
    return config.change(data, user=user, initial=now)
