"""Next action of each role, and the step that follows it."""

from dataclasses import dataclass

from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.formatting import hour
from desk.workshop.queue import first_workable
from inventory.workshop.workbench.progress import next_on_bench
from loans.appointments.lifecycle import AppointmentKind
from people.base.roles import Role


@dataclass(frozen=True)
class NextAction:
    """The next action: its label, link and reason. With `is_act`, the link is a form button."""

    label: str
    href: str
    icon: str
    heading: str = ""
    detail: str = ""
    is_act: bool = False
    at_once: bool = False  # opens the usual walk-in without a question


def first_of(look, groups, terms, panels):
    """Next actions for the user of `look`, by priority; may be empty.

    `groups` are the to-do lines; `terms`: whether an association may request; `panels` the rows
    shown.
    """
    return FIRST[look.user.role](look, groups, terms, panels)


def _at_the_door(look, groups, terms, panels):
    """Actions to receive each donation announced for today, then an unannounced donation."""
    _labels, _returned, expected, *_of_modules = panels
    today = [lot for lot in expected.rows if lot.days == 0]
    return [*(_receive(lot, look.user) for lot in today), UNANNOUNCED]


UNANNOUNCED = NextAction(
    label=gettext_lazy("A donation arrives unannounced"),
    href=reverse_lazy("donation_arrive"),
    icon="package-plus",
)


def _receive(lot, user):
    detail = [lot.slot, str(lot), lot.announced and _announced(lot.announced), str(lot.site)]
    return NextAction(
        label=_("Receive"),
        href=reverse("donation_receive", args=[lot.pk]),
        icon="truck",
        heading=_("Today: %(donor)s") % {"donor": lot.donor.named_for(user)},
        detail=" · ".join(filter(None, detail)),
        is_act=True,
    )


def _announced(number):
    text = ngettext("%(count)s device announced", "%(count)s devices announced", number)
    return text % {"count": number}


def _at_the_bench(look, groups, terms, panels):
    """Actions to continue the oldest workable device on the user's bench, then the queue."""
    _bench, queue, *_of_modules = panels
    mine = next_on_bench(look.user)
    return [*([_go_on(mine)] if mine else []), *(_take(*row) for row in first_workable(queue.rows))]


def _go_on(device):
    since = date_format(timezone.localtime(device.status_since), "SHORT_DATE_FORMAT")
    return NextAction(
        label=_("Continue"),
        href=reverse("device_bench", args=[device.pk]),
        icon=device.category.icon,
        heading=_("On your bench: %(device)s") % {"device": f"{device} · {device.designation}"},
        detail=_("since %(day)s") % {"day": since},
    )


def _take(device, place):
    return NextAction(
        label=_("Take it to the bench"),
        href=reverse("device_refurbish", args=[device.pk]),
        is_act=True,
        icon=device.category.icon,
        heading=_("Next: %(device)s") % {"device": f"{device} · {device.designation}"},
        detail=place.says,
    )


def _at_the_counter(look, groups, terms, panels):
    """Actions to take the next appointment of today, or else to start a walk-in hand-over."""
    today = [visit for visit in panels[0].rows if visit.is_today]
    if today:
        return [_visit(today[0], look.user)]
    return [_walk_in()]


def _walk_in(heading=""):
    label, href = _("New hand-over"), reverse("loan_new")
    return NextAction(label, href, "plus", heading, is_act=True, at_once=True)


def _visit(visit, user):
    comes_back = visit.kind == AppointmentKind.RETURN
    href, is_act = visit.counter_act(user)
    who = {"time": hour(visit.local), "who": visit.who}
    return NextAction(
        label=_("Record a return") if comes_back else _("Hand over"),
        href=href,
        is_act=is_act,
        icon="undo-2" if comes_back else "handshake",
        heading=_("%(time)s: %(who)s") % who,
        detail=f"{visit.about} · {visit.organisation} · {visit.site}",
    )


def _what_waits(look, groups, terms, panels):
    """Actions to follow the first to-do line, or else to start a hand-over."""
    for _heading, items in groups:
        for item in items:
            if item.count:
                return [_action_of(item)]
    return [_walk_in(_("Nothing to do for now."))]


def _action_of(item):
    return NextAction(
        label=item.line.verb,
        href=item.href,
        icon=item.line.icon,
        heading=f"{item.text} {item.label}",
        detail=item.detail,
    )


def _asks(look, groups, terms, panels):
    if not (terms and terms["asking"]):
        return []
    return [NextAction(label=_("Request equipment"), href=reverse("request_new"), icon="plus")]


FIRST = {
    Role.VOLUNTEER: _at_the_door,
    Role.TECHNICIAN: _at_the_bench,
    Role.COUNTER: _at_the_counter,
    Role.COORDINATOR: _what_waits,
    Role.ADMIN: _what_waits,
    Role.ASSOCIATION: _asks,
}
