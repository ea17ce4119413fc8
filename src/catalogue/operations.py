from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalogue.models import Brand, Category, DeviceModel, FaultAlias, Kit, KitPart
from catalogue.names import key_of, tidy
from core.models import Event
from core.models.mergeable import merges_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from people.models import User


@operation("catalogue.change_reference")
def save_reference(
    row: models.Model, *, by: User, spellings: list[str] | None = None, **related: list
) -> models.Model:
    """Save a new or corrected row of the catalogue, and its related rows.

    `spellings` is the complete list of other spellings of a brand; None leaves them unchanged.
    """
    kind = "reference.changed" if row.pk else "reference.entered"
    if isinstance(row, (Brand, DeviceModel, FaultAlias)):
        row.name, row.key = tidy(row.name), key_of(row.name)
    save_valid(row)
    for name, rows in related.items():
        getattr(row, name).set(rows)
    if spellings is not None:
        _save_spellings(row, spellings)
    Event.objects.record(kind, row, by=by)
    return row


def _save_spellings(brand: Brand, names: list[str]) -> None:
    """Replace the other spellings of `brand` with these names; merged brands are kept."""
    wanted = {key_of(name): tidy(name) for name in names} | {brand.key: ""}
    others = Brand.objects.filter(key__in=wanted).exclude(pk=brand.pk)
    other = others.exclude(merged_into=brand).select_related("merged_into").first()
    if other:
        raise Refused(
            _("“%(name)s” already stands for %(brand)s: merge the two brands.")
            % {"name": other, "brand": other.merged_into or other}
        )
    spellings_of(brand).exclude(key__in=wanted).delete()
    for key in wanted.keys() - {brand.key, *others.values_list("key", flat=True)}:
        spelling = Brand(name=wanted[key], key=key, merged_into=brand)
        save_valid(spelling)


def spellings_of(brand: Brand) -> QuerySet:
    """The other spellings of a brand, without brands that were merged into it."""
    merged = [loser.pk for _event, loser in merges_of(brand)]
    return brand.merged.exclude(pk__in=merged).order_by("name")


@operation("catalogue.settle_proposal")
def settle_proposal(
    row: Brand | DeviceModel, *, by: User, name: str, category: Category | None = None
) -> Brand | DeviceModel:
    """Add a proposed brand or model to the catalogue, under this name."""
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not row.is_proposal or row.merged_into_id:
        raise Refused(_("“%(name)s” has been dealt with in the meantime.") % {"name": row})
    row.name, row.key, row.is_proposal = tidy(name), key_of(name), False
    if isinstance(row, DeviceModel):
        row.category = category
    save_valid(row)
    Event.objects.record("reference.settled", row, by=by)
    return row


@operation("catalogue.change_kit")
def save_kit(kit: Kit, *, by: User, parts: list[KitPart]) -> Kit:
    """Save a new or changed kit and replace its parts with these.

    Existing requests keep the parts that the kit had when they were made.
    """
    kind = "kit.changed" if kit.pk else "kit.entered"
    save_valid(kit)
    kit.parts.all().delete()
    for part in parts:
        part.kit = kit
        part.full_clean()
    KitPart.objects.bulk_create(parts)
    Event.objects.record(kind, kit, by=by)
    return kit
