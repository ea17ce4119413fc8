from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from loans.lifecycle import RequestStatus
from loans.models import Request
from people.models import Site


def sites_of(request):
    return Site.objects.visible_to(request.user)


class RequestFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("number, reference, organisation")}
        ),
    )
    status = ChoiceFilter(label=_("Status"), choices=RequestStatus, empty_label=_("all"))
    site = ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("all"))

    class Meta:
        model = Request
        fields = ["q", "status", "site"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.organisation_id:
            del self.filters["site"]

    def search(self, requests, name, text):
        return requests.filter(
            Q(number=text.strip().upper())
            | Q(reference__icontains=text)
            | Q(organisation__name__icontains=text)
        )
