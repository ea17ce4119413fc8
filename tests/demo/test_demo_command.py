from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from demo import exits, words
from inventory.models import Device
from loans.models import Loan, Request
from people.models import Recipient, Site
from people.roles import Role
from tests.factories import DeviceFactory, RepairFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


def run(**options):
    output = StringIO()
    call_command("demo", stdout=output, **options)
    return output.getvalue()


def what_was_made(**options):
    """The facts of a demo, without what a database or a secret decides; nothing is kept."""
    with transaction.atomic():
        run(devices=200, **options)
        facts = [
            *Device.objects.order_by("asset_tag").values_list(
                "asset_tag", "serial", "status", "grade", "model__name", "site__name", "fault"
            ),
            *Loan.objects.order_by("number").values_list("number", "status", "due_on", "kind"),
            *Request.objects.order_by("number").values_list("number", "status", "purpose"),
            *Recipient.objects.order_by("pk").values_list("first_name", "last_name", "town"),
        ]
        transaction.set_rollback(True)
    return facts


def test_the_same_seed_makes_the_same_demo_and_another_seed_another():
    first = what_was_made(seed=1)
    assert what_was_made(seed=1) == first
    assert what_was_made(seed=2) != first


@pytest.mark.audit
def test_a_small_demo_can_be_made_with_any_seed():
    """Chance leaves enough of everything for what happens of late."""
    made = [len(what_was_made(seed=seed)) for seed in range(3, 9)]
    assert min(made) > 200


def test_it_prints_a_login_for_each_role_each_time(db):
    printed = run(devices=200)
    assert all(f"{role}@rebond.test" in printed for role in Role)
    assert words.PASSWORD in printed
    assert run(if_empty=True) in printed
    assert Device.objects.exclude(import_rows__batch__kind="donor_list").count() == 200


def test_it_leaves_a_database_in_use_alone():
    SiteFactory(name="La nôtre")
    with pytest.raises(CommandError):
        run()
    assert run(if_empty=True).strip() == ""
    assert [site.name for site in Site.objects.all()] == ["La nôtre"]


def test_too_few_devices_for_a_demo_are_refused():
    with pytest.raises(CommandError):
        run(devices=10)
    assert not Site.objects.exists()


def test_the_one_that_leaves_with_its_disk_is_not_in_repair():
    mended = DeviceFactory(received=True, category__code="laptop")
    other = DeviceFactory(received=True, category=mended.category, site=mended.site)
    RepairFactory(device=mended)
    left = exits._with_its_disk(mended.site, UserFactory(technician=True))
    assert left == other
