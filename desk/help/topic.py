"""What a page of help is made of."""

from typing import NamedTuple

from django.utils.translation import get_language

from people.roles import LADDER, Role


class Topic(NamedTuple):
    """How one does one kind of thing: a few sentences, and a picture made from the demo.

    `pages` names the addresses at whose head it stands, with spaces between; `least` is the lowest
    role of the house that does it, and `for_associations` says whether those do too.
    """

    key: str
    title: str
    steps: tuple
    pages: str
    least: Role
    for_associations: bool = False

    @property
    def picture(self):
        """The path of its picture among the static files, in the active language."""
        return picture_of(self.key, get_language())

    def is_for(self, role):
        """Whether a person of this role does what it explains."""
        if role == Role.ASSOCIATION:
            return self.for_associations
        return LADDER.index(role) >= LADDER.index(self.least)


def picture_of(key, language):
    return f"help/{key}.{language}.webp"
