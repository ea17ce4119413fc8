"""A backend that keeps what it is given, for tests to read."""

from people.outbox.sms import SmsBackend

SENT = []


class StoringBackend(SmsBackend):
    def send(self, number, text):
        SENT.append((number, text))
