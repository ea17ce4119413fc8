"""Help topics: the pages that link to each topic, and the roles that it is for."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from core.modules.registry import is_url_on
from desk.help.pages import FOLDERS, help_language, read_page
from people.base.roles import LADDER, Role


class Topic(NamedTuple):
    """A help topic: a page and a screenshot from the demo.

    `pages` are the URL names that link to it, separated by spaces; `least` is the lowest role
    of our team that needs it, and `for_associations` whether associations see it too. A topic
    of a module follows the topic `after`, or comes last.
    """

    key: str
    least: Role
    pages: str
    for_associations: bool = False
    after: str = ""

    @property
    def page(self):
        """Title and text of the topic, in the active language."""
        return read_page(self.key)

    @property
    def picture(self):
        """Path of the topic's picture among the static files, in the language of the help."""
        return f"help/{picture_of(self.key, help_language())}"

    @property
    def is_on(self):
        """Whether any page of the topic belongs to an enabled module."""
        return any(is_url_on(page) for page in self.pages.split())

    def is_for(self, role):
        """Whether a user with this role does the work that the topic explains."""
        if role == Role.ASSOCIATION:
            return self.for_associations
        return LADDER.index(role) >= LADDER.index(self.least)


def picture_of(key, language):
    """The name of a picture in `help/pictures`."""
    return f"{key}.{language}.webp"


# in the order of the help
TOPICS = [
    Topic(key, Role(facts.pop("least")), **facts)
    for key, facts in tomllib.loads(
        Path(__file__).with_name("topics.toml").read_text(encoding="utf-8")
    ).items()
]


def _by_page(topics):
    return {page: topic for topic in topics for page in topic.pages.split()}


BY_PAGE = _by_page(TOPICS)


def add(*topics, folder):
    """Add the topics of a module, whose pages are in this folder."""
    for topic in topics:
        keys = [each.key for each in TOPICS]
        TOPICS.insert(keys.index(topic.after) + 1 if topic.after else len(keys), topic)
    BY_PAGE.update(_by_page(topics))
    FOLDERS.append(folder)


def link_pages(key, pages):
    """Show the topic `key` as the help of these pages of a module."""
    topic = next(one for one in TOPICS if one.key == key)
    BY_PAGE.update(dict.fromkeys(pages.split(), topic))


def topic_of(page):
    """The help topic for this URL name, or None.

    Pages of the sign-in library are looked up by the first word of their names.
    """
    return BY_PAGE.get(page) or BY_PAGE.get(f"{page.partition('_')[0]}_*")


def topics_for(role):
    return [topic for topic in TOPICS if topic.is_on and topic.is_for(role)]
