"""The parts of the bench page, in the order in which a device is worked on.

A part is a panel of the page, with its progress and the reasons why the device is not ready.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.erasure.operations.erasure import erasure_left
from inventory.repairs.operations import repairs_left
from inventory.workshop.operations.checklists import checks_left
from inventory.workshop.workbench import accessories, checklist, data, grade, repairs, specs


@dataclass(frozen=True)
class Part:
    """`read(device, user, forms)` gives the context of the template, and `state`: (words, tone).

    It may give `left` too, what the function of that name would say, when it has it at hand.

    `forms` are those sent with a mistake, by name: the part that shows one of them is open.
    The names of a context are those of no other part: the page is one.
    """

    name: str
    title: str
    template: str
    read: Callable
    left: Callable | None = None  # its sentences; one of `operations.workshop.LEFT`
    forms: tuple[str, ...] = ()
    in_quarantine: bool = False  # shown there too


PARTS = [
    Part(
        "repairs",
        _("Repairs"),
        "inventory/workshop/bench/_repairs.html",
        repairs.read,
        left=repairs_left,
    ),
    Part("specs", _("Specifications"), "inventory/workshop/bench/_specs.html", specs.read),
    Part(
        "checklist",
        _("Checklist"),
        "inventory/workshop/bench/_checklist.html",
        checklist.read,
        left=checks_left,
        forms=("checklist",),
        in_quarantine=True,
    ),
    Part(
        "data",
        _("Data"),
        "inventory/workshop/bench/_data.html",
        data.read,
        left=erasure_left,
        forms=("erase", "destroy", "report", "identify", "add"),
    ),
    Part(
        "accessories",
        _("Charger"),
        "inventory/workshop/bench/_accessories.html",
        accessories.read,
        forms=("need",),
    ),
    Part(
        "grade", _("Grade"), "inventory/workshop/bench/_grade.html", grade.read, forms=("finish",)
    ),
]


def work_on(device, user, forms, open_part=""):
    """The parts of the bench page: `parts`, and the context of their templates.

    The open one is that of a form sent with a mistake, or `open_part`, or the next to do:
    the first that has something left; when nothing is left, the last, which ends the work.
    """
    shown, context = [], {}
    for part in PARTS:
        if not _is_shown(part, device, forms):
            continue
        facts = part.read(device, user, forms)
        words, tone = facts.pop("state")
        left = facts.pop("left", None)
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
            }
        )
    ahead = next((part for part in shown if part["left"]), shown[-1])
    ahead["is_next"] = True
    opened = sorted(shown, key=lambda part: (part["is_sent"], part["is_asked"], part is ahead))[-1]
    opened["is_open"] = True
    return {"parts": shown, "step": opened["name"], "has_work": bool(ahead["left"]), **context}


def _is_shown(part, device, forms):
    is_free = device.status != DeviceStatus.QUARANTINED
    return is_free or part.in_quarantine or any(name in forms for name in part.forms)
