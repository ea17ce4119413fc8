"""The daily run of reminders is killed half-way, and nobody is notified twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from people.models import Message
from people.outbox import jobs
from tests.factories import OrganisationFactory
from tests.loans.aftercare.test_reminders import in_days, on_loan
from tests.races.together import killed

RUN = """
import sys
import django
django.setup()
from django.core.management import call_command
from loans.aftercare.reminders import jobs

post, posted = jobs.post, []

def wait_to_be_killed(*args, **kwargs):
    posted.append(post(*args, **kwargs))
    if len(posted) == 3:
        print(len(posted), flush=True)
        sys.stdin.read()

jobs.post = wait_to_be_killed
call_command("remind")
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_reminder_run_reminds_everyone_once():
    office = OrganisationFactory(approved=True, email="ccas@example.org")
    loans = [on_loan(in_days(7), organisation=office) for _ in range(5)]
    assert killed(RUN) == "3"
    assert Message.objects.count() == 3
    for _time in range(2):
        call_command("remind")
        jobs.offer_messages_again(now=timezone.now() + timedelta(minutes=6))
    assert Message.objects.count() == len(loans) + 1
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}
    assert len(mail.outbox) == len(loans) + 1
