from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter

from catalogue.models import Category, FactorKind, FaultType
from catalogue.names import key_of
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter


class NameFilter(FilterSet):
    """For brands and models, also by their other spellings."""

    q = CharFilter(label=_("Search"), method="search", widget=SearchInput)

    def search(self, rows, name, text):
        return rows.called(key_of(text))


class FactorFilter(FilterSet):
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), empty_label=ALL_FEMININE
    )
    kind = ChoiceFilter(label=_("Kind"), choices=FactorKind)


class FaultAliasFilter(NameFilter):
    def search(self, rows, name, text):
        return rows.filter(key__contains=key_of(text))

    fault = ModelChoiceFilter(
        label=_("Fault"), queryset=FaultType.objects.all(), empty_label=ALL_FEMININE
    )
