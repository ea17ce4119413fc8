"""Bulk actions of the device list, each applying an operation row by row."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.lists.actions import BulkAction
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.exits import DiskFate, ExitStatus
from inventory.devices.lifecycle.transfers import TransferStatus
from inventory.exits import operations as exit_operations
from inventory.exits.forms import SCHEMES, RetireForm, suggesting
from inventory.intake.forms import PlaceField
from inventory.intake.operations import intake as intake_operations
from inventory.models import ExitBatch, Place, Transfer
from inventory.transfers import operations as transfer_operations
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklists as checklist_operations
from people.models import Site


class MoveManyForm(ActForm):
    """Form for `move_to_place`: one shelf for all devices."""

    place = PlaceField(label=_("Shelf"), help_text=_("The code of the shelf, typed or scanned."))

    def __init__(self, data=None, *, user):
        super().__init__(data)
        places = Place.objects.visible_to(user).filter(is_active=True)
        self.fields["place"].queryset = places


class LoadManyForm(ActForm):
    """Form for `load`: a transfer in preparation."""

    transfer = forms.ModelChoiceField(Transfer.objects.none(), label=_("Transfer"))

    def __init__(self, data=None, *, user):
        super().__init__(data)
        prepared = Transfer.objects.visible_to(user).filter(status=TransferStatus.PREPARED)
        self.fields["transfer"].queryset = prepared.select_related("origin", "destination")


class RetireManyForm(RetireForm):
    """Form for `retire`: the fate of the disks is required for all, since some may hold data."""

    def __init__(self, data=None, *, user):
        super().__init__(data, has_data=True)


class BatchChoice(forms.ModelChoiceField):
    """Field for choosing an open batch, labelled with its destination and site."""

    def label_from_instance(self, batch):
        return f"{batch} · {batch.organism or batch.get_purpose_display()} · {batch.site}"


class BulkExitForm(ActForm):
    """Form for `add_to_exit_batch`: an open batch, or a new batch for a take-back scheme."""

    batch = BatchChoice(
        ExitBatch.objects.none(),
        label=_("Add to the list of"),
        required=False,
        empty_label=_("new"),
    )
    organism = forms.CharField(
        label=_("For a new batch: take-back scheme"),
        max_length=120,
        required=False,
        widget=suggesting(SCHEMES, "organism"),
        help_text=_("Organisation that takes charge of the equipment: ecosystem, Ecologic..."),
    )
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("For a new batch: site of departure"), required=False
    )
    disks = forms.ChoiceField(
        label=_("Devices not retired yet"),
        choices=[
            ("", _("are refused, and listed")),
            (DiskFate.TAKEN_OUT, _("are retired, disks taken out")),
            (DiskFate.INSIDE, _("are retired, disks inside")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"site": user.site_id, "disks": ""})
        open_ones = ExitBatch.objects.visible_to(user).filter(status=ExitStatus.OPEN)
        self.fields["batch"].queryset = open_ones.select_related("site").order_by("-pk")
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("batch") and "batch" not in self.errors:
            for name, why in {
                "organism": _("Choose the destination."),
                "site": _("Choose the site of departure."),
            }.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, why)
        return cleaned

    def arguments(self):
        return (), {"target": ExitTarget(**self.cleaned_data)}


@dataclass
class ExitTarget:
    """Exit batch that receives the devices; `batch` is None until the first device creates it."""

    batch: ExitBatch | None
    organism: str
    site: Site | None
    disks: str

    def begin(self, by):
        return exit_operations.prepare_exit(
            ExitBatch(site=self.site, organism=self.organism), by=by
        )


def load(device, *, by, transfer):
    transfer_operations.load(transfer, by=by, device=device)


def add_to_exit_batch(device, *, by, target):
    """Add a device to an exit batch; a refusal rolls back a batch created for it."""
    batch = target.batch or target.begin(by)
    if target.disks:
        exit_operations.retire_into_exit(batch, by=by, devices=[device], disks=target.disks)
    else:
        exit_operations.put_in_exit(batch, by=by, devices=[device])
    target.batch = batch


def withdraw(device, *, by):
    intake_operations.withdraw([device], by=by)


ACTS = (
    BulkAction(
        "labels",
        _("Print the labels"),
        "printer",
        permission="inventory.print_label",
        page="label_print",
    ),
    BulkAction(
        "move",
        _("Put on a shelf"),
        "map-pin",
        run=device_operations.move_to_place,
        form=MoveManyForm,
    ),
    BulkAction(
        "batch",
        _("Scan several"),
        "scan-barcode",
        permission="desk.scan",
        page="run_pick",
    ),
    BulkAction(
        "load",
        _("Add to a transfer"),
        "arrow-right-left",
        permission=transfer_operations.load.permission,
        run=load,
        form=LoadManyForm,
    ),
    BulkAction("bench", _("Take to the bench"), "wrench", run=bench_operations.refurbish),
    BulkAction(
        "quarantine", _("Quarantine"), "lock", run=device_operations.quarantine, is_rare=True
    ),
    BulkAction(
        "release",
        _("Release from quarantine, to the bench"),
        "lock-open",
        run=checklist_operations.release,
        is_rare=True,
    ),
    BulkAction(
        "leave",
        _("Add to an exit batch"),
        "log-out",
        permission=exit_operations.retire_into_exit.permission,
        run=add_to_exit_batch,
        form=BulkExitForm,
    ),
    BulkAction("retire", _("Retire"), "recycle", run=exit_operations.retire, form=RetireManyForm),
    BulkAction(
        "withdraw",
        _("Entered in error"),
        "eraser",
        permission=intake_operations.withdraw.permission,
        run=withdraw,
        is_rare=True,
    ),
)
