from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from loans.base.filters import numbered
from loans.base.lifecycle.aftercare import IncidentKind, IncidentStatus
from loans.base.lifecycle.loans import Audience
from loans.models import Incident, Loan
from people.organisations.tables import SiteFilter

# So many days late: at least, and at most.
LATE = {
    "week": (_("a week at most"), 1, 7),
    "month": (_("8 to 30 days"), 8, 30),
    "quarter": (_("31 to 90 days"), 31, 90),
    "longer": (_("more than 90 days"), 91, None),
}


class OverdueFilter(FilterSet):
    q = SearchFilter(_("number, organisation"))
    late = ChoiceFilter(
        label=_("Late by"),
        method="by_days",
        choices=[(name, words) for name, (words, *_days) in LATE.items()],
    )
    audience = ChoiceFilter(label=_("For"), choices=Audience)
    site = SiteFilter()

    class Meta:
        model = Loan
        fields = ["q", "late", "audience", "site"]

    def search(self, loans, name, text):
        return numbered(loans, text)

    def by_days(self, loans, name, value):
        _words, least, maximum = LATE[value]
        today = timezone.localdate()
        loans = loans.filter(due_on__lte=today - timedelta(days=least))
        return loans.filter(due_on__gte=today - timedelta(days=maximum)) if maximum else loans


class IncidentFilter(FilterSet):
    q = SearchFilter(_("number, tag, loan"))
    status = ChoiceFilter(label=_("Status"), choices=IncidentStatus)
    kind = ChoiceFilter(label=_("What happened"), choices=IncidentKind)
    site = SiteFilter(field_name="item__loan__site")

    class Meta:
        model = Incident
        fields = ["q", "status", "kind", "site"]

    def search(self, incidents, name, text):
        code = text.strip().upper()
        return incidents.filter(
            Q(number=code)
            | Q(item__loan__number=code)
            | Q(item__device__asset_tag=code)
            | Q(complaint_number=text.strip(), complaint_number__gt="")
        )
