"""Results of the checklist of a device, by item code."""

import json

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.v1.devices import DEVICES
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import Outcome
from inventory.workshop.forms.checklists import ChecklistForm
from inventory.workshop.operations import checklists as checklist_operations

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
REST = gettext_lazy(
    "Record all other items as working, unless they need a value, a photo or a file."
)
EXTRA = {
    "results": {"type": "array", "items": RESULT, "maxItems": 200, "default": []},
    "rest": {"type": "boolean", "description": REST, "default": False},
}


class ResultsForm(ChecklistForm):
    """The checklist form of the bench, with results by item code."""

    results = forms.JSONField(required=False)
    rest = forms.BooleanField(required=False)

    def __init__(self, data, *, device):
        items = checklist_operations.items_to_check(device)
        numbers = {item.code: item.pk for item in items}
        for result in json.loads(data["results"]):
            number = numbers.get(result["item"])
            if number is None:
                raise Refused(_("This checklist has changed: open it again."))
            data[f"item_{number}"] = result["outcome"]
            data.update(
                {f"{name}_{number}": result[name] for name in {"note", "value"} & {*result}}
            )
        super().__init__(data, items=items)


def as_texts(body):
    rest = {"rest": "true"} if body.get("rest") else {}
    return {**body, "results": json.dumps(body.get("results", []))} | rest


DEVICES.act(
    "test",
    checklist_operations.record_results,
    ResultsForm,
    summary=gettext_lazy("Record checklist results"),
    page="device_check",
    extra=EXTRA,
    spread=as_texts,
    example={"results": [{"item": "keyboard", "outcome": "fail", "note": "E"}], "rest": True},
)
