"""Find rows without a valid number that seem to repeat an earlier list of the donor.

A row with a valid serial number or IMEI finds its device. Other rows are compared with the rows of
earlier lists: a row with the same product and the same text as number repeats one earlier row.
"""

from collections import Counter

from core.imports.columns import map_columns, plain
from core.imports.kinds import CONTINUES
from inventory.imports.models import ImportBatch, ImportRow

IDENTIFIERS = ("serial", "imei", "imei2", "donor_tag")
PRODUCT = ("brand", "model", "designation")


def repeated_rows(batch, rows, indexes):
    """Return {index: earlier list} for the rows at `indexes` that seem to repeat an earlier list.

    A row without a number repeats only rows of the same lot, since donors often give the same
    model.
    """
    if not (indexes and batch.donation_id):
        return {}
    signs = _signs(batch, [rows[index].cells for index in indexes])
    open_rows, repeated = dict(zip(indexes, signs, strict=True)), {}
    for earlier in _earlier(batch):
        written = ImportRow.objects.filter(batch=earlier).written()
        counts = Counter(_signs(earlier, written.values_list("cells", flat=True)))
        is_same_lot = earlier.donation_id == batch.donation.pk
        for index, sign in list(open_rows.items()):
            _product, number, _quantity = sign
            if counts[sign] and (number or is_same_lot):
                counts[sign] -= 1
                repeated[index] = earlier
                del open_rows[index]
    return repeated


def _earlier(batch):
    """Return the imported lists of this donor, lists of the same lot first."""
    earlier = ImportBatch.objects.standing().filter(
        kind=batch.kind, donation__donor=batch.donation.donor_id
    )
    ours = [batch.pk, *batch.options.get(CONTINUES, ())]
    earlier = earlier.exclude(pk__in=ours).select_related("document", "donation")
    return sorted(earlier, key=lambda other: (other.donation_id != batch.donation.pk, -other.pk))


def _signs(batch, cells):
    """Yield (product, text of the numbers, quantity) for each row of a list."""
    for row in map_columns(list(cells), batch.mapping, batch.list_kind):
        words = plain(" ".join(row[name] for name in PRODUCT)).split()
        product = frozenset(words) or frozenset(plain(row["category"]).split())
        number = plain(" ".join(row[name] for name in IDENTIFIERS))
        yield product, number, row["quantity"].strip() or "1"
