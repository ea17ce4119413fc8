"""Help at the head of each page, one page of it for each role on paper, and a walk to practise."""

from desk.help import arrivals, asking, counter, house, people, stock, workshop

TOPICS = (
    *arrivals.TOPICS,
    *stock.TOPICS,
    *workshop.TOPICS,
    *asking.TOPICS,
    *counter.TOPICS,
    *people.TOPICS,
    *house.TOPICS,
)
BY_PAGE = {page: topic for topic in TOPICS for page in topic.pages.split()}


def topic_of(page):
    """The help for the page of this address name; None where there is none.

    Pages of the sign-in library go by the first word of their names.
    """
    return BY_PAGE.get(page) or BY_PAGE.get(f"{page.partition('_')[0]}_*")


def topics_for(role):
    """What a person of this role may want to read, in the order of the menu."""
    return [topic for topic in TOPICS if topic.is_for(role)]
