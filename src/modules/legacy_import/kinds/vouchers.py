"""List of vouchers in stock as a file of a move; codes are encrypted before storage.

The stored file has only the columns that are read, with encrypted codes: no code of an earlier
system is in a document, a row or a backup.
"""

import csv
import io
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from catalogue.models import VoucherProduct
from core.imports.cells import is_unknown, wrong
from core.imports.columns import headings_in, word_key
from core.imports.resource import ListField, Looked
from core.imports.sheets import read_list
from core.workflow.event_messages import Sentence
from inventory.models import Voucher
from inventory.vouchers.encryption import decrypt, encrypt
from inventory.vouchers.list_rows import (
    VOUCHERS,
    VoucherDraft,
    VoucherFacts,
    VoucherResource,
    check_drafts,
)
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import vouchers as operations
from modules.legacy_import.planned import Stage, register
from modules.legacy_import.questions import answer_of, ask
from modules.legacy_import.systems import VOUCHERS as OLD_VOUCHERS

SECRET = ("code", "number", "pin", "puk")
SEAL = "sealed:"
UNKNOWN_PRODUCT = gettext_noop("“%(text)s” is not a known voucher.")
NO_PRODUCT = gettext_noop("Which voucher is it? The row has no product.")
HEADINGS = headings_in(
    {"product": "produit|offre|forfait|type de recharge|operateur|product|offer|plan|operator"}
)


def _products(_migration):
    return [(str(product.pk), str(product)) for product in VoucherProduct.objects.all()]


ask(UNKNOWN_PRODUCT, _("Voucher"), _products)
ask(NO_PRODUCT, _("Default voucher product"), _products, has_word=False)


def sealed(source, table, mapping):
    """(`SourceList`, mapping) of a list of vouchers as stored: read columns, encrypted codes."""
    columns = sorted((int(index), name) for index, name in mapping.items())
    lines = {table.heading or 1: [table.headings[place] for place, _name in columns]}
    for number, cells in table.rows:
        lines[number] = [
            _seal(cells[place] if place < len(cells) else "", name) for place, name in columns
        ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows(lines.get(number, []) for number in range(1, max(lines) + 1))
    stored = read_list(f"{source.name}.csv", text.getvalue().encode(), delimiter=";")
    return stored, {str(place): name for place, (_index, name) in enumerate(columns)}


def _seal(cell, name):
    is_secret = name in SECRET and cell.strip()
    return f"{SEAL}{encrypt(cell.strip()).decode()}" if is_secret else cell


@dataclass(kw_only=True)
class OldVoucher(VoucherDraft):
    """The voucher of a row, and its product."""

    product: VoucherProduct | None = None


class OldVoucherResource(Arriving, VoucherResource):
    """Resource with a voucher in stock per row, of the named product."""

    product = ListField(Looked("product"), _("voucher"))

    def before_import(self, dataset, **kwargs):
        for row in dataset:
            for name in SECRET:
                if row[name].startswith(SEAL):
                    row[name] = decrypt(row[name].removeprefix(SEAL).encode())
        super().before_import(dataset, **kwargs)
        self.lookup.product = self._product
        self.products = {}
        for product in VoucherProduct.objects.all():
            for name in (str(product), *product.names.values()):
                self.products[word_key(name)] = product

    def _product(self, text):
        found = self.products.get(word_key(text))
        found = found or self._answered(UNKNOWN_PRODUCT, text[:60])
        if found is None and not is_unknown(text):
            raise wrong(UNKNOWN_PRODUCT, text=text[:60])
        return found

    def _answered(self, source, word=""):
        code = answer_of(self.batch, source, word)
        return next((p for p in self.products.values() if str(p.pk) == code), None)

    def init_instance(self, row=None):
        return OldVoucher(row=self.rows[self.index].label, facts=VoucherFacts())

    def problems(self, draft, errors):
        draft.product = draft.product or self._answered(NO_PRODUCT)
        if draft.product is None and "product" not in errors:
            yield "product", Sentence(NO_PRODUCT, {})

    def after_import(self, dataset, result, **kwargs):
        good = [outcome for outcome in result.rows if not outcome.is_invalid()]
        for product in {outcome.draft.product for outcome in good}:
            of_product = [one for one in good if one.draft.product == product]
            check_drafts([one.draft for one in of_product], product, today=timezone.localdate())
            for outcome in of_product:
                if outcome.draft.problems:
                    outcome.refuse([Sentence(text, {}) for text in outcome.draft.problems])

    def enter(self, drafts, by):
        pairs = [(draft.product, draft.facts) for draft in drafts]
        return operations.enter_vouchers(pairs, by=by, site=self.batch.site)


UNDOING = Undoing(Voucher, operations.check_vouchers, operations.take_vouchers_back)
register(
    Stage(
        rank=80,
        label=_("vouchers"),
        kind=replace(
            VOUCHERS,
            code=OLD_VOUCHERS,
            fields=OldVoucherResource.labels(),
            headings=VOUCHERS.headings | HEADINGS,
            resource=OldVoucherResource,
            promise=_("Each valid row becomes a voucher in stock; its code stays encrypted."),
            act=_("Add the vouchers"),
            done=_("The vouchers are in stock."),
            undo=UNDOING.undo,
            check_undo=UNDOING.check_undo,
            undo_promise=_(
                "The vouchers in this list are cancelled: their codes cannot be entered again."
            ),
            undone=_("The vouchers in this list have been cancelled."),
        ),
        telling=("code", "iccid", "pin", "puk"),
        module="vouchers",
    )
)
