from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, DateFilter

from core.lists.filters import FilterSet, SearchFilter
from inventory.devices.identifiers import clean_code
from inventory.models import Device
from loans.base.filters import numbered
from loans.base.lifecycle.loans import LoanKind, LoanStatus
from loans.models import Loan
from people.models import Recipient
from people.organisations.tables import SiteFilter


class LoanFilter(FilterSet):
    team_only = ("site",)

    q = SearchFilter(_("number or organisation"))
    status = ChoiceFilter(label=_("Status"), choices=LoanStatus)
    kind = ChoiceFilter(label=_("Kind"), choices=LoanKind)
    due_on = DateFilter(label=_("Due on"))
    overdue = BooleanFilter(
        label=_("Overdue"),
        method="only_overdue",
        widget=forms.Select(choices=[("", _("all")), ("true", _("only overdue"))]),
    )
    ready = BooleanFilter(
        label=_("Ready to collect"),
        method="only_ready",
        widget=forms.Select(choices=[("", _("all")), ("true", _("only those to collect"))]),
    )
    site = SiteFilter()

    def search(self, loans, name, text):
        return numbered(loans, text)

    def only_ready(self, loans, name, wanted):
        return loans.ready() if wanted else loans

    def only_overdue(self, loans, name, wanted):
        return loans.overdue(timezone.localdate()) if wanted else loans


class LoanListFilter(LoanFilter):
    """Filter of loans, also by person and by earlier register number for users who see people."""

    private = ("q",)

    q = SearchFilter(_("number, organisation, person"))

    def search(self, loans, name, text):
        found = Q(pk__in=super().search(loans, name, text).order_by().values("pk"))
        found |= Q(items__device__in=Device.objects.matching_code(clean_code(text)))
        user = self.request.user
        if user.has_perm("people.view_recipient") or user.organisation_id:
            people = Recipient.objects.visible_to(user).beginning(text).order_by()
            found |= Q(recipient__in=people.values("pk"))
            found |= Q(former_agreement=clean_code(text)) & ~Q(former_agreement="")
        return loans.filter(pk__in=Loan.objects.order_by().filter(found).values("pk"))
