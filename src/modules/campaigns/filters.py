"""Filter of the loans to recall."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter

from loans.base.lifecycle.loans import Audience, Purpose
from loans.handovers.filters import LoanFilter
from loans.models import Loan


class RecallFilter(LoanFilter):
    """Filter of the loans that a campaign can recall."""

    due_from = DateFilter(label=_("Due on or after"), field_name="due_on", lookup_expr="gte")
    due_to = DateFilter(label=_("Due on or before"), field_name="due_on", lookup_expr="lte")
    audience = ChoiceFilter(label=_("For"), choices=Audience)
    purpose = ChoiceFilter(label=_("Purpose"), field_name="request__purpose", choices=Purpose)

    class Meta:
        model = Loan
        fields = ["q", "due_from", "due_to", "audience", "purpose", "site", "overdue"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("status", "kind", "due_on"):
            self.filters.pop(name, None)
