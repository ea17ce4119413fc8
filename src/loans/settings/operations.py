"""Rules of the counter, set by an administrator."""

from django.db import transaction

from core.forms.base import ActModelForm
from core.models import Event
from core.workflow.operations import operation, save_valid
from loans.models import Rules
from people.models import User


@operation("loans.change_rules")
def save_rules(rules: Rules, *, by: User) -> Rules:
    """Save the rules of the counter; they apply from now on."""
    save_valid(rules)
    Event.objects.record("rules.changed", rules, by=by)
    transaction.on_commit(Rules.clear_cache)
    return rules


class RulesForm(ActModelForm):
    fields_of_modules = {"price_ceiling"}

    class Meta:
        model = Rules
        fields = [
            "reservation_days",
            "unsigned_days",
            "swap_days",
            "late_limit",
            "walk_in_refusal",
            "voucher_ceiling",
            "price_ceiling",
            "school_ends_month",
            "school_ends_day",
            "shows_stock",
            "renews_by_rule",
            "signs_by_drawing",
            "remind_before",
            "remind_after",
            "follow_up_days",
        ]
