"""Context of the home page: the panels of each role, by priority."""

from django.urls import reverse

from desk.backups.staleness import rehearsal_for, warning_for
from desk.health.conditions import faults_of, time_to_confirm
from desk.home import panels
from desk.home.next_action import first_of
from desk.home.shortage import MAX_SHORTAGES, shortages
from desk.home.steps import first_steps, left_to_set_up
from desk.home.todo import SET_UP, to_do
from desk.models import ScanSession
from desk.workshop.needs import needs_shown
from loans.organisations.convention_terms import terms_of
from people.base.roles import Role

PANELS = {
    Role.VOLUNTEER: (panels.labels, panels.put_away, panels.lots_expected),
    Role.TECHNICIAN: (panels.my_bench, panels.next_to_bench),
    Role.COUNTER: (panels.appointments, panels.overdue),
    Role.COORDINATOR: (),
    Role.ADMIN: (),
    Role.ASSOCIATION: (panels.appointments, panels.our_requests, panels.our_loans),
}


def home_of(look):
    """Context of the home page for the user of `look`, by priority."""
    user, scope = look.user, look.scope
    terms = terms_of(user.organisation) if user.organisation_id else None
    groups = to_do(scope)
    made = [make(look) for make in PANELS[user.role]]
    steps = first_steps(user)
    waits = any(item.count for _heading, items in groups for item in items)
    acts = first_of(look, groups, terms, made) if waits or not (steps and steps.next) else []
    return {
        "look": look,
        "acts": acts,
        "may_begin": not any(act.href == reverse("loan_new") for act in acts),
        "groups": [  # red lines first: a phone folds all but two
            (heading, sorted((i for i in items if i.count), key=lambda i: i.tone != "bad"))
            for heading, items in groups
        ],
        "nothing": [item for _heading, items in groups for item in items if not item.count],
        "sessions": (
            ScanSession.objects.to_continue(user)[: panels.MAX_ROWS]
            if user.has_perm("desk.scan")
            else ()
        ),
        "panels": [panel for panel in made if panel.rows],
        "late_backup": warning_for(user),
        "rehearsal": rehearsal_for(user),
        "faults": faults_of(user),
        "time_to_confirm": time_to_confirm(user),
        "steps": steps,
        "set_up": left_to_set_up(user),
        "to_set_up": SET_UP,
        "terms": terms,
        "short": _short(look),
    }


def _short(look):
    """Shortages of accepted requests, for users who can act on them."""
    if look.sees_every_site or look.user.role == Role.TECHNICIAN:
        return shortages(needs_shown(look.shown_sites))[:MAX_SHORTAGES]
    return []
