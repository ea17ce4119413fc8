"""Cases of a table, tested one after the other in one test."""

from contextlib import contextmanager

from django.contrib.messages import get_messages

from tests.visits import undone


@contextmanager
def named(*case):
    """Context in which a failure names this case."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(f"Case: {case!r}")
        raise


@contextmanager
def tried(*case):
    """Context that is rolled back, so that each case starts from the same rows."""
    with undone(), named(*case):
        yield


def messages_of(answer):
    """Messages on this visitor's next page, unless this response has shown them."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def level_of(answer):
    """Level of the last message of this response, without opening the page that shows it."""
    return [message.level_tag for message in get_messages(answer.wsgi_request)][-1]
