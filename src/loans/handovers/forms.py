from copy import copy

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind
from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned, hold_row
from core.forms.widgets import ScanField, Suggestions
from core.numbers import euros
from core.text_input import line_of, number_of
from inventory.vouchers.lifecycle import PaidBy
from loans.base.lifecycle.agreements import REFUSALS, PaperKind, Training, WhyNotSigned
from loans.base.lifecycle.loans import Audience, LoanKind
from loans.base.loan_terms import school_end, usual_end
from loans.base.papers import second_texts_of
from loans.base.week import last_opening_day
from loans.handovers.models import TICKS
from loans.handovers.operations import check_sale
from loans.handovers.payments_due import priced
from loans.models import Briefing, Mandate
from loans.organisations.already_equipped import visible_people
from loans.vouchers.forms import ProductField
from people.base.lifecycle import ProofKind
from people.models import Language, Organisation, Recipient, Site
from people.organisations.forms import OrganisationField
from people.organisations.operations import enter_organisation
from people.recipients.forms import RecipientForm

PLACES = []  # functions of modules: (commune or None) -> places suggested near it


class BriefingForm(ActModelForm):
    """Form for `brief`: fields that do not match the answer about training are dropped."""

    class Meta:
        model = Briefing
        fields = ["switch_on", "charge", "password", "who_to_call", "training", "where", "outcome"]

    everything = forms.BooleanField(label=_("all of this"), required=False)

    def hold(self):
        hold_row(self.instance.loan)

    def __init__(self, *args, commune=None, **kwargs):
        super().__init__(*args, auto_id="briefing_%s", **kwargs)
        self.fields["everything"].widget.attrs["data-tick-all"] = ""
        if "training" in self.fields:
            places = [read(commune) for read in PLACES]
            self.fields["where"].widget = Suggestions(rows=places[0] if places else None)
            self.fields["training"].required = True

    @property
    def ticks(self):
        return [self[name] for name in ["everything", *TICKS]]

    @property
    def answers(self):
        """(value, label) of the answers about training that need no details."""
        return [choice for choice in Training.choices if choice[0] != Training.ACCEPTED]

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("everything", False):
            cleaned |= dict.fromkeys(TICKS, True)
        if cleaned.get("training") != "accepted":
            cleaned["where"] = cleaned["outcome"] = ""
        for name in ("where", "outcome"):
            if cleaned.get("training") == "accepted" and not cleaned.get(name):
                message = _("If training was accepted, enter where it is and what happens next.")
                self.add_error(name, message)


class ProofForm(ActForm):
    """Form for `see_proof`: no copy is stored, and a hand-over does not require it."""

    kind = forms.ChoiceField(
        label=_("Proof seen today"), choices=[("", _("choose")), *ProofKind.choices], required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="proof_%s", **kwargs)

    def clean_kind(self):
        if not self.cleaned_data["kind"]:
            raise ValidationError(_("Choose the proof you have seen."))
        return self.cleaned_data["kind"]


class EntryForm(RecipientForm):
    """Form for `enter_recipient_for` that first shows people of this name or phone number."""

    namesakes = ()

    def clean(self):
        super().clean()
        if "anyway" not in self.data:
            self.namesakes = self._find_namesakes()
        if self.namesakes:
            self.add_error(
                None, _("This person may already be registered: choose them, or add them anyway.")
            )
        return self.cleaned_data

    def _find_namesakes(self):
        people = visible_people(self.by, timezone.localdate())
        first, last, phone = map(self.cleaned_data.get, ("first_name", "last_name", "phone"))
        texts = [text for text in (" ".join(filter(None, [first, last])), phone) if text]
        return list({person: None for text in texts for person in people.beginning(text)})


class MandateForm(ActModelForm):
    """Form for `name_collector`."""

    class Meta:
        model = Mandate
        fields = ["name", "structure", "paper", "seen_on", "through_aidants_connect"]

    def hold(self):
        hold_row(self.instance.loan)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="mandate_%s", **kwargs)
        self.fields["name"].required = True
        self.fields["seen_on"].initial = timezone.localdate


class SecondLanguageForm(Versioned, ActForm):
    language = forms.ModelChoiceField(
        Language.objects.none(),
        label=_("Next to the French text, a text in"),
        required=False,
        empty_label=_("no other language"),
        help_text=_("Only languages in which this agreement exists."),
    )

    def __init__(self, *args, loan, **kwargs):
        person = loan.recipient
        initial = {"language": person and person.second_language}
        super().__init__(*args, initial=initial, auto_id="second_%s", **kwargs)
        self.edited_row = person
        written = Q(is_active=True, code__in=second_texts_of(loan).values("language"))
        current = Q(pk=person and person.second_language_id)
        self.fields["language"].queryset = Language.objects.filter(written | current)


