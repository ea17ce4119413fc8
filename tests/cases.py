"""Cases of a table, tested one after the other in a single test."""

from contextlib import contextmanager

from django.contrib.messages import get_messages

from tests.visits import undone


@contextmanager
def named(*case):
    """Name this case in any failure within the context."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(f"Case: {case!r}")
        raise


@contextmanager
def tried(*case):
    """Roll back the context, so that each case starts from the same rows."""
    with undone(), named(*case):
        yield


def messages_of(answer):
    """Return the messages on the next page of this visitor, unless this response has shown them."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def level_of(answer):
    """Return the level of the last message, without opening the page that shows it."""
    return [message.level_tag for message in get_messages(answer.wsgi_request)][-1]
