"""Rendering of messages: fill the placeholders of their text, in the addressee's language.

A letter is rendered when it is sent, with current data, since the outbox only stores ids. So the
outbox retains no personal data after a purge, and an outdated reminder (extended, returned) is
dropped.
"""

import re
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import get_language, gettext

from core.models import Identity
from core.operating.logs import without_tokens
from core.text_input import unknown_placeholders
from people.models import LetterText
from people.outbox.addresses import language_of
from people.outbox.letter_kinds import GREETING, LETTERS
from people.outbox.lifecycle import Channel
from people.outbox.sms.length import plain_sms

BLANK = re.compile(r"\{(\w*)\}")


class Words(NamedTuple):
    subject: str
    body: str
    sms: str


def usual_texts(kind):
    """Built-in texts of a kind of letter, in the active language."""
    subject, body, sms = (gettext(t) if t else "" for t in (kind.subject, kind.body, kind.sms))
    body = "\n\n".join(filter(None, [gettext(GREETING), body, kind.closing])) if body else ""
    return Words(subject, body, sms)


def texts_of(kind, site):
    """Texts of a kind in the active language.

    Texts of the site come first, then those of our association, then the built-in texts.
    """
    return _first(kind, LetterText.objects.used_at(kind.code, get_language(), site))


def inherited_texts(kind, site):
    """Default texts of a kind: the association's for a site, otherwise the built-in texts."""
    written = LetterText.objects.used_at(kind.code, get_language(), None) if site else ()
    return _first(kind, written)


def _first(kind, written):
    written = list(written)
    return Words(
        *(
            next((getattr(text, part) for text in written if getattr(text, part)), usual)
            for part, usual in usual_texts(kind)._asdict().items()
        )
    )


def filled(text, values):
    """Text with its placeholders filled; a placeholder without a value disappears."""
    return BLANK.sub(lambda match: str(values.get(match[1], "")), text)


def sample_words(kind, texts):
    """Return a preview of these texts, rendered with sample values."""
    identity = Identity.cached()
    values = {name: str(blank.example) for name, blank in kind.all_blanks.items()}
    values |= {"association": identity.name}
    if identity.phone:
        values["association_phone"] = identity.phone
    unknown = [found for text in texts for found in unknown_placeholders(text, values)]
    values |= {found[1:-1]: f"⚠ {found} ⚠" for found in unknown}
    return _in_form(Words(*(filled(text, values) for text in texts)))


def _in_form(words):
    """Normalise a letter for sending.

    The subject has one line, empty values leave no blank lines, and the SMS is plain text.
    """
    body = re.sub(r"\n{3,}", "\n\n", words.body)
    return Words(" ".join(words.subject.split()), body, plain_sms(words.sms))


def words_for(kind, message):
    """Subject, body and SMS of a message, in the active language."""
    identity = Identity.cached()
    values = {
        "name": str(message.to),
        "association": identity.name,
        "association_phone": identity.phone,
        **kind.fill(message),
    }
    return _in_form(Words(*(filled(text, values) for text in texts_of(kind, message.site))))


def words_now(message):
    """Render a message now, in its language, without the token of a link.

    Return None if it cannot be rendered.
    """
    try:
        return _words_now(message)
    except Exception:  # noqa: BLE001  (whatever an app's own `fill` may raise)
        return None


def _words_now(message):
    if message.kind not in LETTERS.values or message.about is None:
        return None
    kind = LETTERS(message.kind)
    if kind.is_secret:
        return None
    with translation.override(language_of(message.to)):
        words = Words(*map(without_tokens, words_for(kind, message)))
    return words._replace(sms="") if message.channel == Channel.EMAIL else Words("", "", words.sms)
