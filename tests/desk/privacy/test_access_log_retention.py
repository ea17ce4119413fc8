"""Access log: retained for a period, a year by default, then deleted."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from desk.privacy.daily import erase_what_is_due
from loans.base.loan_terms import after_months
from people.models import Retention
from tests.factories import RecipientFactory, RetentionFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def opened(on, kind="recipient.opened"):
    person = RecipientFactory()
    about = {"subject_type": ContentType.objects.get_for_model(person), "subject_id": person.pk}
    return Event.objects.create(kind=kind, on=on, at=timezone.now(), by=UserFactory(), **about)


def test_access_log_events_are_deleted_after_a_year_and_history_stays():
    term = after_months(TODAY, -12)
    old, story = opened(term - timedelta(days=1)), opened(term, kind="recipient.changed")
    young = opened(term)
    assert erase_what_is_due(today=TODAY)["openings"] == 1
    assert erase_what_is_due(today=TODAY)["openings"] == 0
    remaining = set(Event.objects.filter(pk__in=[old.pk, story.pk, young.pk]))
    assert remaining == {story, young}


def test_the_retention_period_is_a_setting_shown_on_the_page(sign_in):
    RetentionFactory(opening_months=6)
    Retention.clear_cache()
    opened(after_months(TODAY, -6) - timedelta(days=1))
    page = sign_in(UserFactory(admin=True)).get(reverse("opening_list")).content.decode()
    assert "Conservé 6 mois" in page
    assert erase_what_is_due(today=TODAY)["openings"] == 1
