"""Errors of transports: not sent, or perhaps sent."""


class NotSent(Exception):
    """Nothing was sent, because of this `Trouble`; `later` if a retry may help.

    With `addresses`, it was sent to all other addresses.
    """

    def __init__(self, trouble, *, later=False, addresses=()):
        super().__init__(trouble)
        self.trouble = trouble
        self.later = later
        self.addresses = addresses


class Unsure(Exception):
    """The message may have been sent: the other side stopped answering."""
