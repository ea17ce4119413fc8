"""Parts of the bench page, in the order of the work on a device.

A part is a panel of the page, with the progress and the reasons why the device is not ready. The
function of a part returns the context of its template.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.forms.base import ActForm
from inventory.accessories.fitting import MAX_CHARGERS_SHOWN, charge_of, fitting
from inventory.accessories.forms import NeedForm
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.erasure.forms import ErasureForm, verifiers_of
from inventory.erasure.operations.erasure import erasure_left
from inventory.models import Checklist, Erasure
from inventory.repairs.operations.parts import parts_of
from inventory.repairs.operations.repairs import last_repair, left_of, repairs_left
from inventory.repairs.progress import work_of
from inventory.workshop.forms.bench import FinishForm
from inventory.workshop.forms.checklists import ChecklistForm
from inventory.workshop.operations.checklists import (
    attempts_of,
    checklist_of,
    checks_left,
    items_to_check,
    proposed_limits,
)
from inventory.workshop.operations.checklists import left_of as left_of_items
from inventory.workshop.workbench import specs
from inventory.workshop.workbench.progress import media_of

MAX_ATTEMPTS = 5
MAX_LINKS = 12  # maximum number of unanswered items listed with links


def _repairs(device, user, _forms):
    repair = last_repair(device)
    taken = parts_of(device)
    return {
        "state": _state_of_repairs(repair, taken),
        "left": left_of(repair, [part for part in taken if part.is_lacking]),
        "taken_parts": taken,
        **(work_of(repair, user) if repair else {"repair": None}),
    }


def _state_of_repairs(repair, taken):
    if any(part.is_lacking for part in taken):
        return _("a part is missing"), "bad"
    if repair is None:
        return _("no repairs needed"), ""
    return repair.status_label, repair.status_tone


def _checklist(device, _user, forms):
    version = checklist_of(device)
    form = forms.get("checklist")
    items = form.items if form else items_to_check(device, version)
    current = Checklist.objects.current().filter(category=device.category_id).first()
    return {
        "state": _state_of_checklist(items),
        "left": left_of_items(items),
        "unanswered": _unanswered(items),
        "checklist": form or ChecklistForm(items=items),
        "version": version,
        "newer": current if current and version and current.pk != version.pk else None,
        "attempts": attempts_of(device, MAX_ATTEMPTS),
        "locks": [item for item in items if item.quarantines and _is_fault(item)],
    }


def _unanswered(items):
    """Unanswered items to link to; [] if there are more than `MAX_LINKS`."""
    left = [item for item in items if item.result is None]
    return left if len(left) <= MAX_LINKS else []


def _state_of_checklist(items):
    left = sum(item.result is None for item in items)
    faults = sum(map(_is_fault, items))
    if left:
        return ngettext("%(count)s to answer", "%(count)s to answer", left) % {
            "count": left
        }, "wait"
    if faults:
        return ngettext("%(count)s fault", "%(count)s faults", faults) % {"count": faults}, "bad"
    return (_("answered"), "good") if items else (_("no checklist"), "")


def _is_fault(item):
    return bool(item.result and item.result.outcome == Outcome.FAIL)


def _media(device, user, forms):
    """List the media of a device with their forms, and an erasure form unless proven erased."""
    media = media_of(device)
    for medium in media:
        medium.erase_form = _sent_for(forms.get("erase"), medium)
        medium.destroy_form = _sent_for(forms.get("destroy"), medium)
        medium.form = _sent_for(forms.get("identify"), medium)
    to_erase = [medium for medium in media if not (medium.erase_form or medium.is_proven)]
    if to_erase:
        last, people = Erasure.objects.last_by_kind(user), verifiers_of(device, user)
        for medium in to_erase:
            medium.erase_form = ErasureForm(
                medium=medium, last=last.get(medium.kind), people=people
            )
    return {
        "state": _state_of_media(device, media),
        "media": media,
        "add_form": forms.get("add"),
        "report_form": forms.get("report"),
        "reports": device.reports.unused().select_related("document"),
        "certify_form": ActForm(auto_id=False),
        "certificates": device.certificates.with_state(),
    }


def _sent_for(form, medium):
    return form if form and form.medium.pk == medium.pk else None


def _state_of_media(device, media):
    if device.needs_erasure:
        return _("to erase"), "bad"
    if any(medium.is_attested for medium in media):
        return _("erasure attested"), "hold"
    return (_("proven erased"), "good") if media else (_("no data"), "")


def _charger(device, _user, forms):
    """Context about the charger of a device; a missing charger does not block the device."""
    charge = charge_of(device)
    if charge is None:
        state = _("no charger needed"), ""
    elif charge.is_missing:
        state = _("no charger"), "bad"
    elif charge.is_here:
        state = _("charger present"), "good"
    else:
        state = _("charger not recorded yet"), "wait"
    need = charge.need if charge else None
    return {
        "state": state,
        "charge": charge,
        "chargers": list(fitting(need, device.site, device.category)[:MAX_CHARGERS_SHOWN]),
        "need_form": forms.get("need") or NeedForm(device=device),
    }


def _grade(device, _user, forms):
    is_done = device.status == DeviceStatus.READY
    return {
        "state": (device.get_grade_display(), "good") if is_done else (_("at the end"), ""),
        "proposed_limits": proposed_limits(device),
        "finish_form": forms.get("finish") or FinishForm(device=device),
    }


@dataclass(frozen=True)
class Part:
    """A part: `read(device, user, forms)` returns the template context.

    The context includes `state`, a pair (words, tone). It may also include `left`, the result of
    the function `left`, to save a query. `forms` is {name: form with errors}: the part that shows
    such a form is open. Parts share a page, so their context names must not overlap.
    """

    name: str
    title: str
    template: str
    read: Callable
    # function that returns its sentences, also in `operations.bench.REASONS_NOT_READY`
    left: Callable | None = None
    forms: tuple[str, ...] = ()
    in_quarantine: bool = False  # whether the part is also shown in quarantine


PARTS = [
    Part(
        "repairs",
        gettext_lazy("Repairs"),
        "inventory/workshop/bench/_repairs.html",
        _repairs,
        left=repairs_left,
    ),
    Part(
        "specs", gettext_lazy("Specifications"), "inventory/workshop/bench/_specs.html", specs.read
    ),
    Part(
        "checklist",
        gettext_lazy("Checklist"),
        "inventory/workshop/bench/_checklist.html",
        _checklist,
        left=checks_left,
        forms=("checklist",),
        in_quarantine=True,
    ),
    Part(
        "data",
        gettext_lazy("Data"),
        "inventory/workshop/bench/_data.html",
        _media,
        left=erasure_left,
        forms=("erase", "destroy", "report", "identify", "add"),
    ),
    Part(
        "accessories",
        gettext_lazy("Charger"),
        "inventory/workshop/bench/_accessories.html",
        _charger,
        forms=("need",),
    ),
    Part(
        "grade",
        gettext_lazy("Grade"),
        "inventory/workshop/bench/_grade.html",
        _grade,
        forms=("finish",),
    ),
]


def work_on(device, user, forms, open_part=""):
    """Return the context of the bench page: `parts`, and the context of their templates.

    The open part is the part of a form with errors, or `open_part`, or the first part with work
    left, or the last part, which finishes the device.
    """
    shown, context = [], {}
    for part in PARTS:
        if not _is_shown(part, device, forms):
            continue
        facts = part.read(device, user, forms)
        words, tone = facts.pop("state")
        left = facts.pop("left", None)
        is_open = facts.pop("opens_first", False)
        if left is None:
            left = part.left(device) if part.left else []
        context |= facts
        shown.append(
            {
                "name": part.name,
                "title": part.title,
                "template": part.template,
                "words": words,
                "tone": tone,
                "left": left,
                "is_sent": any(name in forms for name in part.forms),
                "is_asked": part.name == open_part,
                "is_open": is_open,
            }
        )
    ahead = next((part for part in shown if part["left"]), shown[-1])
    ahead["is_next"] = True
    opened = sorted(shown, key=lambda part: (part["is_sent"], part["is_asked"], part is ahead))[-1]
    if opened["is_sent"] or opened["is_asked"]:
        for part in shown:
            part["is_open"] = False
    opened["is_open"] = True
    return {
        "parts": shown,
        "step": opened["name"],
        "has_work": bool(ahead["left"]),
        # parts that are not done, but do not keep the device from being ready
        "open_parts": [part for part in shown if part["tone"] in {"wait", "bad"}],
        **context,
    }


def _is_shown(part, device, forms):
    is_free = device.status != DeviceStatus.QUARANTINED
    return is_free or part.in_quarantine or any(name in forms for name in part.forms)
