from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from loans.base.filters import numbered
from modules.referrals.lifecycle import ReferralStatus

STATES = [
    (ReferralStatus.ISSUED, ReferralStatus.ISSUED.label),
    ("expired", pgettext_lazy("referral", "expired")),
    (ReferralStatus.USED, ReferralStatus.USED.label),
    (ReferralStatus.CANCELLED, ReferralStatus.CANCELLED.label),
]


class ReferralFilter(FilterSet):
    q = SearchFilter(_("number or organisation"))
    state = ChoiceFilter(label=_("Status"), choices=STATES, method="in_state")

    def search(self, referrals, name, text):
        return numbered(referrals, text)

    def in_state(self, referrals, name, state):
        today = timezone.localdate()
        if state == ReferralStatus.ISSUED:
            return referrals.valid(today)
        return referrals.expired(today) if state == "expired" else referrals.filter(status=state)
