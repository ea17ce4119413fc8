"""Copies of the demo on PostgreSQL, for `make bench`."""

import pytest
from django.core.management import CommandError
from django.db import connection

from bench import acts
from bench.multiply import copy_rows, multiply
from inventory.models import Device
from people.models import Organisation, Site, User
from tests.stored import inside_transactions

pytestmark = [pytest.mark.usefixtures("demo", "db"), pytest.mark.engine]


def test_each_copy_of_the_demo_works_like_the_demo_with_sites_of_its_own():
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="PostgreSQL"):
            multiply(2)
        return
    sites, devices = set(Site.objects.all()), set(Device.objects.all())
    copy_rows(3)
    assert Device.objects.count() == 3 * len(devices)
    assert set(Device.objects.filter(site__in=sites)) == devices
    assert Organisation.objects.filter(is_ours=True).count() == 1
    for email in ("counter@rebond.test", "counter@rebond.testa", "counter@rebond.testb"):
        counter = User.objects.get(email=email)
        assert sites.isdisjoint(counter.sites.all()) == (email != "counter@rebond.test")
        with inside_transactions():
            acts.scan_onto_a_loan(counter)()  # raises if nothing was scanned
            acts.hand_over(counter)()  # or signed
