"""Forms for a group of devices on the bench: the same answers, erasure and grade for all."""

from itertools import groupby
from operator import itemgetter

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.text_input import line_of
from inventory.devices.lifecycle.devices import Grade, MediumKind, Outcome
from inventory.erasure.forms import CHOOSE, ErasureFields, methods_of
from inventory.models import Medium, TestResult
from inventory.workshop.forms.checklists import ChecklistForm, value_field
from inventory.workshop.operations.checklists import Answer, check_complete, normalised


class GroupChecklistForm(ChecklistForm):
    """Form for `check_together`: the same answers for several devices, and the measures of each.

    Items that require a photo are answered device by device. An item shows the answer that all
    devices have, if they have the same; `is_done` says whether each of them has one.
    """

    def __init__(self, data=None, *, items, devices):
        results = TestResult.objects.filter(
            device__in=devices, item__in=items, at__gte=F("device__received_at")
        )
        last = {(result.item_id, result.device_id): result for result in results.order_by("pk")}
        for item in items:
            answers = [last.get((item.pk, device.pk)) for device in devices]
            item.is_done = all(answers)
            is_alike = item.is_done and len({(one.outcome, one.note) for one in answers}) == 1
            item.result = answers[0] if is_alike and not item.asks_more else None
        super().__init__(data, items=[item for item in items if not item.asks_more])
        self.open_locks = [item for item in self.open_locks if not item.is_done]
        self.devices = devices
        missing = [(i, d) for i in items for d in devices if (i.pk, d.pk) not in last]
        self.open_measures = [(i, d) for i, d in missing if i.value_kind and not i.proof]
        self.to_prove = list(dict.fromkeys(d for i, d in missing if i.proof))
        for item, device in self.open_measures:
            self.fields[_own(item, device)] = value_field(item)
        self.done = [item for item in self.items if item.is_done]
        self.is_left = bool(missing)

    @property
    def answered(self):
        return sum(i.is_done or bool(self[f"item_{i.pk}"].value()) for i in self.items)

    def measures(self):
        """Yield each measured item with its (device, field) pairs."""
        for item, pairs in groupby(self.open_measures, itemgetter(0)):
            yield item, [(device, self[_own(item, device)]) for _item, device in pairs]

    def clean(self):
        self.own = {}
        for item, device in self.open_measures:
            if value := line_of(self.cleaned_data.get(_own(item, device))):
                self._keep_own(item, device, value)
        return super().clean()

    def _keep_own(self, item, device, value):
        try:
            answer = normalised(item, Answer(Outcome.PASS, value=value))
            check_complete(item, answer)
        except ValidationError as refusal:
            self.add_error(_own(item, device), refusal.messages)
        else:
            self.own.setdefault(device.pk, {})[item] = answer

    @property
    def has_answers(self):
        return bool(self.outcomes or self.own)

    def arguments(self):
        return (), {"outcomes": self.outcomes, "own": self.own}


def _own(item, device):
    return f"own_{item.pk}_{device.pk}"


class GroupErasureForm(ErasureFields, ActForm):
    """Form for `erase_together`: an erasure of the only disk of each device."""

    def __init__(self, data=None, *, devices, last, people=()):
        """`last` is the result of `Erasure.objects.last_by_kind`."""
        media = Medium.objects.filter(device__in=devices).values_list("kind", flat=True)
        kinds = sorted(set(media) - {MediumKind.UNKNOWN})
        usual = last.get(kinds[0]) if len(kinds) == 1 else None
        names = ("method", "tool", "tool_version")
        initial = {name: getattr(usual, name) for name in names} if usual else {}
        super().__init__(data, initial=initial, auto_id="erase_all_%s", people=people)
        del self.fields["medium_serial"]
        choices = dict(choice for kind in kinds for choice in methods_of(kind))
        self.fields["method"].choices = [CHOOSE, *choices.items()]
        self.is_left = any(device.needs_erasure for device in devices)
        self.can_choose = bool(choices)  # no method without a disk of known kind

    def arguments(self):
        return (), {name: value for name, value in self.cleaned_data.items() if name != "kind"}


class GroupGradeForm(ActForm):
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade)
