"""Import type of a legacy register: each row is a device with its current status and holder."""

from functools import partial

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.imports.kinds import ListKind, Start
from inventory.imports.contents import LOOKS
from inventory.models import Device
from loans.models import LoanItem
from modules.legacy_import.example import example_rows
from modules.legacy_import.holders import one
from modules.legacy_import.lines import IN_USE
from modules.legacy_import.operations.takeover import outing_of
from modules.legacy_import.operations.undo import check_takeover_untouched, undo_takeover
from modules.legacy_import.planned import Planned, Stage, register
from modules.legacy_import.reading import CONTRADICTIONS, DECISION, DECISIONS, RegisterResource
from modules.legacy_import.returns import DECISIVE, looks
from modules.legacy_import.synonyms import FIELDS, HEADINGS, statuses_by_word
from people.models import Organisation

ATTESTATION = _(
    "I confirm that devices that are ready, lent or given were erased on the date in "
    "this register or, without a date, before they left."
)


def undo(batch, rows, *, by):
    undo_takeover(list(Device.objects.filter(import_rows__in=rows)), by=by)


def check_undo(batch):
    check_takeover_untouched(list(Device.objects.filter(import_rows__batch=batch)))


def connected(keys):
    """A key for each of these sets; sets that share members, even indirectly, have the same key."""
    parent = {}

    def root(key):
        while parent.setdefault(key, key) != key:
            parent[key] = key = parent[parent[key]]
        return key

    for first, *others in map(list, keys):
        for other in others:
            parent[root(other)] = root(first)
    return [root(next(iter(some))) for some in keys]


def bonds(facts):
    """Keys of rows to write together: a holder's loans, a device's history, a donor's lot."""
    keys = [
        {
            line.of or line,
            *([one(line.person) or outing_of(line)] if line.has_loan else []),
            *([("donor", one(line.donor))] if line.donor else []),
        }
        for line in facts
    ]
    return connected(keys)


def undo_bonds(rows):
    """Keys of written rows to undo together, as in `bonds`."""
    items = LoanItem.objects.filter(device__import_rows__in=rows)
    keys = {row.pk: {("row", row.pk)} for row in rows}
    loans = items.values_list("device__import_rows", "device", "loan__recipient", "loan")
    for row, device, person, loan in loans:
        if row in keys:
            whose = ("person", person) if person else ("loan", loan)
            keys[row] |= {("device", device), whose}
    return connected(list(keys.values()))


def options():
    """The options of the whole list, with its columns."""
    return {
        "organisation": forms.ModelChoiceField(
            Organisation.objects.all(),
            label=_("Default organisation"),
            empty_label=_("our own association"),
            required=False,
        ),
        "enters_organisations": forms.BooleanField(
            label=_("Add the organisations that are not in the register yet"), required=False
        ),
        "starts_on": forms.DateField(label=_("Default start date"), required=False),
        "due_on": forms.DateField(label=_("Default due date"), required=False),
        "returned_on": forms.DateField(label=_("Default return date"), required=False),
    }


def decisions(batch):
    """The choices for rows whose status contradicts their holder or days, if there are any."""
    problems = batch.rows.refused().values_list("problems", flat=True)
    is_needed = batch.options.get(DECISION) or any(
        source in CONTRADICTIONS for row in problems for source, _data in row
    )
    if not is_needed:
        return {}
    choices = [("", _("leave them waiting: none is imported")), *DECISIONS.items()]
    label = _("Rows whose status contradicts their holder or their dates")
    field = forms.ChoiceField(
        choices=choices, label=label, required=False, widget=forms.RadioSelect
    )
    return {DECISION: field}


def promises(batch):
    """The attestation of past erasures, required if the list seems to have devices in use."""
    is_needed = lists_devices_in_use(batch)
    return {"is_attested": forms.BooleanField(label=ATTESTATION, required=is_needed)}


def lists_devices_in_use(batch):
    """Whether a word or a column of the list marks devices as ready, lent or given."""
    ours = statuses_by_word() | batch.values.get("status", {})
    codes = {ours.get(word) for word in batch.words.get("status", ())}
    return bool(codes & IN_USE or {"starts_on", "given_on"} & set(batch.mapping.values()))


REGISTER = ListKind(
    code="register",
    is_of_devices=True,
    label=_("earlier register"),
    fields=FIELDS,
    has_default_category=True,
    headings=HEADINGS,
    looks=partial(looks, RegisterResource.days, LOOKS["looks"]),
    alone=LOOKS["alone"],
    decisive=LOOKS["decisive"] | DECISIVE,
    joined=frozenset({"remark"}),
    resource=RegisterResource,
    undo=undo,
    bonds=bonds,
    undo_bonds=undo_bonds,
    check_undo=check_undo,
    promise=_(
        "Each valid row becomes a device in its current state: in stock, or with its "
        "holder. Items that a holder took on the same day form one loan; a row with a "
        "return date is a past loan. No agreement is created. People whose retention "
        "period is over are imported without their name."
    ),
    act=_("Import the register"),
    done=_("The register has been imported."),
    undo_promise=_(
        "The devices in this register are withdrawn as entered in error, its loans are "
        "cancelled, and people known only from it are anonymised. This is no longer "
        "possible once one of these records has changed."
    ),
    undone=_(
        "The devices, loans and people from this list have been removed from the "
        "register. You can import the list again."
    ),
    start=Start(
        page="takeover",
        title=_("Import an existing register"),
        lead=_("Import your devices and their holders, with past dates. You check each row first."),
        back="device_list",
        back_title=_("Devices"),
        steps=(
            _(
                "One row per device: its description, its status (in stock, lent, given, to "
                "check, retired...), and, when it is out, its holder, start and due dates."
            ),
            _(
                "Each row is checked: dates out of order, numbers used twice or already in the"
                " register, unknown words. The reason is shown next to the row."
            ),
            _(
                "You confirm that devices that are ready, lent or given were erased beforehand. "
                "The device page shows this with your name, but not as proof."
            ),
            _(
                "Devices, people and loans are imported all at once. You can undo the import"
                " until one of them changes."
            ),
        ),
        asides=(
            (
                _("Data about people"),
                (
                    _(
                        "Only users who hand over equipment see the names; these rows "
                        "are not shown on device pages. Leave out what you do not "
                        "need: a name or a reference and a phone number are enough."
                    ),
                ),
            ),
        ),
        example=lambda: example_rows(timezone.localdate()),
        example_page="takeover_example",
        site_label=_("Site of these devices"),
        permission="legacy_import.take_over",
    ),
    onward=lambda _batch: reverse("loan_list"),
    onward_words=_("View the loans and gifts"),
    options=options,
    decisions=decisions,
    promises=promises,
    names_people=True,
)

register(
    Stage(
        rank=50,
        label=_("devices with their holders"),
        kind=REGISTER,
        telling=("code", "serial", "model", "designation", "category", "imei"),
        plan=Planned.add_line,
    )
)
