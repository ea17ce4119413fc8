"""A person's own page, which a module may serve, and its URL in letters to the person."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy

from core.modules.registry import without_what_is_off
from people.outbox.letter_kinds import Blank


class OwnPage(NamedTuple):
    """A page served by a module.

    `url(person, number)` is "" while the page is closed; with the number of a request or loan, it
    leads to choosing a time. `sentence` describes the page, and contains `%(url)s`.
    """

    url: Callable
    sentence: str


OWN_PAGES = []
PAGE = {
    "page": Blank(
        gettext_lazy("the person’s own page, with its address"),
        f"{settings.SITE_URL}/m/…/",
    )
}
URL_OF_PAGE = {
    "url": Blank(gettext_lazy("the address of the person’s own page"), f"{settings.SITE_URL}/m/…/")
}


def own_url(person, number=""):
    """The absolute URL of the person's own page, or of its page to choose a time, or ""."""
    urls = (page.url(person, number) for page in OWN_PAGES if person)
    return next(filter(None, urls), "")


def page_values(message):
    """The placeholder values for the addressee's own page: its URL, and a sentence."""
    url = own_url(message.recipient)
    words = [without_what_is_off(str(page.sentence)) for page in OWN_PAGES if url]
    return {"url": url, "page": " ".join(words) % {"url": url}}
