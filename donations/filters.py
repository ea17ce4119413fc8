from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from core.filters import FilterSet
from donations.lifecycle import DonationStatus, DonorKind
from donations.models import Donation, Donor
from people.filters import sites_of


class DonorFilter(FilterSet):
    private = ("q",)

    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, contact")}),
    )
    kind = ChoiceFilter(label=_("Kind"), choices=DonorKind, empty_label=_("all"))

    class Meta:
        model = Donor
        fields = ["q", "kind"]

    def search(self, donors, name, text):
        return donors.filter(Q(name__icontains=text) | Q(contact__icontains=text))


class DonationFilter(FilterSet):
    """By reference, and by the donor's name for those who may see donors."""

    private = ("q",)

    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("D26-0001, donor")}),
    )
    status = ChoiceFilter(label=_("Status"), choices=DonationStatus, empty_label=_("all"))
    site = ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("all"))

    class Meta:
        model = Donation
        fields = ["q", "status", "site"]

    def search(self, donations, name, text):
        text = " ".join(text.split())
        named = Donor.objects.visible_to(self.request.user).filter(name__icontains=text)
        return donations.filter(Q(reference__prefix=text.upper()) | Q(donor__in=named))
