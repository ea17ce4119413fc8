from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from catalogue.models import Category, VoucherProduct
from inventory.lifecycle import DeviceStatus, Grade, RowVerdict, VoucherStatus
from inventory.models import Device, ImportRow, Place, Voucher, VoucherBatch
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
    place = CharFilter(
        label=_("Place"),
        method="at_place",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("code of the shelf")}),
    )
    grade = ChoiceFilter(
        label=_("Grade"), choices=[(g.value, g.value) for g in Grade], empty_label=_("all")
    )

    class Meta:
        model = Device
        fields = ["q", "status", "category", "site", "place", "grade"]

    def search(self, devices, name, text):
        return devices.matching(text)

    def at_place(self, devices, name, text):
        places = Place.objects.visible_to(self.request.user).matching_code(text.strip().upper())
        return devices.in_house().filter(place__in=list(places.values_list("pk", flat=True)))


class BenchFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("tag, serial, model")}),
    )
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), empty_label=_("all")
    )
    site = ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("all"))

    class Meta:
        model = Device
        fields = ["q", "category", "site"]

    def search(self, devices, name, text):
        return devices.matching(text)


class PlaceFilter(FilterSet):
    q = CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("code, name")}),
    )
    site = ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("all"))

    class Meta:
        model = Place
        fields = ["q", "site"]

    def search(self, places, name, text):
        return places.filter(Q(code__icontains=text) | Q(name__icontains=text))


class VoucherBatchFilter(FilterSet):
    product = ModelChoiceFilter(
        label=_("Product"), queryset=VoucherProduct.objects.all(), empty_label=_("all")
    )
    site = ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("all"))

    class Meta:
        model = VoucherBatch
        fields = ["product", "site"]


class VoucherFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=VoucherStatus, empty_label=_("all"))

    class Meta:
        model = Voucher
        fields = ["status"]


class ImportRowFilter(FilterSet):
    verdict = ChoiceFilter(label=_("Verdict"), choices=RowVerdict, empty_label=_("all"))

    class Meta:
        model = ImportRow
        fields = ["verdict"]
