from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from people.lifecycle import OrganisationKind, OrganisationStatus, RecipientKind
from people.models import Organisation, Recipient


class OrganisationFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, town")}),
    )
    kind = ChoiceFilter(label=_("Kind"), choices=OrganisationKind, empty_label=_("all"))
    status = ChoiceFilter(label=_("Status"), choices=OrganisationStatus, empty_label=_("all"))

    class Meta:
        model = Organisation
        fields = ["q", "kind", "status"]

    def search(self, organisations, name, text):
        return organisations.filter(Q(name__icontains=text) | Q(town__icontains=text))


class RecipientFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, reference")}),
    )
    organisation = CharFilter(
        label=_("Organisation"), field_name="organisation__name", lookup_expr="icontains"
    )
    kind = ChoiceFilter(label=_("Kind"), choices=RecipientKind, empty_label=_("all"))

    class Meta:
        model = Recipient
        fields = ["q", "organisation", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.organisation_id:
            del self.filters["organisation"]

    def search(self, recipients, name, text):
        return recipients.named(text)
