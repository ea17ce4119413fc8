"""Photos of lines of a count: allowed until it is over."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Photo
from modules.stocktakes.tests.factories import CountLineFactory, StockCountFactory
from tests.core.test_photos import picture, send
from tests.factories import PhotoFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_line_of_a_finished_count_accepts_no_photo_but_loses_one(sign_in, coordinator, site):
    visitor = sign_in(coordinator)
    for state in ("finalised", "cancelled"):
        count = StockCountFactory(site=site)
        line = CountLineFactory(count=count)
        photo = PhotoFactory(subject=line)
        assert send(visitor, line, picture(size=(8, 8))).status_code == 302
        end(count, state)
        assert send(visitor, line, picture("b.jpg", (8, 8))).context["form"].errors, state
        assert Photo.objects.of(line).count() == 2
        page = visitor.get(line.get_absolute_url()).text
        assert reverse("photo_add", args=["stocktakes.countline", line.pk]) not in page
        visitor.post(reverse("photo_remove", args=[photo.pk]))
        assert Photo.objects.of(line).count() == 1


def end(count, state):
    if state == "cancelled":
        count.transition_to(count.Status.CANCELLED)
        return
    now = timezone.now()
    who = UserFactory(coordinator=True)
    count.transition_to(count.Status.COUNTED, counted_by=who, counted_at=now)
    who = UserFactory(coordinator=True)
    count.transition_to(count.Status.FINALISED, finalised_by=who, finalised_at=now)
