from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from catalogue.models import Category
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter, SearchFilter
from inventory.models import Device
from people.organisations.tables import SiteFilter


class BenchFilter(FilterSet):
    """The user's own bench by default; another user's on request."""

    whose = ChoiceFilter(
        label=_("Bench"),
        choices=[("everybody", _("everybody’s")), ("nobody", _("nobody’s"))],
        empty_label=_("mine"),
        method="as_it_is",
    )
    q = SearchFilter(_("tag, serial, model"))
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), empty_label=ALL_FEMININE
    )
    site = SiteFilter()

    class Meta:
        model = Device
        fields = ["whose", "q", "category", "site"]

    def filter_queryset(self, devices):
        benches = {"everybody": {}, "nobody": {"bench_by": None}}
        whose = self.form.cleaned_data.get("whose")
        mine = {"bench_by": self.request.user}
        return super().filter_queryset(devices.filter(**benches.get(whose, mine)))

    def as_it_is(self, devices, name, value):
        return devices

    def search(self, devices, name, text):
        return devices.matching(text)
