"""List of repairs, of devices that are registered or in an earlier file.

A repair without a last day is open if its device is present. A device that is away cannot be in
repair: its fault is kept as a repair that ended without fixing it.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from catalogue.models import FaultAlias, FaultType
from core.imports.columns import by_word, headings_in, word_key
from core.imports.days import DayWidget, read_days
from core.imports.kinds import ListKind, Vocabulary
from core.imports.resource import ChoiceWidget, ListField, ListResource, TextWidget
from core.workflow.event_messages import Sentence
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.imports.synonyms import OUTCOME_WORDS
from inventory.models import Repair
from modules.legacy_import.drafts import RepairDraft
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import repairs as operations
from modules.legacy_import.planned import Stage, register
from modules.legacy_import.questions import answer_of, ask
from modules.legacy_import.synonyms import HEADINGS as OF_REGISTER
from modules.legacy_import.systems import REPAIRS

READY_IN_REPAIR = gettext_noop(
    "This repair has no end date, but its device is ready according to the register or an earlier"
    " file: which is right?"
)
NOT_ENDED_AWAY = gettext_noop(
    "This repair has no end date, and its device is “%(status)s”: it is imported as not repaired."
)
IN_REPAIR_TWICE = gettext_noop(
    "This device is already under repair: enter the end date of one of the two repairs."
)
DAYS_WRONG = gettext_noop("The end of a repair must be after its start, and not in the future.")
IN_REPAIR, READY = "repair", "ready"
ask(
    READY_IN_REPAIR,
    _("Devices under repair in one file, but ready in another"),
    lambda _migration: [
        (IN_REPAIR, _("they are under repair: take them to the bench")),
        (READY, _("they are ready: skip these repairs")),
    ],
    has_word=False,
)
ANOTHER_FAULT = "other"  # the code for faults that are not in our list
HEADINGS = {
    "code": OF_REGISTER["code"],
    "serial": ["numero de serie", "n de serie", "serial number", "serial"],
    **headings_in(
        {
            "fault": "panne|type de panne|defaut|fault|problem type|type d intervention",
            "reported": """probleme|description de la panne|titre|intitule|objet|panne signalee|
                title|problem|reported fault|description""",
            "done": """travaux|travaux effectues|intervention|reparation effectuee|solution|notes|
                work done|resolution""",
            "opened_on": """date de debut|debut|ouvert le|date de la panne|date|start date|
                opened on|started at|created at""",
            "ended_on": """date de fin|fin|termine le|repare le|date de reparation|end date|
                completion date|closed on|ended at|completed at""",
            "outcome": "resultat|issue|etat de la reparation|outcome|result|repair status",
        }
    ),
}


class FaultWidget(Widget):
    """Widget for a fault by its name or a synonym; any other word is “another fault”."""

    def clean(self, value, row=None, *, lookup, **kwargs):
        return lookup.faults.get(word_key(value))


class RepairResource(Arriving, ListResource):
    """Resource with a repair per row; a repair without a last day is open."""

    code = ListField(Widget(), _("inventory number"))
    serial = ListField(Widget(), _("serial number"))
    fault = ListField(FaultWidget(), _("fault"))
    reported = ListField(TextWidget(Repair, "reported"), _("reported fault"))
    done = ListField(TextWidget(Repair, "done"), _("work done"))
    opened_on = ListField(DayWidget(), _("started on"))
    ended_on = ListField(DayWidget(), _("ended on"))
    outcome = ListField(
        ChoiceWidget(RepairOutcome, RepairOutcome.FIXED), _("outcome"), reads_empty=True
    )

    vocabularies = {
        "outcome": Vocabulary(
            choices=lambda: RepairOutcome.choices, words=lambda: by_word(OUTCOME_WORDS)
        )
    }
    days = ("opened_on", "ended_on")

    def before_import(self, dataset, **kwargs):
        read_days(dataset, self.days)
        super().before_import(dataset, **kwargs)
        self.lookup.find_devices(dataset)
        open_repairs = Repair.objects.going_on().filter(device__in=self.lookup.devices.values())
        self.in_repair = set(open_repairs.values_list("device", flat=True))
        self.lookup.faults = {alias.key: alias.fault for alias in FaultAlias.objects.all()}
        for fault in FaultType.objects.all():
            self.lookup.faults |= {word_key(n): fault for n in (fault.code, *fault.names.values())}

    def find_records(self, dataset):
        return {}

    def init_instance(self, row=None):
        return RepairDraft()

    def problems(self, draft, errors):
        draft.fault = draft.fault or self.lookup.faults.get(ANOTHER_FAULT)
        try:
            draft.device = self.lookup.device(draft.code, draft.serial)
        except ValidationError as error:
            yield "code", Sentence(error.message, error.params or {})
        if not (errors or self._is_in_order(draft)):
            yield "ended_on", Sentence(DAYS_WRONG, {})
        is_open = draft.is_of_a_ready_device and not draft.ended_on and "ended_on" not in errors
        if is_open and not answer_of(self.batch, READY_IN_REPAIR):
            yield "ended_on", Sentence(READY_IN_REPAIR, {})

    def _is_in_order(self, draft):
        today = timezone.localdate()
        until = draft.ended_on or today
        return (draft.opened_on or until) <= until <= today

    def after_import(self, dataset, result, **kwargs):
        """Settle the repairs without a last day, one for each device."""
        in_repair = set(self.in_repair)
        for outcome in result.rows:
            if not (outcome.is_invalid() or outcome.draft.ended_on):
                self._settle_open(outcome, in_repair)

    def _settle_open(self, outcome, in_repair):
        """Warn of a repair of a device that is away; skip or refuse an open one if needed."""
        device = outcome.draft.device
        key = getattr(device, "pk", None) or id(device)
        if not outcome.draft.is_open:
            status = str(DeviceStatus(device.status).label)
            outcome.warnings.append(Sentence(NOT_ENDED_AWAY, {"status": status}))
        elif outcome.draft.is_of_a_ready_device and answer_of(self.batch, READY_IN_REPAIR) == READY:
            outcome.import_type = outcome.IMPORT_TYPE_SKIP
        elif key in in_repair:
            outcome.refuse([Sentence(IN_REPAIR_TWICE, {})])
        else:
            in_repair.add(key)

    def enter(self, drafts, by):
        return operations.enter_repairs(drafts, by=by)


UNDOING = Undoing(Repair, operations.check_repairs, operations.take_repairs_back)
KIND = ListKind(
    code=REPAIRS,
    label=_("list of repairs"),
    fields=RepairResource.labels(),
    headings=HEADINGS,
    resource=RepairResource,
    undo=UNDOING.undo,
    check_undo=UNDOING.check_undo,
    promise=_(
        "Each valid row becomes a repair in the history of its device. Without an end "
        "date, it is in progress."
    ),
    act=_("Add the repairs"),
    done=_("The repairs have been added."),
    undo_promise=_("The repairs in this list are cancelled."),
    undone=_("The repairs in this list have been cancelled. You can send the same list again."),
)
register(Stage(rank=70, label=_("repairs"), kind=KIND, telling=("done", "ended_on", "fault")))
