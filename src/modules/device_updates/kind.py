"""The kind of list that updates devices: its columns for the guesser, and its page."""

from django import forms
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from core.imports.columns import plain
from core.imports.guessing import IMPOSSIBLE
from core.imports.kinds import ListKind, Start, each_alone, headings_of
from inventory.devices.identifiers import clean_code, is_tag
from inventory.devices.lifecycle.devices import TagStatus
from inventory.imports.contents import DECISIVE_SHARE, LOOKS, looks_of_devices
from inventory.imports.device_export import READ_ONLY
from inventory.imports.donor_list import HEADINGS
from inventory.imports.specs import COLUMN_OF
from inventory.models import Tag
from modules.device_updates.operations import check_undo_update, undo_update
from modules.device_updates.resource import DeviceUpdateResource

FIELDS = DeviceUpdateResource.labels()
# {field of a donor's list: field of devices}: their headings and cells look alike
OURS = {column: name for name, column in COLUMN_OF.items()} | {
    "purchased": "bought_on",
    "warranty_end": "warranty_until",
    "condition": "donor_condition",
}
# weight of our tags without a heading; reduced weight of a column “tag” without any of them
TAG_ALONE, NO_TAG_OF_OURS = 0.95, 0.6


def headings():
    """Headings of our export, then those of donors' lists and of other tools."""
    exported = {form for label in READ_ONLY.values() for form in headings_of(label)}
    of_donors = {
        name: [word for word in words if plain(word) not in exported]
        for name, words in _ours(HEADINGS).items()
    }
    ours = {name: [*headings_of(label), *of_donors.get(name, ())] for name, label in FIELDS.items()}
    return ours | {"": [*exported, *of_donors[""]]}


def _ours(of_donors):
    return {OURS.get(name, name): each for name, each in of_donors.items()}


def looks():
    """Cell tests of donors' lists, and of tags that lead to our devices.

    The “asset tag” of another tool also leads to devices, once they were imported from it.
    """
    fits_of = looks_of_devices()
    foreign = Tag.objects.filter(status=TagStatus.FOREIGN).exclude(device=None)
    codes_of_others = set(foreign.values_list("code", flat=True))

    def fits(cells):
        codes = [clean_code(cell) for cell in cells]
        tags = sum(is_tag(code) or code in codes_of_others for code in codes) / (len(codes) or 1)
        is_ours = {"donor_tag": IMPOSSIBLE} if tags >= DECISIVE_SHARE else {}
        return _ours(fits_of(cells)) | {"tag": tags} | is_ours

    return fits


def options():
    return {
        "clears": forms.BooleanField(
            label=gettext_lazy("An empty cell clears the field (otherwise it changes nothing)"),
            required=False,
        )
    }


UPDATE = ListKind(
    code="update",
    is_of_devices=True,
    label=gettext_lazy("update of the register"),
    fields=FIELDS,
    headings=SimpleLazyObject(headings),  # translations are not loaded yet
    looks=looks,
    alone=_ours(LOOKS["alone"]) | {"tag": TAG_ALONE},
    decisive=_ours(LOOKS["decisive"]) | {"tag": NO_TAG_OF_OURS},
    resource=DeviceUpdateResource,
    undo=undo_update,
    bonds=each_alone,
    check_undo=check_undo_update,
    options=options,
    start=Start(
        page="device_update",
        title=gettext_lazy("Update from a file"),
        lead=gettext_lazy("Nothing is imported yet: you first see what each row would change."),
        back="device_list",
        back_title=gettext_lazy("Devices"),
        steps=(
            gettext_lazy(
                "Each row identifies its device by its tag, or otherwise by its serial "
                "number or IMEI. If a row matches two devices, you choose one."
            ),
            gettext_lazy(
                "Use it for specifications, prices, purchase dates, warranties and the donor’s"
                " numbers, for example from GLPI, Snipe-IT or OCS Inventory."
            ),
            gettext_lazy(
                "Only matched columns change a device, and only where the value differs. Status,"
                " shelf and loans never change this way."
            ),
            gettext_lazy(
                "A row without our tag only fills in what is missing, such as the brand, the"
                " model or the remark."
            ),
            gettext_lazy(
                "If a device has changed since the export, or its hardware report "
                "differs, its row waits for your decision."
            ),
        ),
        permission="inventory.import_device",
    ),
    promise=gettext_lazy("Each valid row changes its device as shown below, and nothing else."),
    act=gettext_lazy("Save the changes"),
    done=gettext_lazy("The devices have been updated."),
    undo_promise=gettext_lazy(
        "The devices go back to their previous values. This is no longer possible once "
        "one of them has changed again."
    ),
    undone=gettext_lazy(
        "The devices have their previous values again. You can send the same file again."
    ),
)
