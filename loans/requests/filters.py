from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from loans.base.filters import numbered
from loans.base.lifecycle.loans import ReferralStatus, RequestStatus
from people.organisations.tables import SiteFilter

STATES = [
    (ReferralStatus.ISSUED, ReferralStatus.ISSUED.label),
    ("expired", pgettext_lazy("referral", "expired")),
    (ReferralStatus.USED, ReferralStatus.USED.label),
    (ReferralStatus.CANCELLED, ReferralStatus.CANCELLED.label),
]


class ReferralFilter(FilterSet):
    q = SearchFilter(_("number, organisation"))
    state = ChoiceFilter(label=_("Status"), choices=STATES, method="in_state")

    def search(self, referrals, name, text):
        return numbered(referrals, text)

    def in_state(self, referrals, name, state):
        today = timezone.localdate()
        if state == ReferralStatus.ISSUED:
            return referrals.valid(today)
        return referrals.expired(today) if state == "expired" else referrals.filter(status=state)


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
        if self.request.user.has_perm("loans.write_message"):  # it may say who it is for
            condition |= Q(reference__icontains=text)
        return requests.filter(condition)
