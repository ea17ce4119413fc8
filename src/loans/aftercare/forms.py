from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import FaultType
from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import RowsField, ScanField
from inventory.accessories.fitting import charge_of
from inventory.devices.forms import Confirmed
from inventory.models import Device
from inventory.scanning.codes import device_named
from loans.aftercare.lifecycle import CallResult, Went
from loans.aftercare.operations.loan_changes import check_replaces
from loans.base.home_network import HomeNetworkField
from loans.base.lifecycle.aftercare import GONE_KINDS, Declarer, IncidentKind
from loans.base.lifecycle.loans import Purpose
from loans.base.operations import open_items
from loans.models import FollowUp, Incident, LoanItem
from people.models import Organisation

DEFAULT_RENEWAL_DAYS = 180
# Faults that only the workshop can tell.
OF_WORKSHOP = ["board", "optical", "configuration", "internal", "unknown"]


class SwapForm(Confirmed, ActForm):
    replacement = None  # the scanned device
    device = forms.CharField(widget=forms.HiddenInput)
    has_charger = forms.BooleanField(label=_("Its charger was returned too"), required=False)
    fault = forms.ModelChoiceField(
        FaultType.objects.exclude(code__in=OF_WORKSHOP),
        label=_("Fault of the old device"),
        help_text=_("The workshop will see it as a repair to diagnose."),
    )
    note = forms.CharField(
        label=_("What the person noticed"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),  # where the Enter of a scanner sends nothing
        help_text=_("Describe the device, without any name."),
    )
    accessories = forms.ModelMultipleChoiceField(
        LoanItem.objects.none(),
        label=_("Also returned, one of each"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each is replaced by one that fits, except a charger if the new device has "
            "its own. The person keeps what is not ticked."
        ),
    )

    def __init__(self, *args, user, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["override"].label = _("Yes, the device is here")
        if reported := FaultType.objects.filter(pk=self.initial.get("fault")):
            self.fields["fault"].queryset |= reported
        self.fields["accessories"].queryset = open_items(item.loan).exclude(accessory=None)
        if not self.fields["accessories"].queryset:
            del self.fields["accessories"]
        charge = charge_of(item.device)
        if not charge or not charge.is_here:
            del self.fields["has_charger"]
        code, devices = self["device"].value(), Device.objects.visible_to(user)
        try:
            self.replacement = code and check_replaces(device_named(code, devices), item.device)
        except ValidationError as refusal:
            self.refusal = refusal
        self.charge = self.replacement and charge_of(self.replacement)

    def clean_device(self):
        if self.refusal:
            raise self.refusal
        return self.replacement


class TransferForm(ActForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("To which organisation")
    )
    purpose = forms.ChoiceField(
        label=_("Purpose at the new organisation"),
        choices=[("", _("choose")), *Purpose.choices],
        help_text=_("According to the new organisation: nothing is copied from the old request."),
    )

    def __init__(self, *args, loan, **kwargs):
        super().__init__(*args, **kwargs)
        others = Organisation.objects.approved().exclude(pk=loan.organisation_id)
        self.fields["organisation"].queryset = others


def usual_renewal(due_on=date.min):
    """The usual new due date of a loan, or of several loans."""
    return max(due_on, timezone.localdate()) + timedelta(days=DEFAULT_RENEWAL_DAYS)


class UntilForm(ActForm):
    """Base form with a later due date for a loan; `name` is the operation's keyword for it."""

    day = forms.DateField(label=_("Until"))

    def __init__(self, *args, loan, name, wished_on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["day"].initial = wished_on or usual_renewal(loan.due_on)

    def arguments(self):
        return (), {self.name: self.cleaned_data["day"]}


class ExtendManyForm(ActForm):
    """Form for `ask_renewal` of several loans until the same day."""

    wished_on = forms.DateField(label=_("Until"), initial=usual_renewal)


class RefusalForm(ActForm):
    refusal = forms.CharField(
        label=pgettext_lazy("renewal", "Reason for the refusal"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation and the person will read this reason."),
    )


class IncidentForm(ActModelForm):
    """Form for `report_incident`, with the scanned complaint if already filed."""

    scan = ScanField(
        label=_("Photo, or police report"),
        required=False,
        help_text=_("Nobody in the photo, please. PDF, JPEG or PNG, 10 MB at most."),
    )

    class Meta:
        model = Incident
        fields = [
            "kind",
            "happened_on",
            "declared_by",
            "fault",
            "note",
            "complaint_number",
            "scan",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "declared_by": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = IncidentKind.choices
        self.initial |= {"happened_on": timezone.localdate(), "declared_by": Declarer.PERSON}
        declarers = [Declarer.PERSON, Declarer.ASSOCIATION]
        if not user.organisation_id:
            declarers.append(Declarer.OURS)
        self.fields["declared_by"].choices = [(one.value, one.label) for one in declarers]
        self.fields["declared_by"].label = _("Reported by")
        if user.organisation_id:
            self.fields["fault"].queryset = FaultType.objects.exclude(code__in=OF_WORKSHOP)
        self.fields["fault"].empty_label = _("not known")
        person = self.instance.loan.recipient
        is_forgotten = person and person.anonymised_at
        if is_forgotten and not self.is_bound:  # no field that may contain personal data
            for name in ("note", "complaint_number", "scan"):
                del self.fields[name]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        is_theft = cleaned.get("kind") == IncidentKind.THEFT
        if not is_theft and cleaned.get("complaint_number"):
            self.add_error("complaint_number", _("Enter a police report only for a theft."))
        if cleaned.get("kind") in GONE_KINDS:
            cleaned["fault"] = None
        return cleaned

    def arguments(self):
        paper, content_type = self.cleaned_data["scan"] or (None, "")
        return (self.instance,), {"paper": paper, "content_type": content_type}


class ComplaintForm(ActForm):
    number = forms.CharField(label=_("Police report number"), max_length=40, required=False)
    scan = ScanField(label=_("Police report"))

    def arguments(self):
        scan, content_type = self.cleaned_data["scan"]
        return (), {
            "number": self.cleaned_data["number"],
            "scan": scan,
            "content_type": content_type,
        }


class OverdueCallForm(ActForm):
    """Form for `note_call`."""

    result = forms.ChoiceField(label=_("Outcome"), choices=CallResult, widget=forms.RadioSelect)
    note = FollowUp._meta.get_field("note").formfield()
    next_on = forms.DateField(
        label=_("Call again on"),
        required=False,
        help_text=_("Required if there was no answer, or to call again."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [
            choice for choice in CallResult.choices if choice[0] != CallResult.WORKS
        ]


class CallForm(OverdueCallForm):
    """Form for `record_calls`: several calls with the same outcome."""

    call = RowsField(
        queryset=FollowUp.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("Tick at least one call."),
            "invalid_choice": _(
                "One of these calls has already been recorded: check the list again."
            ),
        },
    )
    went = forms.ChoiceField(
        label=_("Did the person go to the training?"),
        required=False,
        choices=[("", _("not asked")), *Went.choices],
        help_text=_("Only for people who accepted training."),
    )
    home = HomeNetworkField(help_text=_("For one person at a time. If empty: no change."))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = CallResult
        self.fields["call"].queryset = FollowUp.objects.visible_to(by).to_do()

    def clean(self):
        super().clean()
        if "call" in self.errors:  # its checkboxes are elsewhere on the page
            self.add_error(None, self.errors["call"])

    def arguments(self):
        cleaned = dict(self.cleaned_data)
        return (list(cleaned.pop("call")),), cleaned

    @property
    def others(self):
        """The additional questions of enabled modules."""
        return [self[name] for name in ("went", "home") if name in self.fields]

    @property
    def ticked(self):
        """The ticked ids, to keep them ticked when the form is shown again."""
        return [str(pk) for pk in self["call"].value() or ()]
