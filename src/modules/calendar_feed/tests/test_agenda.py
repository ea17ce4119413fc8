"""Calendar of collections: the page, and the secret URL for calendar clients."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow import erasure_journal
from donations.models import Donation
from modules.calendar_feed import operations
from modules.calendar_feed.feed import feed_of
from modules.calendar_feed.models import AgendaKey, hash_of
from modules.calendar_feed.month import month_named, month_of
from tests.cases import tried
from tests.factories import DonationFactory, DonationLineFactory, DonorFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)


@pytest.fixture
def lot(site):
    """A collection next week with recognisable data of the donor."""
    donor = DonorFactory(name="Ateliers Belvoir", phone="02 99 00 11 22", email="a@belvoir.test")
    lot = DonationFactory(
        scheduled=True,
        site=site,
        donor=donor,
        collect_on=timezone.localdate() + timedelta(days=7),
        collect_from=time(9, 30),
        collect_until=time(11),
        collect_at="3 rue du Four\n35000 Rennes",
        collect_contact="Aïcha Brunel",
        collect_phone="06 39 98 12 34",
        carrier="Transports Cadoret",
    )
    DonationLineFactory(donation=lot, announced=12)
    return lot


def entries(answer):
    return icalendar.Calendar.from_ical(answer.content).events


def feed(token):
    return Client().get(reverse("agenda_feed", args=[token]))


# --- The page -------------------------------------------------------------------------------------
def test_the_month_is_given_by_the_url_or_is_the_current_one():
    for text, first in (
        ("2026-02", date(2026, 2, 1)),
        ("", date(2026, 11, 1)),
        ("2026-13", date(2026, 11, 1)),
        ("abc", date(2026, 11, 1)),
        ("9999-12", date(2026, 11, 1)),
        ("0001-01", date(2026, 11, 1)),
    ):
        with tried(text, first):
            assert month_named(text, DAY) == first


def test_a_month_is_weeks_that_begin_on_monday_and_holds_its_collections(site):
    late = DonationFactory(scheduled=True, site=site, collect_on=DAY, collect_from=time(14))
    early = DonationFactory(scheduled=True, site=site, collect_on=DAY, collect_from=time(9))
    whole_day = DonationFactory(received=True, site=site, collect_on=DAY)
    DonationFactory(cancelled=True, site=site, collect_on=DAY)
    DonationFactory(scheduled=True, site=site, collect_on=date(2026, 12, 1))
    month = month_of(Donation.objects.all(), date(2026, 11, 1), DAY)
    assert {week[0].date.weekday() for week in month.weeks} == {0}
    assert [day.date for day in month.days] == [DAY]
    assert month.days[0].lots == [whole_day, early, late]
    assert (month.previous, month.following) == ("2026-10", "2026-12")


def test_the_agenda_names_companies_to_the_warehouse_and_nothing_more(lot, volunteer, sign_in):
    path = f"{reverse('collection_calendar')}?month={lot.collect_on:%Y-%m}"
    page = sign_in(volunteer).get(path).content.decode()
    assert lot.reference in page
    assert "Belvoir" in page
    for word in ("rue du Four", "Aïcha", "06 39 98", "Cadoret"):
        assert word not in page


def test_a_coordinator_sees_full_details(lot, coordinator, sign_in):
    path = f"{reverse('collection_calendar')}?month={lot.collect_on:%Y-%m}"
    page = sign_in(coordinator).get(path).content.decode()
    for word in (
        "Belvoir",
        "rue du Four",
        "Aïcha",
        "06 39 98 12 34",
        "Cadoret",
        "9\u00a0h\u00a030",
    ):
        assert word in page


def test_the_calendar_takes_constant_queries(site, coordinator, django_assert_num_queries):
    DonationFactory.create_batch(6, scheduled=True, site=site, collect_on=DAY)
    with django_assert_num_queries(1):
        month_of(Donation.objects.visible_to(coordinator), date(2026, 11, 1), DAY)


# --- The secret URL ---
def test_the_feed_url_is_shown_once_and_its_secret_not_stored(coordinator, sign_in):
    visitor = sign_in(coordinator)
    shown = visitor.post(reverse("agenda_open")).context["address"]
    token = shown.rsplit("/", 1)[1].removesuffix(".ics")
    key = AgendaKey.objects.get()
    assert key.token_hash == hash_of(token)
    assert token not in key.token_hash
    assert token not in visitor.get(reverse("agenda")).content.decode()
    assert feed(token).status_code == 200
    event = Event.objects.about(coordinator).get()
    assert (event.kind, event.data) == ("agenda.opened", {})


def test_the_feed_is_read_without_signing_in(lot, coordinator):
    answer = feed(operations.open_agenda(coordinator, by=coordinator))
    assert answer["Content-Type"].startswith("text/calendar")
    (entry,) = entries(answer)
    begins = datetime.combine(lot.collect_on, time(8, 30), UTC)
    assert entry["dtstart"].dt.astimezone(UTC) in {begins, begins - timedelta(hours=1)}
    assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(minutes=90)
    assert "Belvoir" in entry["summary"]
    assert "rue du Four" in entry["location"]
    assert "12" in entry["description"]
    assert lot.get_absolute_url() in entry["url"]


def test_the_feed_has_no_phone_number_and_no_email(lot, coordinator):
    text = feed(operations.open_agenda(coordinator, by=coordinator)).content.decode()
    for word in ("06 39 98", "0639981234", "02 99 00", "belvoir.test"):
        assert word not in text


def test_the_feed_of_a_volunteer_shows_only_the_company_name(lot, volunteer):
    DonationFactory(scheduled=True, collect_on=lot.collect_on)  # at another site
    answer = feed(operations.open_agenda(volunteer, by=volunteer))
    (entry,) = entries(answer)
    assert lot.reference in entry["summary"]
    assert "Belvoir" in entry["summary"]
    for word in ("rue du Four", "Aïcha", "Cadoret"):
        assert word not in answer.content.decode()


def test_a_day_without_hours_is_a_whole_day_and_one_without_an_end_an_hour(site, coordinator):
    day = timezone.localdate()
    DonationFactory(scheduled=True, site=site, collect_on=day)
    DonationFactory(scheduled=True, site=site, collect_on=day, collect_from=time(9))
    DonationFactory(promised=True, site=site, collect_on=day + timedelta(1))
    whole, hour, promised = icalendar.Calendar.from_ical(feed_of(coordinator)).events
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (day, day + timedelta(days=1))
    assert hour["dtend"].dt - hour["dtstart"].dt == timedelta(hours=1)
    assert [e["status"] for e in (whole, hour, promised)] == ["CONFIRMED", "CONFIRMED", "TENTATIVE"]
    assert len({e["uid"] for e in (whole, hour, promised)}) == 3


def test_a_revoked_feed_url_is_empty_and_can_be_replaced(coordinator, sign_in):
    first = operations.open_agenda(coordinator, by=coordinator)
    second = operations.open_agenda(coordinator, by=coordinator)
    assert (feed(first).status_code, feed(second).status_code) == (404, 200)
    sign_in(coordinator).post(reverse("agenda_close"))
    assert feed(second).status_code == 404
    assert Event.objects.about(coordinator)[0].kind == "agenda.closed"


def test_a_restored_backup_opens_no_address_that_was_revoked_since(coordinator, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    token = operations.open_agenda(coordinator, by=coordinator)
    key, now = coordinator.agenda_keys.get(), timezone.now()
    line = ("calendar_feed.AgendaKey", key.pk, key.at.isoformat(), now.isoformat())
    erasure_journal.append([erasure_journal.Line(*line)])
    assert erasure_journal.forget_again(since=key.at)["calendar_feed.AgendaKey"] == 1
    assert feed(token).status_code == 404


def test_the_feed_ends_with_the_account_of_its_owner(coordinator):
    token = operations.open_agenda(coordinator, by=coordinator)
    coordinator.is_active = False
    coordinator.save()
    assert feed(token).status_code == 404
    assert feed("x" * 43).content == feed(token).content


def test_the_feed_follows_the_present_permissions_of_its_owner(lot, coordinator, site):
    token = operations.open_agenda(coordinator, by=coordinator)
    assert "Aïcha" in feed(token).content.decode()
    coordinator.role = "volunteer"
    coordinator.save()
    assert "Aïcha" not in feed(token).content.decode()


def test_a_feed_url_is_managed_by_its_owner_only(coordinator, volunteer):
    for act in (operations.open_agenda, operations.close_agenda):
        with pytest.raises(PermissionDenied):
            act(volunteer, by=coordinator)


def test_the_feed_of_an_association_has_no_collections(lot, association, sign_in):
    assert sign_in(association).post(reverse("agenda_open")).status_code == 200
    assert list(icalendar.Calendar.from_ical(feed_of(association)).events) == []


def test_line_breaks_in_names_are_escaped_in_the_feed(site, coordinator):
    lot = DonationFactory(
        scheduled=True, site=site, collect_at="Rennes\r\nATTENDEE:mailto:x@y.test", carrier="a\nb"
    )
    text = feed_of(UserFactory(coordinator=True, sites=[site])).decode()
    assert not [line for line in text.splitlines() if line.startswith("ATTENDEE")]
    assert lot.reference in text
