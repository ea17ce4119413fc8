"""What the story of a thing says: one sentence for each kind of event, given by its app."""

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