class AttachmentForm(ActForm):
    """Form for `attach`; cleans the file to the bytes of a PDF or of a re-encoded picture."""

    kind = forms.ChoiceField(label=_("Type"), choices=PaperKind)
    paper = ScanField(label=_("Document"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="attachment_%s", **kwargs)

    def arguments(self):
        content, content_type = self.cleaned_data["paper"]
        kind = self.cleaned_data["kind"]
        return (), {"kind": kind, "content": content, "content_type": content_type}


class DeclineForm(ActForm):
    because = forms.ChoiceField(
        label=_("Reason for not signing"), choices=[("", _("choose")), *REFUSALS]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="decline_%s", **kwargs)

    def clean_because(self):
        return WhyNotSigned(self.cleaned_data["because"])


class WalkInForm(ActForm):
    """Form for `open_walk_in`; `device` is the code of the first device.

    A button opens the usual walk-in at once: that of a known person, or for our own association.
    """

    organisation = forms.ModelChoiceField(Organisation.objects.approved(), label=_("Organisation"))
    new_organisation = forms.CharField(
        label=_("Or a new organisation"),
        max_length=120,
        required=False,
        help_text=_("Enter its name; you can complete the rest on its page."),
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    device = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    recipient = forms.ModelChoiceField(
        Recipient.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = visible_people(user, timezone.localdate())
        if not user.has_perm(enter_organisation.permission):
            del self.fields["new_organisation"]
        elif self.data.get("new_organisation", "").strip():
            self.fields["organisation"].required = False
        self.fields["organisation"].initial = (
            Organisation.objects.approved().filter(is_ours=True).first()
        )
        sites = Site.objects.visible_to(user).filter(is_active=True)
        if {"at_once", "recipient"} & {*self.data} and not self.data.get("organisation"):
            self._fill(user.site_id or (sites.get().pk if sites.count() == 1 else None))
        self.fields["site"].queryset = sites
        self.fields["site"].initial = user.site_id or sites.first()
        if sites.count() == 1:
            self.fields["site"].widget = forms.HiddenInput()

    @property
    def has_organisation(self):
        """Whether the site has a person to hand over to, or the user may enter one here."""
        return bool(self.fields["organisation"].queryset)

    def _fill(self, site):
        chosen = self.fields["recipient"].queryset.filter(pk=number_of(self.data.get("recipient")))
        person, ours = chosen.first(), self.fields["organisation"].initial
        organisation = person.organisation_id if person else ours and ours.pk
        filled = {"device": self.initial.get("device", ""), "site": site, **self.data.dict()}
        self.data = filled | {"organisation": organisation}

    def clean_new_organisation(self):
        return line_of(self.cleaned_data["new_organisation"])

    def clean(self):
        cleaned = super().clean()
        self.code = cleaned.pop("device", "")


class AccessoryForm(ActForm):
    accessory = forms.ModelChoiceField(
        AccessoryKind.objects.accessories(), label=_("Accessory"), empty_label=None
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=99, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="accessory_%s", **kwargs)


class VoucherForm(ActForm):
    product = ProductField(empty_label=None)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=1)

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, auto_id="voucher_%s", **kwargs)
        self.fields["product"].propose_for(person)


class ScanForm(ActForm):
    scan = ScanField(label=_("Scan or photo of the signed document"))
    is_right = forms.BooleanField(
        error_messages={"required": _("Check the document first: its number, and every signature.")}
    )

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        label = gettext("This is %(paper)s, with all signatures")
        self.fields["is_right"].label = label % {"paper": paper}

    def arguments(self):
        scan, content_type = self.cleaned_data["scan"]
        return (), {"scan": scan, "content_type": content_type}


# --- Terms: lent until a chosen day or a day from the rules; or given. ---

GIVEN, SOLD = LoanKind.GIFT.value, "sale"
FIXED, SCHOOL, USUAL = "fixed", "school", "usual"


PRICES: list = []  # functions (form, loan) of modules: propose the price of a sale


class TermsForm(Versioned, ActForm):
    """Form for `set_terms`: loan until a date, or gift."""

    fields_of_modules = {"sale_price"}

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=LoanKind,
        widget=forms.RadioSelect,
        initial=LoanKind.LOAN,
    )
    sale_price = forms.DecimalField(
        label=gettext_lazy("Price (€)"), required=False, min_value=0, max_digits=7, decimal_places=2
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Planned return"),
        widget=forms.RadioSelect,
        required=False,
        initial=FIXED,
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due"), required=False, help_text=gettext_lazy("For a loan only.")
    )
    employer = OrganisationField(
        label=gettext_lazy("Their employer, if it is another organisation"), required=False
    )

    paid_by = forms.ChoiceField(
        label=gettext_lazy("Paid"), choices=[("", _("choose")), *PaidBy.choices], required=False
    )

    def __init__(self, *args, loan, **kwargs):
        now = {
            "kind": SOLD if loan.sale_price else loan.kind,
            "due_on": loan.due_on,
            "sale_price": loan.sale_price,
            "paid_by": loan.paid_by,
            "employer": loan.employer,
        }
        super().__init__(*args, initial=now, **kwargs)
        self.loan = self.edited_row = loan
        self.days = days_of(loan, timezone.localdate())
        self._propose_day(loan)
        self.priced = priced(loan)
        self._fit_kind(loan)
        for propose in PRICES if "sale_price" in self.fields else ():
            propose(self, loan)
        self._ask_prices()
        self.fields["employer"].queryset = Organisation.objects.exclude(pk=loan.organisation_id)
        if loan.audience != Audience.STAFF:
            del self.fields["employer"]

    def hold(self):
        if self.loan.request:
            hold_row(self.loan.request)
        hold_row(self.loan)

    def _propose_day(self, loan):
        """Preselect the usual day of today, unless somebody chose another."""
        prepared_on = timezone.localdate(loan.created_at)
        ways = {day: way for way, _words, day in [*self.days, *days_of(loan, prepared_on)]}
        self.initial["until"] = ways.get(loan.due_on, FIXED)
        is_noted = loan.due_on and loan.due_on not in ways
        other = (
            gettext("the day already recorded, or another") if is_noted else gettext("another day")
        )
        self.fields["until"].choices = [
            *((way, f"{words} ({date_format(day)})") for way, words, day in self.days),
            (FIXED, other),
        ]

    def _fit_kind(self, loan):
        if "sale_price" in self.fields and loan.audience == Audience.FAMILY:
            against = (SOLD, gettext("solidarity sale"))
            self.fields["kind"].choices = [*LoanKind.choices, against]
        else:
            self.fields.pop("sale_price", None)

    def _ask_prices(self):
        """Add a field for each voucher with a price, and the means of payment if any is paid."""
        for voucher in self.priced:
            price = voucher.batch.product.price_asked
            self.fields[f"price_{voucher.pk}"] = forms.DecimalField(
                label=gettext("Amount received for %(product)s, %(voucher)s (€)")
                % {"product": voucher.batch.product, "voucher": voucher},
                min_value=0,
                max_digits=7,
                decimal_places=2,
                initial=price if voucher.price_paid is None else voucher.price_paid,
                help_text=gettext("The price is %(price)s; 0 if nothing was paid.")
                % {"price": euros(price)},
            )
        if self.priced:
            self.initial["paid_by"] = self.initial["paid_by"] or self.priced[0].paid_by
        elif "sale_price" not in self.fields:
            del self.fields["paid_by"]
        if "paid_by" in self.fields:
            self.fields["paid_by"] = self.fields.pop("paid_by")
            self.fields["paid_by"].is_starred = True

    def clean(self):
        cleaned = super().clean()
        names = {f"price_{voucher.pk}": voucher.pk for voucher in self.priced}
        cleaned["prices"] = {pk: cleaned.pop(name) for name, pk in names.items() if name in cleaned}
        until = cleaned.pop("until", "")
        cleaned["due_on"] = {way: day for way, _words, day in self.days}.get(
            until, cleaned.get("due_on")
        )
        if cleaned.get("kind") == SOLD:
            if not cleaned.get("sale_price"):
                self.add_error("sale_price", gettext("Enter the price."))
            cleaned["kind"] = GIVEN
        else:
            cleaned.pop("sale_price", None)
        is_paid = cleaned.get("sale_price") or any(cleaned["prices"].values())
        if is_paid and not cleaned.get("paid_by") and "paid_by" not in self.errors:
            self.add_error("paid_by", gettext("Choose the payment method."))
            self._check_price(cleaned.get("sale_price"))

    def _check_price(self, price):
        """Report a price that is not allowed beside the missing payment."""
        sold = copy(self.loan)
        sold.sale_price = price
        try:
            check_sale(sold)
        except ValidationError as refusal:
            self.add_error(None, refusal)


def days_of(loan, today):
    """The days that the rules propose on this day: (name, label, day), the usual one last."""
    purpose = loan.request.purpose if loan.request else ""
    words = gettext("the usual duration")
    if purpose:
        words = gettext("the usual duration for “%(purpose)s”") % {
            "purpose": loan.request.get_purpose_display()
        }
    ways = [(USUAL, words, usual_end(purpose, today))]
    if loan.audience != Audience.STAFF:
        ways.insert(0, (SCHOOL, gettext("the end of the school year"), school_end(today)))
    return [(way, words, last_opening_day(loan.site, day)) for way, words, day in ways]
