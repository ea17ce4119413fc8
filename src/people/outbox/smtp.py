"""SMTP backend that reports which addresses of a mail the server refused."""

import smtplib

from django.core.mail.backends import smtp


class PartlySent(smtplib.SMTPException):
    """Some addresses were refused, `recipients` {address: (code, text)}; the others were sent."""

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
