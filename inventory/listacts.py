"""Bulk actions of the device list, each applying an operation row by row."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from core.bulk import BulkAction
from core.forms import ActForm
from inventory import operations
from inventory.forms.exits import SCHEMES, RetireForm, suggesting
from inventory.forms.lots import PlaceField
from inventory.lifecycle.exits import DiskFate, ExitStatus
from inventory.lifecycle.moves import TransferStatus
from inventory.models import ExitBatch, Place, Transfer
from people.models import Site


class MoveManyForm(ActForm):
    """For `move_to_place`: one shelf for all."""

    place = PlaceField(label=_("Place"), help_text=_("The code of the shelf, typed or scanned."))

    def __init__(self, data=None, *, user):
        super().__init__(data)
        places = Place.objects.visible_to(user).filter(is_active=True)
        self.fields["place"].queryset = places


class LoadManyForm(ActForm):
    """For `load`: a transfer that is being prepared."""

    transfer = forms.ModelChoiceField(
        Transfer.objects.none(), label=_("Transfer"), empty_label=_("choose")
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        prepared = Transfer.objects.visible_to(user).filter(status=TransferStatus.PREPARED)
        self.fields["transfer"].queryset = prepared.select_related("origin", "destination")


class RetireManyForm(RetireForm):
    """For `retire`: the fate of the disks is required for all, since some may hold data."""

    def __init__(self, data=None, *, user):
        super().__init__(data, has_data=True)


class BatchChoice(forms.ModelChoiceField):
    """One of the batches being filled, each with where it goes and from where."""

    def label_from_instance(self, batch):
        return f"{batch} · {batch.organism or batch.get_purpose_display()} · {batch.site}"


class BulkExitForm(ActForm):
    """On which list: of a batch that is being filled, or of a new one for a take-back scheme."""

    batch = BatchChoice(
        ExitBatch.objects.none(),
        label=_("On the list of"),
        required=False,
        empty_label=_("a new one"),
    )
    organism = forms.CharField(
        label=_("A new one: take-back scheme"),
        max_length=120,
        required=False,
        widget=suggesting(SCHEMES, "organism"),
        help_text=_("Who takes charge of the equipment: ecosystem, Ecologic..."),
    )
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("A new one: from"), required=False, empty_label=_("choose")
    )
    disks = forms.ChoiceField(
        label=_("Those that are not retired yet"),
        choices=[
            ("", _("are refused, and named")),
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
                "organism": _("Say to whom it goes."),
                "site": _("Say from where it leaves."),
            }.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, why)
        return cleaned

    def arguments(self):
        return (), {"target": ExitTarget(**self.cleaned_data)}


@dataclass
class ExitTarget:
    """The batch that devices are put in; None until the first that may leave begins a new one."""

    batch: ExitBatch | None
    organism: str
    site: Site | None
    disks: str

    def begin(self, by):
        return operations.prepare_exit(ExitBatch(site=self.site, organism=self.organism), by=by)


def load(device, *, by, transfer):
    operations.load(transfer, by=by, device=device)


def add_to_exit_batch(device, *, by, target):
    """Put a device on the list of a batch; one that is refused undoes the batch that it began."""
    batch = target.batch or target.begin(by)
    if target.disks:
        operations.retire_into_exit(batch, by=by, devices=[device], disks=target.disks)
    else:
        operations.put_in_exit(batch, by=by, devices=[device])
    target.batch = batch


def withdraw(device, *, by):
    operations.withdraw([device], by=by)


ACTS = (
    BulkAction(
        name="labels",
        label=_("Print the labels"),
        icon="printer",
        permission="inventory.print_label",
        page="label_print",
    ),
    BulkAction(
        name="batch",
        label=_("Begin a batch"),
        icon="scan-barcode",
        permission="desk.scan",
        page="run_pick",
    ),
    BulkAction(
        name="move",
        label=_("Put on a shelf"),
        icon="map-pin",
        permission=operations.move_to_place.permission,
        run=operations.move_to_place,
        form=MoveManyForm,
    ),
    BulkAction(
        name="load",
        label=_("Put on a transfer"),
        icon="arrow-right-left",
        permission=operations.load.permission,
        run=load,
        form=LoadManyForm,
    ),
    BulkAction(
        name="bench",
        label=_("Take to the bench"),
        icon="wrench",
        permission=operations.refurbish.permission,
        run=operations.refurbish,
    ),
    BulkAction(
        name="quarantine",
        label=_("Quarantine"),
        icon="lock",
        permission=operations.quarantine.permission,
        run=operations.quarantine,
        is_rare=True,
    ),
    BulkAction(
        name="release",
        label=_("Out of quarantine, to the bench"),
        icon="lock-open",
        permission=operations.release.permission,
        run=operations.release,
        is_rare=True,
    ),
    BulkAction(
        name="leave",
        label=_("Put in an exit batch"),
        icon="log-out",
        permission=operations.retire_into_exit.permission,
        run=add_to_exit_batch,
        form=BulkExitForm,
    ),
    BulkAction(
        name="retire",
        label=_("Retire"),
        icon="recycle",
        permission=operations.retire.permission,
        run=operations.retire,
        form=RetireManyForm,
    ),
    BulkAction(
        name="withdraw",
        label=_("Entered in error"),
        icon="eraser",
        permission=operations.withdraw.permission,
        run=withdraw,
        is_rare=True,
    ),
)
