from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from catalogue.models import Category
from inventory.lifecycle import DeviceStatus, RowVerdict
from inventory.models import Device, ImportRow
from people.models import Site


def sites_of(request):
    return Site.objects.visible_to(request.user)


class DeviceFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("tag, serial, model")}),
    )
    status = ChoiceFilter(label=_("Status"), choices=DeviceStatus, empty_label=_("all"))
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), empty_label=_("all")
    )
    site = ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("all"))

    class Meta:
        model = Device
        fields = ["q", "status", "category", "site"]

    def search(self, devices, name, text):
        return devices.matching(text)


class ImportRowFilter(FilterSet):
    verdict = ChoiceFilter(label=_("Verdict"), choices=RowVerdict, empty_label=_("all"))

    class Meta:
        model = ImportRow
        fields = ["verdict"]
