"""Change the settings of figures."""

from django.db import transaction

from core.models import Event
from core.workflow.operations import operation
from desk.models import FigureRules
from people.models import User


@operation("desk.change_figurerules")
def save_figure_rules(rules: FigureRules, *, by: User) -> FigureRules:
    rules.full_clean()
    rules.save()
    Event.objects.record("figurerules.changed", rules, by=by)
    transaction.on_commit(FigureRules.clear_cache)
    return rules
