from decimal import Decimal

from django import forms
from django.db.models import Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, FaultType
from catalogue.names import fault_named
from core.forms.base import ActForm
from core.forms.uploads import clean_scan
from core.forms.versions import Versioned, hold_row
from core.forms.widgets import NumberField
from core.modules.registry import is_on
from inventory.devices.forms import NamesNobody
from inventory.devices.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import Device, RepairPart
from inventory.scanning.codes import device_named

LONGEST_MINUTES = 60_000
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class FaultField(forms.ModelChoiceField):
    def __init__(self):
        super().__init__(FaultType.objects.all(), label=_("Fault"))


class PartField(forms.ModelChoiceField):
    def __init__(self):
        super().__init__(AccessoryKind.objects.parts(), label=_("Part"))

    def show_stock(self, site):
        """Name beside each part the number in stock at a site that counts it."""
        here = Sum("stocks__quantity", filter=Q(stocks__site=site))
        self.queryset = self.queryset.annotate(in_stock=here)

    def label_from_instance(self, kind):
        label, number = super().label_from_instance(kind), getattr(kind, "in_stock", None)
        if number is None:
            return label
        return gettext("%(part)s – in stock: %(number)s") % {"part": label, "number": number}


def text_field(label, max_length, *, rows=2, **more):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, widget=widget, **more)


def done_field():
    return text_field(_("What was done"), 2000, required=False, rows=3)


def minutes_field():
    label = _("Total time spent (minutes)")
    return NumberField(label=label, min_value=0, max_value=LONGEST_MINUTES)


class CostField(forms.DecimalField):
    """Field for an optional amount in euros."""

    def __init__(self):
        label = _("Cost of parts and outside work (€)")
        super().__init__(
            label=label, min_value=0, max_digits=8, decimal_places=2, required=False, localize=True
        )

    def clean(self, value):
        return super().clean(value) or Decimal(0)


def reported_field():
    return text_field(
        _("Reported fault"),
        1000,
        required=False,
        help_text=_("Describe the device, never a person."),
    )


class OpenRepairForm(NamesNobody, ActForm):
    """Form for `open_repair`; initially the fault type that has the donor's wording as an alias."""

    read_by_all = ("reported",)
    fault = FaultField()
    reported = reported_field()

    def __init__(self, data=None, *, device):
        super().__init__(data, initial={"fault": fault_named(device.fault)})
        self.fields["fault"].widget.attrs["autofocus"] = True


class RepairForm(Versioned, ActForm):
    """Base form for an open repair, on its page and at the bench; `name` identifies the form."""

    name = ""

    def __init__(self, data=None, *, repair, initial=None, **kwargs):
        super().__init__(data, initial=initial, auto_id=f"repair_{self.name}_%s", **kwargs)
        self.repair = self.edited_row = repair

    def hold(self):
        hold_row(self.repair.device)
        hold_row(self.repair)


class NoteForm(NamesNobody, RepairForm):
    name = "note"
    read_by_all = ("reported", "found", "done")
    fault = FaultField()
    reported = reported_field()
    found = text_field(_("Diagnosis"), 2000, required=False)
    done = done_field()
    minutes = minutes_field()
    cost = CostField()

    def __init__(self, data=None, *, repair):
        names = ("fault", "reported", "found", "done", "minutes", "cost")
        initial = {name: getattr(repair, name) for name in names}
        super().__init__(data, repair=repair, initial=initial)


class EndForm(NamesNobody, RepairForm):
    name = "end"
    read_by_all = ("done",)
    outcome = forms.ChoiceField(
        label=_("Outcome of the repair"), choices=RepairOutcome, widget=forms.RadioSelect
    )
    barrier = forms.ChoiceField(
        label=_("Obstacle to the repair"),
        choices=[("", _("nothing: it is fixed")), *Barrier.choices],
        required=False,
    )
    done = done_field()
    minutes = minutes_field()
    cost = CostField()

    def __init__(self, data=None, *, repair):
        initial = {"done": repair.done, "minutes": repair.minutes, "cost": repair.cost}
        super().__init__(data, repair=repair, initial=initial)

    def clean(self):
        facts = super().clean()
        is_fixed = facts.get("outcome") == RepairOutcome.FIXED
        if facts.get("outcome") and not is_fixed and not facts.get("barrier"):
            self.add_error("barrier", _("Choose the obstacle to the repair."))


class WaitForm(RepairForm):
    name = "wait"
    kind = PartField()
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=99, initial=1)
    reference = RepairPart._meta.get_field("reference").formfield()

    def __init__(self, data=None, *, repair, **kwargs):
        super().__init__(data, repair=repair, **kwargs)
        if is_on("accessories"):
            self.fields["kind"].show_stock(repair.device.site)


class FitForm(WaitForm):
    """Form for `fit_part`: a part from stock; proposes the part that the repair waits for."""

    name = "fit"

    def __init__(self, data=None, *, repair):
        awaited = repair.parts.awaited().first() if repair.is_waiting else None
        initial = {"kind": awaited.kind_id, "quantity": awaited.quantity} if awaited else {}
        super().__init__(data, repair=repair, initial=initial)


class TakeForm(RepairForm):
    """Form for `take_part`: a part from another device."""

    name = "take"
    kind = PartField()
    donor = forms.CharField(
        label=_("Taken from"),
        max_length=200,
        help_text=_("The code of the other device, typed or scanned."),
        widget=forms.TextInput(attrs=CODE),
    )
    position = forms.IntegerField(
        label=_("Which one"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("Enter 2 for the second of several identical parts."),
    )
    medium_serial = forms.CharField(
        label=_("Serial number of the disk"),
        max_length=60,
        required=False,
        help_text=_("Only for a disk, if the other device has several."),
        widget=forms.TextInput(attrs={"class": "mono", **CODE}),
    )
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)

    def __init__(self, data=None, *, repair, user):
        super().__init__(data, repair=repair)
        self.user = user

    def clean_donor(self):
        devices = Device.objects.visible_to(self.user)
        return device_named(self.cleaned_data["donor"], devices, ended=())


class CancelForm(RepairForm):
    name = "cancel"
    reason = forms.CharField(label=_("Reason"), max_length=200)


class FileForm(ActForm):
    """Form for `attach_file`."""

    upload = forms.FileField(
        label=_("Quote, invoice or photo"),
        help_text=_("PDF or picture, 10 MB at most. It must not show a family’s name."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg,image/webp"}),
    )

    def __init__(self, data=None, files=None):
        super().__init__(data, files, auto_id="repair_file_%s")

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.content, self.content_type = clean_scan(upload)
        return upload

    def arguments(self):
        name = self.cleaned_data["upload"].name
        return (), {"content": self.content, "content_type": self.content_type, "name": name}


class AcceptForm(RepairForm):
    name = "accept"
    limit = forms.CharField(
        label=_("Known fault"),
        max_length=200,
        help_text=_("Printed on the agreement, so that the person knows about them."),
    )


FORMS = {form.name: form for form in (NoteForm, EndForm, WaitForm, FitForm, TakeForm, CancelForm)}


def forms_of(repair, user, sent=None):
    """Map names to the forms of an open repair; `sent` is an invalid form to show again."""
    made = {}
    for name, form in FORMS.items():
        more = {"user": user} if form is TakeForm else {}
        made[name] = form(repair=repair, **more)
    return made | ({sent.name: sent} if isinstance(sent, RepairForm) else {})
