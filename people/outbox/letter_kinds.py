"""The kinds of letters: each app registers its own, from its module `letters`."""

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


# What every letter may hold: the outbox fills these.
COMMON = {
    "name": Blank(_("whom we write to"), _("Example organisation")),
    "association": Blank(_("the name of our association"), "Rebond"),
    "association_phone": Blank(_("the number to call us"), "01 99 00 12 34"),
}
# How every mail begins; how it ends, without more: closings hold nothing to translate.
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
    """One kind of letter: its default texts are msgids in English, with blanks `{number}`.

    A mail is `GREETING`, the body and `closing`.

    `fill(message)` gives the values of its own blanks, as strings in the active language, when the
    letter leaves; `papers(message)` the documents to attach to a mail; `is_moot(message)` says that
    it is no longer true, and is dropped. Without a subject it goes by SMS alone, and without an
    `sms` by mail alone. `first` is the channel to choose for a person who has both. One that
    holds a key to something `is_secret`: the send log does not show its words. `addresses(message)`
    says where it goes if that is not the present address of its addressee.
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
        """The channels that it has words for, the one to prefer first."""
        words = {Channel.EMAIL: self.subject, Channel.SMS: self.sms}
        return sorted((c for c in words if words[c]), key=lambda channel: channel != self.first)

    @property
    def all_blanks(self):
        return COMMON | self.blanks


class Letters:
    """Registry of the kinds of letters by code, and their names in events."""

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
