"""Points of priority reasons, set by an administrator."""

from django.db import transaction

from core.models import Event
from core.workflow.operations import operation, save_valid
from loans.base.lifecycle.loans import USUAL_POINTS
from loans.models import Weight
from people.models import User


@operation("loans.change_rules")
def save_weights(*, by: User, points: dict[str, int]) -> list[Weight]:
    """Save the points of each reason; all priorities use them from then on."""
    by_reason = {weight.reason: weight for weight in Weight.objects.select_for_update()}
    weights = []
    for reason, count in points.items():
        weight = by_reason.get(reason) or Weight(reason=reason, points=USUAL_POINTS.get(reason))
        if weight.points == count:
            continue
        weight.points = count
        save_valid(weight)
        weights.append(weight)
    Event.objects.record_many(
        "weights.changed", [(w, {"weighs": w.reason, "points": w.points}) for w in weights], by=by
    )
    transaction.on_commit(Weight.clear_cache)
    return weights
