"""Versions of checklists."""

import pytest
from django.core.management import call_command

from catalogue.models import Category
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Checklist, ChecklistItem
from inventory.workshop.checklists import compare, shipped, shipped_lists
from inventory.workshop.lifecycle import ShippedList
from inventory.workshop.operations import checklist_versions as version_operations
from tests.cases import tried
from tests.factories import CategoryFactory, ChecklistFactory, ChecklistItemFactory


@pytest.fixture
def checklist(db):
    return ChecklistFactory(version=1)


def item(code, **facts):
    words = {"labels": {"fr": f"{code} fr", "en": f"{code} en"}, "position": 0}
    return ChecklistItem(code=code, **words | facts)


def codes(checklist):
    return list(checklist.items.values_list("code", flat=True))


def test_saving_creates_a_new_version_and_keeps_the_former(checklist, admin):
    former = ChecklistItemFactory(checklist=checklist, code="a")
    after = version_operations.save_checklist(
        checklist.category, by=admin, items=[item("b"), item("a")], base=1, note="b first"
    )
    checklist.refresh_from_db()
    assert (after.version, after.is_current, after.saved_by, after.note) == (
        *(2, True, admin),
        "b first",
    )
    assert (checklist.is_current, list(checklist.items.all())) == (False, [former])
    assert codes(after) == ["b", "a"]
    assert Event.objects.about(after).get().data == {"version": 2}


def test_the_first_checklist_of_a_category_is_version_one(admin):
    category = CategoryFactory()
    made = version_operations.save_checklist(category, by=admin, items=[item("a")], base=0)
    assert (made.version, codes(made)) == (1, ["a"])


def test_a_version_saved_meanwhile_is_a_conflict(checklist, admin):
    version_operations.save_checklist(checklist.category, by=admin, items=[item("a")], base=1)
    with pytest.raises(Refused, match="2"):
        version_operations.save_checklist(checklist.category, by=admin, items=[item("b")], base=1)
    assert Checklist.objects.filter(category=checklist.category).count() == 2


def test_an_empty_or_unchanged_checklist_is_no_new_version(checklist, admin):
    for items in ([], [item("a")]):
        with tried(items):
            ChecklistItemFactory(
                checklist=checklist, code="a", labels__fr="a fr", labels__en="a en"
            )
            with pytest.raises(Refused):
                version_operations.save_checklist(checklist.category, by=admin, items=items)
            assert Checklist.objects.filter(category=checklist.category).count() == 1


def test_versions_are_compared():
    before = [item("a"), item("b"), item("c"), item("d")]
    after = [item("b"), item("a"), item("c", unit="W"), item("e")]
    changes = [(change.what, change.item.code) for change in compare(before, after)]
    assert changes == [
        ("moved", "b"),
        ("moved", "a"),
        ("changed", "c"),
        ("new", "e"),
        ("gone", "d"),
    ]
    assert compare(before, after)[2].fields[0][1:] == ("", "W")


def test_a_shipped_checklist_is_saved_as_a_version(coordinator):
    for which in ShippedList:
        with tried(which):
            category = CategoryFactory(code="laptop")
            old = ChecklistItemFactory(checklist__category=category).checklist
            taken = version_operations.take_shipped(category, by=coordinator, which=which)
            assert taken.version == old.version + 1
            assert codes(taken) == [theirs.code for theirs in shipped(category, which)]
            with pytest.raises(Refused):
                version_operations.take_shipped(category, by=coordinator, which=which)


def test_no_checklist_is_shipped_for_custom_categories(coordinator):
    with pytest.raises(Refused):
        version_operations.take_shipped(
            CategoryFactory(code="abacus"), by=coordinator, which=ShippedList.SHORT
        )


def test_a_new_site_starts_with_the_short_lists(db):
    call_command("load_reference", verbosity=0)
    categories = Category.objects.all()
    assert categories
    for category in categories:
        items = list(Checklist.objects.current().get(category=category).items.all())
        assert 8 <= len(items) <= 10, category
        sizes = {w: (n, is_it) for w, n, is_it in shipped_lists(category, items)}
        assert sizes[ShippedList.SHORT] == (len(items), True)
        assert sizes[ShippedList.COMPLETE][0] > len(items)
        assert not sizes[ShippedList.COMPLETE][1]
        for which in ShippedList:
            for number, item in enumerate(shipped(category, which), 1):
                item.checklist_id, item.pk = 1, number
                item.clean_fields(exclude=["checklist"])
