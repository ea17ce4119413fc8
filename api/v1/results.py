"""Results of the checklist of a device, by the codes of its items."""

import json

from django.utils.translation import gettext as _

from api.v1.devices import DEVICES
from core.forms import ActForm
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import Outcome
from inventory.workshop.forms.checklists import ChecklistForm
from inventory.workshop.operations import checklists

TEXT = {"type": "string", "maxLength": 200}
RESULT = {
    "type": "object",
    "properties": {
        "item": TEXT | {"description": "The code of the item."},
        "outcome": {"type": "string", "enum": list(Outcome.values)},
        "note": TEXT,
        "value": TEXT | {"description": "What was measured, or the code of a choice."},
    },
    "required": ["item", "outcome"],
    "additionalProperties": False,
}
REST = "All other items work, but those that ask for a value, a photo or a file."
EXTRA = {
    "results": {"type": "array", "items": RESULT, "maxItems": 200, "default": []},
    "rest": {"type": "boolean", "description": REST, "default": False},
}


def as_texts(body):
    rest = {"rest": "1"} if body.get("rest") else {}
    return {**body, "results": json.dumps(body.get("results", []))} | rest


def results_form(data, *, device):
    """The form of the bench, with these results at their items."""
    items = checklists.items_to_check(device)
    numbers = {item.code: item.pk for item in items}
    for result in json.loads(data["results"]):
        if result["item"] not in numbers:
            raise Refused(_("This checklist has changed: open it again."))
        for name in ("outcome", "note", "value"):
            field = "item" if name == "outcome" else name
            data[f"{field}_{numbers[result['item']]}"] = result.get(name, "")
    return ChecklistForm(data, items=items)


DEVICES.act(
    "test",
    checklists.record_results,
    ActForm,
    make=results_form,
    summary="Note results of its checklist",
    extra=EXTRA,
    spread=as_texts,
    example={"results": [{"item": "keyboard", "outcome": "fail", "note": "E"}], "rest": True},
)
