"""Two workers with the same message; four identical posts; a worker killed while sending."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from people.models import Message
from people.outbox import jobs
from people.outbox.posting import post
from tests.factories import MessageFactory, RequestFactory, UserFactory
from tests.races.together import FOUR, done, killed, race

# A worker whose mail server accepts the mail and does not answer: it waits to be killed.
WORKER = """
import sys
import django
django.setup()
from django.utils import timezone
from people.outbox import jobs, transport

def wait_to_be_killed(mail):
    print(mail.subject, flush=True)
    sys.stdin.read()

transport.send_mail = wait_to_be_killed
jobs.carry(int(sys.argv[1]), now=timezone.now())
"""


def test_several_workers_send_one_message_once(again, site):
    message = MessageFactory()
    results = race(lambda _n: jobs.carry(message.pk, now=timezone.now()))
    assert len(done(results)) == FOUR
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("sent", 1)


def test_concurrent_posts_create_one_message(again, site):
    loan_request, user = RequestFactory(sent=True), UserFactory(association=True)

    def post_one(_number):
        with transaction.atomic():
            return post("request.sent", loan_request, to=user)

    results = race(post_one)
    assert {message.pk for message in done(results)} == {Message.objects.get().pk}
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_never_sends_twice():
    message = MessageFactory()
    assert message.about.number in killed(WORKER, str(message.pk))
    message.refresh_from_db()
    assert message.status == "sending"
    for minutes in (0, 6, 11, 12):
        now = timezone.now() + timedelta(minutes=minutes)
        jobs.give_up_messages(now=now)
        jobs.offer_messages_again(now=now)
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("unsure", 1)
    assert mail.outbox == []
