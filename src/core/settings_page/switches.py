"""Operations that switch modules on and off, and their form."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.versions import Versioned
from core.models import Event, Identity
from core.modules.registry import keys, switchable
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid


class ToConfirm(Refused):
    """Raised when switching needs a confirmation."""


@operation("core.change_identity")
def switch_modules(*, on: set[str], is_confirmed: bool = False, by) -> Identity:
    """Switch on exactly the modules `on`, with an event for each change.

    Raise `Refused` naming what to enter before a module is switched on, or the work to finish
    before it is switched off, and `ToConfirm` naming the work that stays open, unless
    `is_confirmed`.
    """
    before = Identity.load().module_keys
    needs = [(m.key, need) for m in switchable() if m.key in on for need in m.needs]
    # also what a module that stays on would lose
    new = [(key, need(on)) for key, need in needs if key not in before or not need(before)]
    if missing := {key: text for key, text in new if text}:
        raise Refused(missing)
    _check_nothing_is_open(before - on, is_confirmed=is_confirmed)
    identity = Identity.load()
    identity.modules = " ".join(key for key in keys() if key in on)
    save_valid(identity)
    for key in sorted(before ^ on):
        kind = "module.on" if key in on else "module.off"
        Event.objects.record(kind, identity, by=by, module=key)
    transaction.on_commit(Identity.clear_cache)
    return identity


def _check_nothing_is_open(off, *, is_confirmed):
    checks = [check for module in switchable() if module.key in off for check in module.open]
    found = [(check, sentence) for check in checks if (sentence := check.sentence())]
    preventing = [sentence for check, sentence in found if check.keeps_on]
    if preventing:
        raise Refused(preventing)
    if found and not is_confirmed:
        raise ToConfirm([sentence for _check, sentence in found])


def proposed(name, events):
    """Ticks for the set `name`: "small", "all", or "before" the last of these events; else None."""
    if name == "before" and (last := events.first()):
        kinds = dict(events.filter(request_id=last.request_id).values_list("data__module", "kind"))
        return {key: kind == "module.off" for key, kind in kinds.items()}
    if name == "small":
        return {m.key: any(c.keeps_on and c.sentence() for c in m.open) for m in switchable()}
    return dict.fromkeys(keys(), True) if name == "all" else None


class ModulesForm(Versioned, ActForm):
    """Form for `switch_modules`: a checkbox for each module, with its purpose."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.edited_row = Identity.load()
        for module in switchable():
            self.fields[module.key] = forms.BooleanField(
                label=module.label,
                help_text=module.description,
                required=False,
                initial=module.key in self.edited_row.module_keys,
            )
        self.fields["is_confirmed"] = forms.BooleanField(
            label=_("I have read this: switch it off anyway"),
            help_text=_("Nothing is deleted: everything is back when you switch it on again."),
            required=False,
        )

    @property
    def switches(self):
        return [self[key] for key in keys()]

    @property
    def changes(self):
        """Labels of the modules that the ticks switch "off" and "on"."""
        is_on = {box: bool(box.value()) for box in self.switches}
        changed = [box for box in is_on if is_on[box] != (box.name in self.edited_row.module_keys)]
        return {
            word: [b.label for b in changed if is_on[b] == (word == "on")] for word in ("off", "on")
        }

    @property
    def needs_confirmation(self):
        return isinstance(self.refusal, ToConfirm) or self.data.get("is_confirmed")

    def arguments(self):
        cleaned = self.cleaned_data
        on = {key for key in keys() if cleaned[key]}
        return (), {"on": on, "is_confirmed": cleaned["is_confirmed"]}
