"""Versions of the checklist of a category.

The editor is one form whose buttons move, add and remove rows without saving; “save” writes the
next version. It therefore works without JavaScript, changes by two administrators cannot mix, and
no intermediate version is saved.
"""

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.models import Checklist, ChecklistItem
from inventory.workshop.checklists import compare, differ, shipped
from inventory.workshop.lifecycle import ShippedList
from people.models import User

MAX_ITEMS = 70  # keeps the editor below Django's limit on form fields


@operation("inventory.change_checklist")
def save_checklist(
    category: Category,
    *,
    by: User,
    items: list[ChecklistItem],
    base: int | None = None,
    note: str = "",
) -> Checklist:
    """Save these items, in order, as the next version of a category's checklist.

    `base` is the version from which the items were edited (0 without a version). Raises `Refused`
    if another version was saved meanwhile, or if nothing has changed. Earlier versions are
    unchanged.
    """
    return _save_version(category, by, items, base, note)


@operation("inventory.switch_checklist")
def take_shipped(category: Category, *, by: User, which: ShippedList) -> Checklist:
    """Save a list shipped with the product as the next version of a category's checklist."""
    items = shipped(category, which)
    if not items:
        raise Refused(_("There is no built-in list for this category."))
    return _save_version(category, by, items, None, str(which.label))


def _save_version(
    category: Category, by: User, items: list[ChecklistItem], base: int | None, note: str
) -> Checklist:
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    versions = Checklist.objects.filter(category=category)
    latest, current = versions.first(), versions.current().first()
    if base is not None and base != (current.version if current else 0):
        raise Refused(
            _("Version %(version)s has been saved in the meantime: look at it, then save again.")
            % {"version": current.version}
        )
    if not items or len(items) > MAX_ITEMS:
        raise Refused(_("A checklist must have 1 to %(count)s items.") % {"count": MAX_ITEMS})
    if current and not differ(compare(list(current.items.all()), items)):
        raise Refused(_("Nothing has changed."))
    versions.current().update(is_current=False)
    checklist = Checklist.objects.create(
        category=category, version=latest.version + 1 if latest else 1, saved_by=by, note=note
    )
    for number, item in enumerate(items, 1):
        item.pk, item.checklist, item.position = None, checklist, number * 10
        item._state.adding = True
    ChecklistItem.objects.bulk_create(items)
    Event.objects.record("checklist.saved", checklist, by=by, version=checklist.version)
    return checklist
