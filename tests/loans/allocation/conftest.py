from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    DeviceFactory,
    RequestFactory,
    RequestLineFactory,
    SpecificationFactory,
)


@pytest.fixture
def laptops(site, laptop):
    def make(count=1, **facts):
        devices = DeviceFactory.create_batch(count, ready=True, site=site, category=laptop)
        for device in devices if facts else ():
            unknown = {"screen_inches": None, "has_cellular": None}
            SpecificationFactory(device=device, **unknown | facts)
        return devices

    return make


def waiting(site, laptop, *, days, count=1, status="accepted", **needs):
    """Create a request for laptops with these needs that has waited this number of days."""
    request = RequestFactory(
        **{status: True},
        site=site,
        recipient=None,
        waiting_since=timezone.now() - timedelta(days=days),
    )
    accepted = count if status == "accepted" else None
    RequestLineFactory(
        request=request, category=laptop, requested=count, accepted=accepted, **needs
    )
    return request
