from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, DateFilter, FilterSet

from core.widgets import DateInput
from loans.lifecycle import LoanKind, LoanStatus
from loans.models import Loan


class LoanFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("number, organisation")}),
    )
    status = ChoiceFilter(label=_("Status"), choices=LoanStatus, empty_label=_("all"))
    kind = ChoiceFilter(label=_("Kind"), choices=LoanKind, empty_label=_("all"))
    due_on = DateFilter(label=_("Due on"), widget=DateInput())
    overdue = BooleanFilter(
        label=_("Overdue"),
        method="only_overdue",
        widget=forms.Select(choices=[("", _("all")), ("true", _("only overdue"))]),
    )

    class Meta:
        model = Loan
        fields = ["q", "status", "kind", "due_on", "overdue"]

    def search(self, loans, name, text):
        return loans.filter(Q(number=text.strip().upper()) | Q(organisation__name__icontains=text))

    def only_overdue(self, loans, name, wanted):
        return loans.overdue(timezone.localdate()) if wanted else loans
