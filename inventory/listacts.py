"""What may be done to many devices of the register at once, each by the operation of one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.bulk import Act
from core.forms import ActForm
from inventory import operations
from inventory.forms.exits import RetireForm
from inventory.forms.lots import PlaceField
from inventory.lifecycle.moves import TransferStatus
from inventory.models import Place, Transfer


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
    """For `retire`: what becomes of disks is asked of all, for some may hold data."""

    def __init__(self, data=None, *, user):
        super().__init__(data, has_data=True)


def load(device, *, by, transfer):
    operations.load(transfer, by=by, device=device)


ACTS = (
    Act(
        name="labels",
        label=_("Print the labels"),
        icon="printer",
        permission="inventory.print_label",
        page="label_print",
    ),
    Act(
        name="move",
        label=_("Put on a shelf"),
        icon="map-pin",
        permission=operations.move_to_place.permission,
        run=operations.move_to_place,
        form=MoveManyForm,
    ),
    Act(
        name="load",
        label=_("Put on a transfer"),
        icon="arrow-right-left",
        permission=operations.load.permission,
        run=load,
        form=LoadManyForm,
    ),
    Act(
        name="bench",
        label=_("Take to the bench"),
        icon="wrench",
        permission=operations.refurbish.permission,
        run=operations.refurbish,
    ),
    Act(
        name="retire",
        label=_("Retire"),
        icon="recycle",
        permission=operations.retire.permission,
        run=operations.retire,
        form=RetireManyForm,
    ),
)
