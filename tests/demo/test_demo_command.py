from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from inventory.models import Device
from people.models import Site
from tests.demo.conftest import DEVICES, LIVES, demo_facts, wrong_statuses
from tests.factories import SiteFactory
from tests.stored import inside_transactions

pytestmark = pytest.mark.django_db


def run(**options):
    output, options = StringIO(), {"published_password": True, "everything": True} | options
    with inside_transactions():
        call_command("demo", stdout=output, **options)
    return output.getvalue()


@pytest.mark.audit
def test_the_same_seed_makes_the_same_demo(made_demo, db):
    run(devices=DEVICES)
    assert Device.objects.exclude(import_rows__batch__kind="donor_list").count() == DEVICES
    assert demo_facts() == made_demo.facts


@pytest.mark.audit
@pytest.mark.parametrize("seed", range(2, 9))
def test_another_seed_makes_another_complete_demo(made_demo, db, seed):
    """Whatever the random rows, enough devices are left for recent events."""
    run(devices=DEVICES, seed=seed)
    facts = demo_facts()
    assert facts != made_demo.facts
    assert len(facts) > DEVICES
    assert {model: wrong for model in LIVES if (wrong := wrong_statuses(model))} == {}


def test_a_database_in_use_is_refused():
    SiteFactory(name="La nôtre")
    with pytest.raises(CommandError):
        run()
    assert run(if_empty=True).strip() == ""
    assert [site.name for site in Site.objects.all()] == ["La nôtre"]


def test_an_empty_production_site_gets_no_published_password_by_default(english):
    with pytest.raises(CommandError, match="--published-password"):
        run(published_password=False)
    assert not Site.objects.exists()


def test_too_few_devices_for_a_demo_are_refused():
    with pytest.raises(CommandError):
        run(devices=10)
    assert not Site.objects.exists()
