"""What the story of a thing says: one sentence for each kind of event, given by its app."""

from typing import NamedTuple

from django.utils.translation import gettext

_SENTENCES = {}


def register(sentences):
    """Add an app's sentences, `{"device.finished": _("Ready, grade %(grade)s")}`."""
    _SENTENCES.update(sentences)


def known_kinds():
    return set(_SENTENCES)


def sentence_of(kind, data):
    """The sentence of an event with its data filled in; the kind itself if nobody gave one."""
    sentence = _SENTENCES.get(kind)
    return str(sentence) % data if sentence is not None else kind


class Sentence(NamedTuple):
    """A sentence kept by its English source and its figures: each reader has it in their language.

    Mark the source with `gettext_noop`; JSON keeps it as a pair.
    """

    source: str
    data: dict

    def __str__(self):
        said = gettext(self.source)
        return said % self.data if self.data else said
