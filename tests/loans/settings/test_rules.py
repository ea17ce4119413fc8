"""The rules of the counter are a single row, set by an administrator, with defaults."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.models import Event
from loans.models import Rules
from loans.settings.operations import save_rules
from tests.law import refused, write

pytestmark = pytest.mark.django_db


def test_a_change_by_an_administrator_applies_at_once_and_is_recorded(
    admin, coordinator, sign_in, django_capture_on_commit_callbacks
):
    with pytest.raises(PermissionDenied):
        save_rules(Rules(pk=1), by=coordinator)
    client = sign_in(admin)
    page = client.post(reverse("rules_edit"), {"school_ends_day": 31}).content.decode()
    assert 'value="31"' in page  # out of range
    assert page.index("school_ends_month") < page.index("school_ends_day")
    assert not Rules.objects.exists()
    assert Rules.cached().voucher_ceiling == Decimal(30)  # the default without a row
    data = {
        "reservation_days": 10,
        "unsigned_days": 2,
        "swap_days": 30,
        "late_limit": 0,
        "walk_in_refusal": "late",
        "voucher_ceiling": "45.50",
        "price_ceiling": "80",
        "school_ends_day": 4,
        "school_ends_month": 7,
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("rules_edit"), data)

    rules = Rules.cached()
    assert (rules.reservation_days, rules.voucher_ceiling) == (10, Decimal("45.50"))
    assert Event.objects.about(rules).get().kind == "rules.changed"


def test_the_rules_are_a_singleton_within_limits():
    rules = Rules.objects.create(pk=1)

    with refused("loans_rules_only_one"):
        Rules.objects.bulk_create([Rules(pk=2)])
    for wrong in ({"school_ends_day": 31}, {"school_ends_month": 0}, {"voucher_ceiling": -1}):
        with refused("loans_rules_within"):
            write(rules, **wrong)
