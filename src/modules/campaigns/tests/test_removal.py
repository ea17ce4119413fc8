"""`manage.py remove_module campaigns`: what prevents it, and the site without it."""

import csv
import io
import json
from html import unescape
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from modules.campaigns.models import Campaign
from modules.campaigns.operations import drop_campaign, launch_campaign
from modules.campaigns.tests.factories import CampaignFactory, CampaignLoanFactory
from people.models import Message
from people.outbox.lifecycle import MessageStatus
from tests.factories import LoanFactory, RecipientFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove


@pytest.fixture
def called_back(english):
    """A launched campaign of a loan with a letter about its row."""
    person = RecipientFactory(email="awa@example.org", phone="")
    loan = LoanFactory(active=True, recipient=person, organisation=person.organisation)
    row = CampaignLoanFactory(loan=loan, campaign__mode="ask")
    launch_campaign(row.campaign, by=UserFactory(admin=True, language="en"))
    return row


@pytest.mark.django_db
def test_a_module_with_open_work_or_waiting_letters_is_not_removed(called_back, tmp_path, capsys):
    def refusal():
        with pytest.raises(CommandError) as refused:
            call_command("remove_module", "campaigns", to=tmp_path / "data.zip", yes=True)
        return str(refused.value)

    assert "1 letter of this module is waiting to be sent" in refusal()
    CampaignFactory()
    assert "1 campaign is being prepared: send or drop it first." in refusal()
    assert list(tmp_path.iterdir()) == []
    assert Campaign.objects.count() == 2
    with pytest.raises(CommandError, match="No module has this name"):
        call_command("remove_module", "vouchers", yes=True)


@pytest.mark.django_db
def test_without_confirmation_the_plan_is_shown_and_nothing_changes(tmp_path, english, capsys):
    drop_campaign(CampaignLoanFactory().campaign, by=UserFactory(coordinator=True))
    call_command("remove_module", "campaigns", to=tmp_path / "data.zip")
    printed = capsys.readouterr().out
    assert "campaigns_campaignloan, rows exported and deleted: 1" in printed
    assert "Nothing was removed. To remove it: manage.py remove_module campaigns --yes" in printed
    assert list(tmp_path.iterdir()) == []
    assert Campaign.objects.count() == 1


@pytest.fixture
def place(migrated_db, called_back, tmp_path):
    """The environment of a process that uses a copy of this database."""
    use_all_but()
    Message.objects.filter(status=MessageStatus.WAITING).update(status=MessageStatus.DROPPED)
    with copied_site(tmp_path) as env:
        yield env


@pytest.mark.audit
@pytest.mark.engine
def test_a_removed_module_leaves_its_data_its_history_and_a_site_without_its_folder(
    place, called_back, tmp_path
):
    loan, archive = called_back.loan, tmp_path / "data.zip"
    [message] = Message.objects.filter(kind="campaign.ask")
    printed = remove("campaigns", archive, env=place)
    assert "Nothing was removed. The disk is full" in printed
    assert f"Its data is in {archive}" in printed

    with ZipFile(archive) as zipped:
        table = zipped.read("tables/campaigns_campaignloan.csv").decode()
        [row] = csv.DictReader(io.StringIO(table))
        assert (row["loan_id"], row["outcome"]) == (str(loan.pk), "asked")
        counts = json.loads(zipped.read("manifest.json"))["tables"]
        assert counts == {"campaigns_campaign": 1, "campaigns_campaignloan": 1}

    addresses = [
        loan.get_absolute_url(),
        message.get_absolute_url(),
        "/messages/",
        "/settings/modules/",
    ]
    pages = pages_without("campaigns", addresses, folder=tmp_path, env=place)
    assert "campaign.ask" in pages
    assert "Recorded by a module that was removed (loan.called_back)" in unescape(pages)
    assert "Removed with its data: campaigns" in pages
