"""What the house decides about personal data: lines of the settings page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.decisions import Decision, Part, Told
from people.models import Processing, Retention


def _terms():
    terms = Retention.cached()
    values = {"families": terms.family_months, "years": terms.agreement_years}
    return Told(
        [_("%(families)s months, signed papers %(years)s years") % values],
        [] if terms.officer else [_("who answers for personal data")],
    )


def _register():
    count = Processing.objects.count()
    return Told([_("lines in your own words: %(count)s") % {"count": count}])


TERMS = {"permission": "people.change_retention"}
DECISIONS = [
    Decision(
        Part.PRIVACY,
        gettext_lazy("How long data is kept"),
        "hourglass",
        page="retention_edit",
        tell=_terms,
        **TERMS,
    ),
    Decision(
        Part.PRIVACY,
        gettext_lazy("Register of processing"),
        "book-open-check",
        page="processing_list",
        tell=_register,
        **TERMS,
    ),
]
