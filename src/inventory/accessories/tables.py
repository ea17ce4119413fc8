from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from catalogue.models import AccessorySort
from core.formatting import moment
from core.lists.filters import ALL_FEMININE, FilterSet
from core.lists.tables import Table, link
from inventory.models import AccessoryMovement, AccessoryStock
from people.organisations.tables import SiteFilter


def standing_of(stock):
    """Yield the alerts of a stock as (text, tone)."""
    if stock.short:
        text = ngettext(
            "to count: %(count)s more taken out than recorded",
            "to count: %(count)s more taken out than recorded",
            stock.short,
        )
        yield text % {"count": stock.short}, "bad"
    if stock.is_under:
        yield (
            gettext("%(count)s below the minimum") % {"count": stock.minimum - stock.quantity},
            "wait",
        )


def standing(stock):
    return format_html_join(
        " ",
        '<span class="status status-{}">{}</span>',
        ((tone, words) for words, tone in standing_of(stock)),
    )


class StockTable(Table):
    list_name = "accessory_list"
    list_title = _("accessories and parts")
    kind = Column(_("accessory or part"))
    code = Column(_("code"), accessor="kind__code")
    sort = Column(_("what it is"), accessor="kind__get_sort_display")

    class Meta(Table.Meta):
        model = AccessoryStock
        fields = ["kind", "quantity", "minimum", "counted_at", "code", "sort", "site", "short"]
        more_columns = fields[4:]
        wide_columns = ["counted_at"]
        empty_text = _("Nothing in stock matches.")

    none_yet = _("No accessories are counted yet: receive a box, or set a minimum.")

    def cell_kind(self, stock):
        return format_html(
            '{} <span class="text-muted">{}</span> {}',
            link(stock, stock.kind),
            stock.site,
            standing(stock),
        )

    def value_kind(self, stock):
        return str(stock.kind)

    def cell_sort(self, stock):
        return stock.kind.get_sort_display()

    def cell_quantity(self, stock):
        return format_html("<strong>{}</strong>", stock.quantity)

    def value_quantity(self, stock):
        return stock.quantity

    def cell_minimum(self, stock):
        if not self.request.user.has_perm("inventory.set_minimum"):
            return stock.minimum or ""
        return format_html(
            '<input class="form-control cell-number" type="number" inputmode="numeric" min="0"'
            ' max="9999" required form="minimums" name="minimum-{0}" value="{1}" aria-label="{2}">'
            '<input type="hidden" form="minimums" name="shown-{0}" value="{3}">',
            stock.pk,
            self._typed_minimum(stock),
            gettext("Minimum: %(kind)s") % {"kind": stock.kind},
            stock.minimum,
        )

    def _typed_minimum(self, stock):
        """The minimum typed in a refused form, or the stored minimum if it was not changed."""
        typed, shown = (
            self.request.POST.get(f"{name}-{stock.pk}") for name in ("minimum", "shown")
        )
        return stock.minimum if typed in {None, shown} else typed

    def value_minimum(self, stock):
        return stock.minimum


class MovementTable(Table):
    at = Column(_("when"))
    what = Column(_("movement"))
    why = Column(_("for"))

    class Meta(Table.Meta):
        model = AccessoryMovement
        fields = ["at", "what", "change", "balance", "why", "by"]
        wide_columns = ["by"]

    def cell_at(self, movement):
        return moment(movement.at)

    def cell_what(self, movement):
        return movement.get_kind_display()

    def cell_change(self, movement):
        text = f"{movement.change:+}".replace("-", "\u2212") if movement.change else "="
        if not movement.short:
            return text
        more = gettext("%(count)s more than there were") % {"count": movement.short}
        return format_html('{} <span class="status status-bad">{}</span>', text, more)

    def cell_why(self, movement):
        parts = [
            link(movement.device) if movement.device else "",
            str(movement.other or ""),
            movement.reference,
            movement.get_reason_display(),
            movement.note,
        ]
        return format_html_join(" · ", "{}", ((words,) for words in parts if words))


class AccessoryStockFilter(FilterSet):
    SEE_TO = [("true", _("needs attention"))]
    PARTS = [("false", _("accessories")), ("true", _("spare parts"))]

    site = SiteFilter()
    part = ChoiceFilter(label=_("Kind"), choices=PARTS, method="of_parts")
    sort = ChoiceFilter(
        label=_("Item"),
        field_name="kind__sort",
        choices=AccessorySort,
        empty_label=ALL_FEMININE,
    )
    see_to = ChoiceFilter(label=_("Stock"), choices=SEE_TO, method="lacking")

    def of_parts(self, stocks, name, value):
        return stocks.filter(kind__is_part=value == "true")

    def lacking(self, stocks, name, value):
        return stocks.to_see_to()
