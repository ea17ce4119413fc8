"""The options of each mode; field names are the operations' arguments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from core.forms.widgets import NamedField, RowsField
from desk.lifecycle import Mode
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.devices.lifecycle.devices import Grade
from inventory.imports.lifecycle import ImportStatus
from inventory.intake.forms import PlaceField, brand_field, model_field
from inventory.intake.lot_reconciliation import awaited_category
from inventory.models import Device, Place
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan, StaffRun
from people.models import Site

MAX_LISTS = 20  # what is at work is among the latest
EXPECTED = [DonationStatus.PROMISED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED]


class KindForm(ActForm):
    """The kind of the next devices, and their place."""

    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), empty_label=_("choose")
    )
    brand = brand_field()
    model = model_field()
    place = PlaceField(
        label=_("Place"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(user).filter(is_active=True)


class LotForm(KindForm):
    """The lot, then the kind of its devices."""

    donation = NamedField(
        Donation.objects.none(),
        to_field_name="reference",
        label=_("Lot"),
        help_text=_("Its number, typed or scanned: D26-0001."),
        error_messages={"invalid_choice": _("“%(value)s” is no lot that is expected or here.")},
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
        help_text=_("The number of one that is being prepared: P26-00001."),
        error_messages={"invalid_choice": _("“%(value)s” is no hand-over being prepared.")},
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        loans = Loan.objects.visible_to(user).filter(status=LoanStatus.PREPARED)
        self.fields["loan"].queryset = loans.select_related("site")


class StaffForm(ActForm):
    staff = forms.ModelChoiceField(StaffRun.objects.none(), label=_("Staff list"), empty_label=None)

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        staff_lists = StaffRun.objects.filter(
            batch__site__in=Site.objects.visible_to(user), batch__status=ImportStatus.APPLIED
        )
        recent = staff_lists.order_by("-pk").values_list("pk", flat=True)[:MAX_LISTS]
        self.fields["staff"].queryset = staff_lists.filter(pk__in=list(recent)).select_related(
            "batch__document", "batch__site"
        )


# A mode without options has a plain `ActForm`.
START = {
    Mode.RECEIVE: LotForm,
    Mode.SHELVE: ActForm,
    Mode.REFURBISH: ActForm,
    Mode.FINISH: GradeForm,
    Mode.LEND: LoanForm,
    Mode.TIE: StaffForm,
}
# An act to begin with devices that were ticked in a list; the others want each one in hand.
OF_A_LIST = [Mode.SHELVE, Mode.REFURBISH, Mode.FINISH, Mode.LEND]
# Parameters that may be changed during the session.
CHANGE = {
    Mode.RECEIVE: KindForm,
    Mode.SHELVE: ActForm,
    Mode.REFURBISH: ActForm,
    Mode.FINISH: GradeForm,
    Mode.LEND: ActForm,
    Mode.TIE: ActForm,
}


def start_form(act, user, data=None, *, picked=(), **initial):
    """The form that begins an act, with the ids of devices `picked` in a list along."""
    form = START[act](data, user=user, initial=initial | {"devices": picked})
    if act in OF_A_LIST:
        seen = Device.objects.visible_to(user)
        form.fields["devices"] = RowsField(
            seen,
            required=False,
            widget=forms.MultipleHiddenInput(),
            error_messages={
                "invalid_choice": _(
                    "One of these devices is at your site no more: tick them again."
                )
            },
        )
    return form


def change_form(session, user, data=None):
    """The form of the settings that can change during a session, with the current ones; or None."""
    form = CHANGE[Mode(session.act)]
    if form is ActForm and data is None:
        return None
    now = {"category": session.category_id, "place": session.place_id, "grade": session.grade}
    now |= {"brand": str(session.brand or ""), "model": str(session.model or "")}
    return form(data, user=user, initial=now)
