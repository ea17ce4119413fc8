from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter

from catalogue.models import Category
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter, SearchFilter
from inventory.devices.age_buckets import Age
from inventory.devices.lifecycle.devices import DeviceStatus, Grade
from inventory.devices.lifecycle.exits import ExitPurpose
from inventory.models import Place
from people.organisations.tables import SiteFilter

TRANSIT = [("no", _("at its site")), ("yes", _("on its way to another"))]
EXIT_PURPOSES = [
    (ExitPurpose.RECYCLING, _("waiting for recycling")),
    (ExitPurpose.RETURN, _("waiting to be returned to its donor")),
]


def at_least(figure, label, words, sizes):
    """Return a filter by the minimum of an indexed figure of the specifications."""
    return ChoiceFilter(
        field_name=f"specification__{figure}",
        label=label,
        choices=[(size, format_lazy(words, size=size)) for size in sizes],
        method="with_at_least",
    )


class DeviceFilter(FilterSet):
    q = SearchFilter(_("tag, serial, model"))
    status = ChoiceFilter(label=_("Status"), choices=DeviceStatus)
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), empty_label=ALL_FEMININE
    )
    site = SiteFilter()
    place = CharFilter(
        label=_("Shelf"),
        method="at_place",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("code of the shelf")}),
    )
    grade = ChoiceFilter(label=_("Grade"), choices=[(g.value, g.value) for g in Grade])
    age = ChoiceFilter(label=_("In this status for"), choices=Age, method="of_age")
    transit = ChoiceFilter(label=_("Location"), choices=TRANSIT, method="in_transit")
    ram = at_least("ram_gb", _("Memory"), _("{size} GB or more"), [4, 8, 16, 32])
    storage = at_least("storage_gb", _("Storage"), _("{size} GB or more"), [64, 128, 256, 500])
    screen = at_least(
        "screen_inches", _("Screen"), _("{size} inches or more"), [11, 13, 15, 17, 22]
    )
    leaving = ChoiceFilter(label=_("Disposal"), choices=EXIT_PURPOSES, method="awaiting_exit")

    def with_at_least(self, devices, name, value):
        return devices.filter(**{f"{name}__gte": value})

    def in_transit(self, devices, name, value):
        return devices.filter(transfer__isnull=value == "no")

    def of_age(self, devices, name, value):
        return devices.standing_for(Age(value), timezone.localdate())

    def awaiting_exit(self, devices, name, value):
        return devices.awaiting_exit(ExitPurpose(value))

    def search(self, devices, name, text):
        return devices.matching(text)

    @cached_property
    def shelf(self):
        """The place whose code is in the query, or None if the user may not see it."""
        code = self.form.cleaned_data.get("place", "").upper() if self.is_valid() else ""
        places = Place.objects.visible_to(self.request.user)
        return places.matching_code(code).first() if code else None

    def at_place(self, devices, name, text):
        return devices.on_hand().filter(place=self.shelf) if self.shelf else devices.none()
