from decimal import Decimal

from django.forms import SearchInput
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter
from django_tables2 import Column

from catalogue.models import (
    AccessoryKind,
    Brand,
    Category,
    DeviceModel,
    Factor,
    FactorKind,
    FaultAlias,
    FaultType,
    Price,
    ResaleCap,
    VoucherProduct,
)
from catalogue.names import key_of
from core.lists.filters import ALL_FEMININE, FilterSet, ModelChoiceFilter
from core.lists.tables import Table
from core.templatetags.rebond import icon


def number(value):
    """Format `value` without trailing zeros: 5.00 is 5, and 5260 is 5 260 in French."""
    return number_format(Decimal(value).normalize(), force_grouping=True)


# Functions (user, row) of modules: URL of a row's page for users who may not change it, or None.
OTHER_PAGES = []


class ReferenceTable(Table):
    list_name = "reference_list"

    @classmethod
    def title(cls):
        model = cls._meta.model
        return model._meta.verbose_name_plural if model else gettext_lazy("reference data")

    def way_in(self, row, text):
        """Return `text`, as a link to a page of the row if the user may open one."""
        user = self.request.user
        if user.has_perm("catalogue.change_reference"):
            url = reverse("reference_edit", args=[row._meta.model_name, row.pk])
        else:
            url = next(filter(None, (page(user, row) for page in OTHER_PAGES)), None)
        return format_html('<a href="{}">{}</a>', url, text) if url else text

    def _usual_cell(self, name):
        read = super()._usual_cell(name)
        return lambda row: number(cell) if isinstance(cell := read(row), int | Decimal) else cell

    def cell_name(self, row):
        return self.way_in(row, row.name)


class CategoryTable(ReferenceTable):
    name = Column(gettext_lazy("name"))

    class Meta(ReferenceTable.Meta):
        model = Category
        fields = ["name", "code", "holds_data", "has_imei", "needs_charger", "weight_g"]

    def cell_name(self, row):
        return format_html("{} {}", icon(row.icon), self.way_in(row, row.name))


class BrandTable(ReferenceTable):
    class Meta(ReferenceTable.Meta):
        model = Brand
        fields = ["name"]


class DeviceModelTable(ReferenceTable):
    class Meta(ReferenceTable.Meta):
        model = DeviceModel
        fields = ["name", "brand", "category", "charger_connector", "charger_watts"]


class FaultTypeTable(ReferenceTable):
    name = Column(gettext_lazy("name"))

    class Meta(ReferenceTable.Meta):
        model = FaultType
        fields = ["name", "code"]


class FaultAliasTable(ReferenceTable):
    class Meta(ReferenceTable.Meta):
        model = FaultAlias
        fields = ["name", "fault"]


class AccessoryKindTable(ReferenceTable):
    name = Column(gettext_lazy("name"))

    class Meta(ReferenceTable.Meta):
        model = AccessoryKind
        fields = ["name", "sort", "is_part", "connector", "watts", "code"]
        wide_columns = ["is_part", "code"]


class VoucherProductTable(ReferenceTable):
    name = Column(gettext_lazy("name"))

    class Meta(ReferenceTable.Meta):
        model = VoucherProduct
        fields = ["name", "operator", "kind", "face_value", "price_asked", "data_gb", "valid_days"]


class FactorTable(ReferenceTable):
    class Meta(ReferenceTable.Meta):
        model = Factor
        fields = ["category", "kind", "value", "unit", "valid_from", "source", "version"]

    def cell_category(self, row):
        return self.way_in(row, row.category)


class PriceTable(ReferenceTable):
    class Meta(ReferenceTable.Meta):
        model = Price
        fields = ["category", "grade", "amount"]

    def cell_category(self, row):
        return self.way_in(row, row.category)


class ResaleCapTable(ReferenceTable):
    class Meta(ReferenceTable.Meta):
        model = ResaleCap
        fields = ["category", "amount", "conditions", "source", "valid_from"]

    conditions = Column(gettext_lazy("conditions"))

    def cell_category(self, row):
        return self.way_in(row, row.category)


class NameFilter(FilterSet):
    """Filter for brands and models that also finds other spellings."""

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
