"""Page and reminders of backups."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.models import Backup
from tests.factories import BackupFactory, DonationFactory

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_state_of_backups(admin, sign_in, english):
    admin.language = "en"
    admin.save()
    client = sign_in(admin)
    assert (
        "A server failure would lose everything: there is no backup"
        in client.get(reverse("home")).text
    )  # beside first steps
    DonationFactory()  # the first steps are done
    page = client.get(reverse("safekeeping")).content.decode()
    assert "A server failure would lose everything: there is no backup" in page
    assert "manage.py backup" in page
    assert "manage.py restore ARCHIVE --replace" in page
    BackupFactory(at=timezone.now() - timedelta(days=9))
    assert "9 days old" in client.get(reverse("safekeeping")).content.decode()
    assert "9 days old" in client.get(reverse("home")).content.decode()
    BackupFactory()
    assert "days old" not in client.get(reverse("home")).content.decode()
    BackupFactory(missing=2, at=Backup.objects.first().at + timedelta(minutes=1))
    assert "2 files already lost" in client.get(reverse("safekeeping")).content.decode()


def test_the_home_page_of_other_roles_does_not_show_backups(coordinator, sign_in):
    assert reverse("safekeeping") not in sign_in(coordinator).get(reverse("home")).content.decode()
