from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from core.lists.filters import FilterSet, SearchFilter
from donations.lifecycle import DonationStatus, DonorKind
from donations.models import Donor
from people.organisations.tables import SiteFilter


class DonorFilter(FilterSet):
    private = ("q",)

    q = SearchFilter(_("name, contact"))
    kind = ChoiceFilter(label=_("Kind"), choices=DonorKind)

    def search(self, donors, name, text):
        return donors.called(text)


class DonationFilter(FilterSet):
    """Filters by reference, and by the donor's name if the user may see it."""

    private = ("q",)

    q = SearchFilter(_("D26-0001, donor"))
    status = ChoiceFilter(label=_("Status"), choices=DonationStatus)
    site = SiteFilter()
    to_complete = ChoiceFilter(
        label=_("To complete"),
        field_name="is_to_complete",
        choices=[("1", _("arrived unannounced"))],
    )

    def search(self, donations, name, text):
        text = " ".join(text.split())
        named = Donor.objects.searched_by(self.request.user, text)
        return donations.filter(Q(reference__prefix=text.upper()) | Q(donor__in=named))
