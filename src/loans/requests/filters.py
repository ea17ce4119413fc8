from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from loans.base.lifecycle.loans import RequestStatus
from people.organisations.tables import SiteFilter


class RequestFilter(FilterSet):
    private = ("q",)
    team_only = ("site",)

    q = SearchFilter(_("number, reference, organisation"))
    status = ChoiceFilter(label=_("Status"), choices=RequestStatus)
    site = SiteFilter()

    unread = BooleanFilter(
        label=_("Messages"),
        method="only_unread",
        widget=forms.Select(choices=[("", _("all")), ("true", _("only with a new message"))]),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.user.has_perm("loans.write_message"):
            del self.filters["unread"]

    def only_unread(self, requests, name, wanted):
        return requests.unread_by(self.request.user) if wanted else requests

    def search(self, requests, name, text):
        condition = Q(number__prefix=text.strip().upper()) | Q(organisation__name__icontains=text)
        if self.request.user.has_perm("loans.write_message"):  # may reveal the recipient
            condition |= Q(reference__icontains=text)
        return requests.filter(condition)
