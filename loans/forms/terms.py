"""On which terms: lent until a day that one chooses, or that the rules give; or given."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ActForm
from core.quantities import euros
from core.versions import Versioned, hold_row
from core.widgets import DateInput
from inventory.lifecycle.vouchers import PaidBy
from loans.durations import school_end, usual_end
from loans.lifecycle import Audience, LoanKind
from loans.models import Rules
from loans.payments import priced
from people.forms import OrganisationField
from people.models import Organisation

GIVEN, AGAINST = LoanKind.GIFT.value, "contribution"
FIXED, SCHOOL, USUAL = "fixed", "school", "usual"


class TermsForm(Versioned, ActForm):
    """For `set_terms`: each way to end a loan says its day."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=LoanKind,
        widget=forms.RadioSelect,
        initial=LoanKind.LOAN,
    )
    contribution = forms.DecimalField(
        label=gettext_lazy("Contribution (€)"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Lent until"), widget=forms.RadioSelect, required=False, initial=FIXED
    )
    due_on = forms.DateField(
        label=gettext_lazy("To bring back by"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("For a loan only."),
    )
    employer = OrganisationField(
        label=gettext_lazy("Their employer, if it is another organisation"), required=False
    )

    paid_by = forms.ChoiceField(
        label=gettext_lazy("Paid"),
        choices=[("", gettext_lazy("choose")), *PaidBy.choices],
        required=False,
    )

    def __init__(self, *args, loan, **kwargs):
        now = {
            "kind": AGAINST if loan.contribution else loan.kind,
            "due_on": loan.due_on,
            "contribution": loan.contribution,
            "paid_by": loan.paid_by,
            "employer": loan.employer,
        }
        super().__init__(*args, initial=now, **kwargs)
        self.loan = self.edited_row = loan
        self.days = days_of(loan)
        self.fields["until"].choices = [
            *((way, f"{words} ({date_format(day)})") for way, words, day in self.days),
            (FIXED, _("another day")),
        ]
        self.priced = priced(loan)
        self._fit_kind(loan)
        self._ask_prices()
        self.fields["employer"].queryset = Organisation.objects.exclude(pk=loan.organisation_id)
        if loan.audience != Audience.STAFF:
            del self.fields["employer"]

    def hold(self):
        if self.loan.request:
            hold_row(self.loan.request)
        hold_row(self.loan)

    def _fit_kind(self, loan):
        if Rules.cached().has_contributions and loan.audience == Audience.FAMILY:
            against = (AGAINST, _("gift against a contribution"))
            self.fields["kind"].choices = [*LoanKind.choices, against]
        else:
            del self.fields["contribution"]

    def _ask_prices(self):
        """A field for each voucher that has a price; then, if anything is paid, how it is."""
        for voucher in self.priced:
            price = voucher.batch.product.price_asked
            self.fields[f"price_{voucher.pk}"] = forms.DecimalField(
                label=_("Received for %(product)s, %(voucher)s (€)")
                % {"product": voucher.batch.product, "voucher": voucher},
                min_value=0,
                max_digits=7,
                decimal_places=2,
                initial=price if voucher.price_paid is None else voucher.price_paid,
                help_text=_("%(price)s is asked; 0 if nothing was paid.") % {"price": euros(price)},
            )
        if self.priced:
            self.initial["paid_by"] = self.initial["paid_by"] or self.priced[0].paid_by
        elif "contribution" not in self.fields:
            del self.fields["paid_by"]
        if "paid_by" in self.fields:
            self.fields["paid_by"] = self.fields.pop("paid_by")

    def clean(self):
        cleaned = super().clean()
        names = {f"price_{voucher.pk}": voucher.pk for voucher in self.priced}
        cleaned["prices"] = {pk: cleaned.pop(name) for name, pk in names.items() if name in cleaned}
        until = cleaned.pop("until", "")
        cleaned["due_on"] = {way: day for way, _words, day in self.days}.get(
            until, cleaned.get("due_on")
        )
        if cleaned.get("kind") == AGAINST:
            if not cleaned.get("contribution"):
                self.add_error("contribution", _("Say how much: a whole gift has no contribution."))
            cleaned["kind"] = GIVEN
        else:
            cleaned.pop("contribution", None)
        is_paid = cleaned.get("contribution") or any(cleaned["prices"].values())
        if is_paid and not cleaned.get("paid_by") and "paid_by" not in self.errors:
            self.add_error("paid_by", _("Say how it is paid."))
        return cleaned


def days_of(loan):
    """The days that the rules propose: (name, words, day)."""
    today = timezone.localdate()
    ways = [(SCHOOL, _("the end of the school year"), school_end(today))]
    if loan.request:
        words = _("the usual time for “%(purpose)s”") % {
            "purpose": loan.request.get_purpose_display()
        }
        ways.append((USUAL, words, usual_end(loan.request.purpose, today)))
    return ways
