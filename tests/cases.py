"""Cases of a table, tried one after the other in one test."""

from contextlib import contextmanager

import pytest
from django.contrib.messages import get_messages
from django.template.base import Template
from django.test.signals import template_rendered

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


@contextmanager
def pages_unrendered():
    """Context manager: answers have their context, and no page is rendered."""

    def render(template, context):
        template_rendered.send(sender=template, template=template, context=context)
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield
