"""Cases of a table, tried one after the other in one test."""

from contextlib import contextmanager

from django.contrib.messages import get_messages

from tests.visits import undone


@contextmanager
def named(*case):
    """A failure inside names this case."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(f"Case: {case!r}")
        raise


@contextmanager
def tried(*case):
    """What is written inside is undone, so that the next case finds what this one found."""
    with undone(), named(*case):
        yield


def messages_of(answer):
    """The messages that the next page of this visitor shows, unless this one has shown them."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def level_of(answer):
    """The level of the last message of this answer, without opening the page that shows it."""
    return [message.level_tag for message in get_messages(answer.wsgi_request)][-1]
