"""The errors of transports: not sent, or perhaps sent."""


class NotSent(Exception):
    """Surely nothing left, for this `Trouble`; `later` when trying again may help.

    With `addresses`, it left for all others.
    """

    def __init__(self, trouble, *, later=False, addresses=()):
        super().__init__(trouble)
        self.trouble = trouble
        self.later = later
        self.addresses = addresses


class Unsure(Exception):
    """Perhaps it left: the other side fell silent in the middle."""
