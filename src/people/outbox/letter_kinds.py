"""Kinds of letters: each app registers its own, from its module `letters`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.modules.registry import is_letter_on
from core.workflow import event_messages
from people.outbox.lifecycle import Channel


class Blank(NamedTuple):
    """A placeholder `{name}` of a text: its description for the editor, and a sample value."""

    description: str
    example: str


# Placeholders available in every letter, filled by the outbox.
COMMON = {
    "name": Blank(_("the person or organisation we write to"), _("Example organisation")),
    "association": Blank(_("the name of our association"), "Rebond"),
    "association_phone": Blank(_("our phone number"), "01 99 00 12 34"),
}
# Beginning and default end of every mail; closings contain no text to translate.
GREETING = gettext_noop("Hello {name},")
NAMED, WITH_PHONE = "{association}", "{association} {association_phone}"
PHONE_BELOW = "{association}\n{association_phone}"


def nothing(message):
    return {}


def no_papers(message):
    return []


def never(message):
    return False


@dataclass(frozen=True)
class Kind:
    """A kind of letter; its default texts are English msgids with placeholders such as `{number}`.

    A mail is `GREETING`, the body and `closing`.

    `fill(message)` returns the values of its own placeholders, as strings in the active language,
    at sending time; `papers(message)` the documents to attach to a mail; `is_moot(message)` whether
    the message is outdated, and dropped. A kind without a subject is sent only by SMS, without an
    `sms` only by mail. `first` is the preferred channel for a person reached by both. With
    `is_secret`, for letters with a key, the send log hides the text. `addresses(message)` returns
    the destination if it is not the current address of the addressee.
    """

    code: str
    label: str
    whom: str
    subject: str = ""
    body: str = ""
    sms: str = ""
    blanks: dict[str, Blank] = field(default_factory=dict)
    fill: Callable = nothing
    papers: Callable = no_papers
    is_moot: Callable = never
    first: Channel = Channel.EMAIL
    is_secret: bool = False
    closing: str = NAMED
    addresses: Callable | None = None

    @property
    def channels(self):
        """The channels for which this kind has texts, the preferred channel first."""
        words = {Channel.EMAIL: self.subject, Channel.SMS: self.sms}
        return sorted((c for c in words if words[c]), key=lambda channel: channel != self.first)

    @property
    def all_blanks(self):
        return COMMON | self.blanks


class Letters:
    """Registry of the kinds of letters by code; also gives their names for events."""

    def __init__(self):
        self.kinds = {}

    def __call__(self, code):
        return self.kinds[code]

    def __iter__(self):
        return iter(self.kinds.values())

    def in_use(self):
        """The kinds of letters of modules that are on."""
        return [kind for kind in self if is_letter_on(kind.code)]

    @property
    def values(self):
        return self.kinds.keys()


LETTERS = Letters()


def register(*kinds):
    """Add an app's kinds of letters; called from `AppConfig.ready`."""
    LETTERS.kinds.update({kind.code: kind for kind in kinds})


event_messages.register({}, letter=LETTERS)
