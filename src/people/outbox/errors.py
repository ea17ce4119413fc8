"""Errors of transports: not sent, or perhaps sent."""


class NotSent(Exception):
    """The message was not sent because of this `Trouble`; with `later`, a retry may help.

    With `addresses`, it was sent to all addresses except these.
    """

    def __init__(self, trouble, *, later=False, addresses=()):
        super().__init__(trouble)
        self.trouble = trouble
        self.later = later
        self.addresses = addresses


class Unsure(Exception):
    """The message may have been sent, but the server stopped responding."""
