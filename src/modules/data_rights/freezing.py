"""Effects of a freeze, and of open requests, on letters and on anonymisation."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from desk.privacy.dossier import SECTIONS
from modules.data_rights.lifecycle import Right
from modules.data_rights.models import DataRequest, Freeze
from people.models import Message

# A signed electronic agreement is handed over on a durable medium, which is a legal duty.
DAYS_BEFORE_END = 14  # days before the end of a freeze on which the home page names it
ALWAYS_SENT = {"data_rights.extended", "data_rights.answered", "agreement.signed"}


def frozen_people(*, is_to_others: bool) -> QuerySet:
    """Ids of people whom nobody writes to or calls.

    With `is_to_others`, only ids of people about whom nobody writes to an organisation either: an
    accepted objection does not stop these letters.
    """
    freezes = Freeze.objects.keeping() if is_to_others else Freeze.objects.active()
    return freezes.values("recipient")


def is_withheld(message: Message) -> bool:
    """Whether a letter to a frozen person, or to an organisation about them, must not leave."""
    if message.kind in ALWAYS_SENT:
        return False
    if message.recipient_id:
        return frozen_people(is_to_others=False).filter(recipient=message.recipient_id).exists()
    if message.user and message.user.is_of_our_team:
        return False
    about, frozen = message.about, frozen_people(is_to_others=True)
    paths = dict(SECTIONS).get(type(about), ())
    rows = type(about).objects.filter(pk=about.pk)
    return any(rows.filter(**{f"{path}__in": frozen}).exists() for path in paths)


def freezes_under_way(today):
    """Active freezes, which prevent erasure until they end."""
    words = _("data frozen: nothing is erased before the freeze ends")
    return words, Freeze.objects.keeping(), "recipient"


def requests_under_way(today):
    """Unanswered requests, except for erasure, which the anonymisation answers."""
    rows = DataRequest.objects.open().exclude(right=Right.ERASURE)
    return _("a request about their data to answer"), rows, "recipient"
