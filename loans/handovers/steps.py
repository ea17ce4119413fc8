"""The steps of a hand-over, as the counter's page leads through them."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from core.modules import is_on
from loans.base.lifecycle.loans import Audience
from loans.handovers.payments_due import payment_problems
from loans.models import Briefing


class Step(NamedTuple):
    """`place` is its section of the page; `todo` says what to do there, while it is not done."""

    place: str
    label: str
    todo: str
    is_done: bool = False


def steps_of(loan, items):
    """The steps: who, what, explained, terms, sign; the last is done by the signature."""
    is_named = loan.recipient_id is not None or loan.audience == Audience.STRUCTURE
    is_wanted = is_on("training") and loan.audience != Audience.STRUCTURE
    is_briefed = not is_wanted or Briefing.objects.filter(loan=loan).exclude(training="").exists()
    return [
        Step("whom", _("Who"), _("Say for whom it is"), is_named),
        Step("what", _("What"), _("Scan what leaves"), bool(items)),
        Step("explained", _("Explained"), _("Say what was explained"), is_briefed),
        Step("terms", _("Terms"), _("Say what is paid"), not payment_problems(loan)),
        Step("sign", _("Signature"), _("Show the agreement")),
    ]


def next_of(steps):
    """The first step that is not done."""
    return next(step for step in steps if not step.is_done)
