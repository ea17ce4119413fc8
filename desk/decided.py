"""What the house decides about its figures: lines of the settings page."""

from django.utils.translation import gettext_lazy, ngettext

from core.decisions import Decision, Part, Told
from core.wording import yes_or_no
from desk.models import FigureRules


def _months():
    count = FigureRules.cached().gift_months
    return Told([ngettext("%(n)s month", "%(n)s months", count) % {"n": count}])


def _public():
    rules = FigureRules.cached()
    return Told([yes_or_no(rules.is_public), *rules.origins])


DECISIONS = [
    Decision(
        Part.FIGURES,
        gettext_lazy("Months of use counted after a gift"),
        "leaf",
        "desk.change_figurerules",
        "figurerules_edit",
        _months,
        at="id_gift_months",
    ),
    Decision(
        Part.FIGURES,
        gettext_lazy("Public page of key figures"),
        "globe",
        "desk.change_figurerules",
        "figurerules_edit",
        _public,
        at="id_is_public",
    ),
]
