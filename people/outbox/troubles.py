"""The errors of transports: not sent, or perhaps sent."""


class NotSent(Exception):
    """Surely nothing left, for this `Trouble`; `later` when trying again may help."""

    def __init__(self, trouble, *, later=False):
        super().__init__(trouble)
        self.trouble = trouble
        self.later = later


class Unsure(Exception):
    """Perhaps it left: the other side fell silent in the middle."""
