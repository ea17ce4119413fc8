"""The rules of the counter, decided by an administrator."""

from django.db import transaction

from core.models import Event
from core.workflow.operations import operation
from loans.models import Rules
from people.models import User


@operation("loans.change_rules")
def save_rules(rules: Rules, *, by: User) -> Rules:
    """Write the rules of the counter; they hold for what is done from now on."""
    rules.full_clean()
    rules.save()
    Event.objects.record("rules.changed", rules, by=by)
    transaction.on_commit(Rules.clear_cache)
    return rules
