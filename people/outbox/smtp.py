"""SMTP backend that reports if a server accepted some addresses and refused others."""

import smtplib

from django.core.mail.backends import smtp


class PartlySent(smtplib.SMTPException):
    """The mail was sent to its other addresses; `recipients` is {address: (code, text)}."""

    def __init__(self, recipients):
        super().__init__(recipients)
        self.recipients = recipients


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        class Connection(super().connection_class):
            def sendmail(self, *args, **kwargs):
                refused = super().sendmail(*args, **kwargs)
                if refused:
                    raise PartlySent(refused)
                return refused

        return Connection
