"""`manage.py remove_module campaigns`: what prevents it, and the site without it."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import textwrap
from html import unescape
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from modules.campaigns.models import Campaign
from modules.campaigns.operations import drop_campaign, launch_campaign
from modules.campaigns.tests.factories import CampaignFactory, CampaignLoanFactory
from people.models import Message
from people.outbox.lifecycle import MessageStatus
from tests.factories import LoanFactory, RecipientFactory, UserFactory
from tests.modules import use_all_but

NOT_COPIED = (".git", ".venv", "var", "__pycache__", ".*_cache", "campaigns")
REMOVE = """
    import sys
    from pathlib import Path
    from unittest import mock
    import django
    django.setup()
    from django.core.management import CommandError, call_command
    from core.workflow.triggers import missing_guards
    from django.db import connection
    from django.utils import translation
    translation.activate("en")
    with mock.patch("modules.removal.record", side_effect=OSError("The disk is full")):
        try:
            call_command("remove_module", "campaigns", "--yes", "--to", sys.argv[1])
        except CommandError as refusal:
            print(refusal)
    assert missing_guards(connection) == []
    assert not Path(sys.argv[1]).exists()
    call_command("remove_module", "campaigns", "--yes", "--to", sys.argv[1])
    kept = [name for name in missing_guards(connection) if not name.startswith("campaigns_")]
    assert kept == [], kept
"""
# In the tree without the folder: the site answers, and the past can be read.
LOOK = """
    import sys
    import django
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from people.models import User
    call_command("check", databases=["default"])
    call_command("migrate", check_unapplied=True)
    client = Client()
    client.force_login(User.objects.filter(role="admin", is_active=True).latest("pk"))
    for address in sys.argv[1:]:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.headers)
        print(answer.content.decode())
"""


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

    assert "1 letter of this module waits to be sent" in refusal()
    CampaignFactory()
    assert "1 campaign is prepared: send or drop it first." in refusal()
    assert list(tmp_path.iterdir()) == []
    assert Campaign.objects.count() == 2
    with pytest.raises(CommandError, match="No module of that name is installed"):
        call_command("remove_module", "vouchers", yes=True)


@pytest.mark.django_db
def test_without_confirmation_the_plan_is_shown_and_nothing_changes(tmp_path, english, capsys):
    drop_campaign(CampaignLoanFactory().campaign, by=UserFactory(coordinator=True))
    call_command("remove_module", "campaigns", to=tmp_path / "data.zip")
    printed = capsys.readouterr().out
    assert "campaigns_campaignloan: 1 rows, exported and deleted" in printed
    assert "Nothing was removed. To do it: manage.py remove_module campaigns --yes" in printed
    assert list(tmp_path.iterdir()) == []
    assert Campaign.objects.count() == 1


@pytest.fixture
def place(migrated_db, called_back, tmp_path):
    """The environment of a process that uses a copy of this database."""
    use_all_but()
    Message.objects.filter(status=MessageStatus.WAITING).update(status=MessageStatus.DROPPED)
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        name = str(tmp_path / "place.db")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        url = f"sqlite:///{name}"
    else:
        name = f"{config['NAME']}_removal"
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{config["NAME"]}"')
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**config) + name
    site = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url}
    site |= {"MEDIA_ROOT": str(tmp_path), "CLOSED_BY": "", "MFA_REQUIRED": "0", "DEBUG": "1"}
    yield os.environ | site | {"ALLOWED_HOSTS": "testserver"}
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def run(script, *arguments, cwd=settings.BASE_DIR, env):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.audit
@pytest.mark.engine
def test_a_removed_module_leaves_its_data_its_history_and_a_site_without_its_folder(
    place, called_back, tmp_path
):
    loan, archive = called_back.loan, tmp_path / "data.zip"
    [message] = Message.objects.filter(kind="campaign.ask")
    printed = run(REMOVE, archive, env=place)
    assert "Nothing was removed. The disk is full" in printed
    assert f"Its data is in {archive}" in printed

    with ZipFile(archive) as zipped:
        table = zipped.read("tables/campaigns_campaignloan.csv").decode()
        [row] = csv.DictReader(io.StringIO(table))
        assert (row["loan_id"], row["outcome"]) == (str(loan.pk), "asked")
        counts = json.loads(zipped.read("manifest.json"))["tables"]
        assert counts == {"campaigns_campaign": 1, "campaigns_campaignloan": 1}

    tree = tmp_path / "tree"
    shutil.copytree(settings.BASE_DIR, tree, ignore=shutil.ignore_patterns(*NOT_COPIED))
    addresses = [
        loan.get_absolute_url(),
        message.get_absolute_url(),
        "/messages/",
        "/settings/modules/",
    ]
    pages = run(LOOK, *addresses, cwd=tree, env=place)
    assert "campaign.ask" in pages
    assert "Recorded by a module that was removed (loan.called_back)" in unescape(pages)
    assert "Removed with its data: campaigns" in pages
