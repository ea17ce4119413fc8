"""SMS backend that stores messages for tests."""

from people.outbox.sms import SmsBackend

SENT = []


class StoringBackend(SmsBackend):
    def send(self, number, text):
        SENT.append((number, text))
