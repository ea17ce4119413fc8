"""Messages of events: a sentence for each kind of event, registered by its app."""

from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils.translation import get_language, gettext, override

from core.formatting import day, inside, moment

DAYS, MOMENTS = {"on", "first", "last", "until"}, {"at", "before"}

_SENTENCES = {}
_WORDS = {}
CORRECTIONS = []  # kinds of events that may change the figures of past days


def register(sentences, corrections=(), **words):
    """Register an app's messages, `{"device.finished": _("Ready, grade %(grade)s")}`.

    Figures count events by the time of recording, so that daily work does not change past days.
    `corrections` are the kinds of events that do change them.

    `words` names the enums of some data, such as `reason=RetireReason`, so that users see the
    labels in their language, also for a list of values. Data named `on`, `first`, `last` and
    `until` are dates, `at` and `before` are datetimes, in ISO format; `amount` is in euros. A value
    may be a name by language, {"fr": "Écran"}.
    """
    _SENTENCES.update(sentences)
    _WORDS.update(words)
    CORRECTIONS.extend(corrections)


def registered_kinds():
    return set(_SENTENCES)


def sentence_of(kind, data):
    """Return the message of an event with its data; a general message if its module was removed."""
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return gettext("Recorded by a module that was removed (%(kind)s)") % {"kind": kind}
    return str(sentence) % {name: _in_words(name, value) for name, value in data.items()}


def _in_words(name, value):
    if name in DAYS:
        return day(date.fromisoformat(value))
    if name in MOMENTS:
        return moment(datetime.fromisoformat(value))
    if name == "amount":
        return floatformat(value, 2)
    if isinstance(value, list):
        return ", ".join(str(_in_words(name, one)) for one in value) or "—"
    if isinstance(value, dict):
        return inside(_shown(value))
    is_label = name in _WORDS and value in _WORDS[name].values
    return _WORDS[name](value).label if is_label else value


class Sentence(NamedTuple):
    """A sentence stored as its English source and its data, translated for each reader.

    Mark the source with `gettext_noop`; JSON stores it as a pair. Its data may be sentences too,
    names by language ({"fr": "écran"}), and lists of these.
    """

    source: str
    data: dict

    def __str__(self):
        text = gettext(self.source)
        return text % {n: _shown(value) for n, value in self.data.items()} if self.data else text

    @classmethod
    def of_label(cls, label):
        """Return the sentence of a lazy label, with its English text as the source."""
        with override("en"):
            return cls(str(label), {})


def _shown(value):
    """Format a value of a sentence in the reader's language."""
    if isinstance(value, dict):
        return value.get(get_language()) or value.get(settings.LANGUAGE_CODE, "")
    if isinstance(value, (list, tuple)):
        is_sentence = len(value) == 2 and isinstance(value[1], dict) and isinstance(value[0], str)
        return (
            str(Sentence(*value)) if is_sentence else ", ".join(str(_shown(one)) for one in value)
        )
    return value
