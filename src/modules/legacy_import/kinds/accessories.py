"""List of accessories: the quantity of each kind at a site."""

import re

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from core.imports.cells import is_unknown, wrong
from core.imports.columns import headings_in
from core.imports.kinds import ListKind, Start
from core.imports.resource import ListField, ListResource
from core.workflow.event_messages import Sentence
from inventory.models import AccessoryMovement, AccessoryStock
from modules.legacy_import.drafts import StockDraft
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import stocks
from modules.legacy_import.planned import Stage, register
from modules.legacy_import.sentences import A_DEVICE
from modules.legacy_import.systems import ACCESSORIES

MAX_QUANTITY = 100_000
NOT_A_COUNT = gettext_noop("“%(text)s” is not a quantity.")
NO_KIND = gettext_noop("Which accessory is it? The cell is empty, or counts as empty.")
NO_QUANTITY = gettext_noop("What is the quantity? Enter a number, or remove the row.")
COUNTED = gettext_noop(
    "This site already has this accessory in stock: %(count)s. Change the quantity on its page."
)
HEADINGS = {
    "accessory": """accessoire|accessoires|nom de l accessoire|article|designation|nom|libelle|
        accessory name|accessory|item name|item|part name|name|description|type d accessoire""",
    "quantity": """quantite|quantite en stock|nombre|stock|en stock|total|quantity on hand|
        quantity|in stock|on hand|count|qty|qte""",
    "serial": "numero de serie|n de serie|serial number|serial",
    "minimum": """minimum|quantite minimale|stock minimum|seuil|seuil d alerte|min qty|
        minimum quantity|minimum stock|minimum""",
}


class AccessoryWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        return None if row["serial"] else lookup.accessory(value)


class CountWidget(Widget):
    """Widget for a whole number; also accepts “12.0”, as some programs write it."""

    def clean(self, value, row=None, **kwargs):
        if is_unknown(value):
            return None
        text = re.sub(r"[.,]0+$", "", "".join(value.split()))
        if not text.isdecimal() or int(text) > MAX_QUANTITY:
            raise wrong(NOT_A_COUNT, text=value[:30])
        return int(text)


class AccessoryResource(Arriving, ListResource):
    """Resource with a quantity of an accessory per row; refused if the site counts it already."""

    accessory = ListField(AccessoryWidget(), _("accessory"))
    serial = ListField(Widget(), _("serial number"))
    quantity = ListField(CountWidget(), _("quantity"))
    minimum = ListField(CountWidget(), _("minimum"))

    def init_instance(self, row=None):
        return StockDraft()

    def find_records(self, dataset):
        stocks_here = AccessoryStock.objects.filter(site=self.batch.site_id, quantity__gt=0)
        self.counted = {stock.kind_id: stock.quantity for stock in stocks_here}
        return {}

    def problems(self, draft, errors):
        if draft.serial:
            yield "serial", Sentence(A_DEVICE, {})
            return
        if draft.accessory is None and "accessory" not in errors:
            yield "accessory", Sentence(NO_KIND, {})
        if draft.quantity is None and "quantity" not in errors:
            yield "quantity", Sentence(NO_QUANTITY, {})
        if draft.accessory and draft.accessory.pk in self.counted:
            count = self.counted[draft.accessory.pk]
            yield "accessory", Sentence(COUNTED, {"count": count})

    def enter(self, drafts, by):
        counts = [(draft.accessory, draft.quantity, draft.minimum) for draft in drafts]
        return stocks.enter_stocks(counts, by=by, site=self.batch.site)


def example_rows():
    return [
        [gettext("Accessory"), gettext("Quantity"), gettext("Minimum")],
        [gettext("Mouse"), "25", "5"],
        [gettext("Charger"), "12", ""],
    ]


UNDOING = Undoing(AccessoryMovement, stocks.check_stocks, stocks.take_stocks_back)
KIND = ListKind(
    code=ACCESSORIES,
    label=_("list of accessories"),
    fields=AccessoryResource.labels(),
    headings=headings_in(HEADINGS),
    resource=AccessoryResource,
    undo=UNDOING.undo,
    check_undo=UNDOING.check_undo,
    promise=_("Each valid row becomes the stock of an accessory at this site."),
    act=_("Add the accessories"),
    done=_("The stock of accessories has been added."),
    undo_promise=_(
        "The stock goes back to its previous quantity. This is no longer possible once "
        "the quantity has changed."
    ),
    undone=_("The stock has its previous quantity again. You can send the same list again."),
    start=Start(
        page="accessory_stocks_import",
        title=_("Import accessories"),
        back="accessory_list",
        back_title=_("Accessories and parts"),
        steps=(
            _("One row per type of accessory: its name, its quantity and its minimum."),
            _("For each unknown accessory, you answer one question for all its rows."),
        ),
        example=example_rows,
        example_page="accessory_stocks_example",
        site_label=_("Site of these accessories"),
        permission=stocks.TAKE_OVER,
    ),
    onward=lambda _batch: reverse("accessory_list"),
    onward_words=_("View the accessories"),
)
register(
    Stage(
        rank=90,
        label=_("accessories"),
        kind=KIND,
        telling=("quantity",),
        module="accessories",
    )
)
