"""Links to the pages of outcomes, their privacy notice, and links closed after a restore."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.workflow import erasure_journal
from core.workflow.erasure_journal import Line
from desk.models import FigureRules
from modules.outcomes.tests.factories import OutcomeLinkFactory
from modules.removal import installed, reasons_to_keep
from tests.factories import DonationFactory, FigureRulesFactory
from tests.law import write

pytestmark = pytest.mark.django_db


def test_a_donor_and_a_lot_lead_to_their_outcome(sign_in, coordinator, volunteer):
    lot = DonationFactory(received=True)
    of_lot = reverse("donation_outcome", args=[lot.pk])
    visitor = sign_in(coordinator)
    page = visitor.get(reverse("donation_detail", args=[lot.pk])).content.decode()
    assert f'<a class="btn btn-outline" href="{of_lot}">' in page
    page = visitor.get(reverse("donor_detail", args=[lot.donor_id])).content.decode()
    assert f'href="{reverse("donor_outcome", args=[lot.donor_id])}"' in page
    page = sign_in(volunteer).get(reverse("donation_detail", args=[lot.pk])).content.decode()
    assert of_lot not in page


def test_public_pages_lead_to_the_notice_of_data():
    FigureRulesFactory(public=True)
    FigureRules.clear_cache()
    for path in (reverse("key_figures"), "/outcome/UNKNOWN/"):
        page = Client().get(path).content.decode()
        assert f'href="{reverse("privacy_notice")}"' in page, path


def test_an_address_that_a_restore_opens_again_is_closed(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before, link = timezone.now(), OutcomeLinkFactory()
    closed = Line("outcomes.OutcomeLink", link.pk, link.at.isoformat(), timezone.now().isoformat())
    erasure_journal.append([closed])  # revoked since the backup was made
    assert erasure_journal.forget_again(since=before)["outcomes.OutcomeLink"] == 1
    link.refresh_from_db()
    assert link.revoked_at


@pytest.mark.usefixtures("english")
def test_the_module_is_not_removed_while_an_address_is_open(tmp_path):
    link = OutcomeLinkFactory()
    OutcomeLinkFactory(expired=True)
    module = installed()["outcomes"]
    assert [*reasons_to_keep(module)] == ["1 address of an outcome is open: close it first."]
    with pytest.raises(CommandError, match="1 address of an outcome is open"):
        call_command("remove_module", "outcomes", to=tmp_path / "data.zip", yes=True)
    write(link, revoked_at=timezone.now())
    assert [*reasons_to_keep(module)] == []


def test_a_closed_donation_leads_to_its_outcome(coordinator, sign_in, site):
    donation = DonationFactory(closed=True, site=site)
    page = sign_in(coordinator).get(donation.get_absolute_url()).content.decode()
    assert f'btn-primary" href="{reverse("donation_outcome", args=[donation.pk])}"' in page
