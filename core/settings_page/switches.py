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
    _check_nothing_is_missing(on - before)
    _check_nothing_is_open(before - on, is_confirmed=is_confirmed)
    return _use(on, by)


def _check_nothing_is_missing(on):
    needs = [(module.key, need()) for module in switchable() for need in module.needs]
    if missing := {key: sentence for key, sentence in needs if sentence and key in on}:
        raise Refused(missing)


def _use(on, by):
    identity = Identity.load()
    before = identity.module_keys
    identity.modules = " ".join(key for key in keys() if key in on)
    save_valid(identity)
    for key in sorted(before ^ on):
        kind = "module.on" if key in on else "module.off"
        Event.objects.record(kind, identity, by=by, module=key)
    transaction.on_commit(Identity.clear_cache)
    return identity


@operation("core.change_identity")
def show_demo(*, by, with_all: bool) -> Identity:
    """Show all modules of a demo, or the small set, regardless of open work; only in a demo."""
    if not by.is_of_demo:
        raise Refused(_("Only a demo is shown so."))
    on = set(keys()) if with_all else set()
    return _use(on, by)


def _check_nothing_is_open(off, *, is_confirmed):
    checks = [check for module in switchable() if module.key in off for check in module.open]
    found = [(check, sentence) for check in checks if (sentence := check.sentence())]
    preventing = [sentence for check, sentence in found if check.keeps_on]
    if preventing:
        raise Refused(preventing)
    if found and not is_confirmed:
        raise ToConfirm([sentence for _check, sentence in found])


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
            label=_("I have read it: switch off all the same"),
            help_text=_("Nothing is deleted: all of it is back when you switch it on again."),
            required=False,
        )

    @property
    def switches(self):
        return [self[key] for key in keys()]

    @property
    def needs_confirmation(self):
        return isinstance(self.refusal, ToConfirm) or self.data.get("is_confirmed")

    def arguments(self):
        cleaned = self.cleaned_data
        on = {key for key in keys() if cleaned[key]}
        return (), {"on": on, "is_confirmed": cleaned["is_confirmed"]}
