"""Cases of a table, tried one after the other in one test."""

from contextlib import contextmanager

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
