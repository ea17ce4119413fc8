"""The home page of each role: how many of what waits for it, then the things themselves."""

from django.utils import timezone

from desk.home import numbers, panels
from desk.home.steps import first_steps
from desk.home.stock import stock_of
from people.roles import Role

NUMBERS = {
    Role.VOLUNTEER: (numbers.at_the_door,),
    Role.TECHNICIAN: (numbers.at_the_bench,),
    Role.COUNTER: (numbers.at_the_counter, numbers.lent, numbers.to_serve),
    Role.COORDINATOR: (numbers.asked, numbers.to_serve, numbers.lent),
    Role.ADMIN: (numbers.invited, numbers.asked, numbers.to_serve, numbers.lent),
    Role.ASSOCIATION: (numbers.asked, numbers.to_serve, numbers.lent),
}
PANELS = {
    Role.VOLUNTEER: (panels.lots_to_label, panels.lots_expected, panels.to_put_away),
    Role.TECHNICIAN: (panels.to_finish, panels.on_the_bench, panels.to_check),
    Role.COUNTER: (panels.prepared, panels.due_soon, panels.overdue, panels.to_serve),
    Role.COORDINATOR: (
        panels.waiting,
        panels.overdue,
        panels.lots_expected,
        panels.vouchers_expiring,
    ),
    Role.ASSOCIATION: (panels.our_requests, panels.our_loans),
}
PANELS[Role.ADMIN] = PANELS[Role.COORDINATOR]


def home_of(user):
    """What the home page of `user` shows, in the order of what to do next."""
    today = timezone.localdate()
    return {
        "numbers": [number for make in NUMBERS[user.role] for number in make(user, today)],
        "panels": [make(user, today) for make in PANELS[user.role]],
        "stock": stock_of(user) if user.has_perm("loans.decide_request") else None,
        "steps": first_steps() if user.has_perm("core.change_identity") else [],
    }
