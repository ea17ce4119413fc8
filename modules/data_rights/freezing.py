"""Effects of a freeze, and of open requests, on letters and on anonymisation."""

from django.utils.translation import gettext_lazy as _

from modules.data_rights.lifecycle import Right
from modules.data_rights.models import DataRequest, Freeze
from people.models import Message

# A signed electronic agreement is handed over on a durable medium, which is a legal duty.
DAYS_BEFORE_END = 14  # days before the end of a freeze on which the home page names it
ALWAYS_SENT = {"data_rights.extended", "data_rights.answered", "agreement.signed"}


def is_withheld(message: Message) -> bool:
    """Whether a letter to a person must not leave, because their data is frozen."""
    if message.recipient_id is None or message.kind in ALWAYS_SENT:
        return False
    return Freeze.objects.active().filter(recipient=message.recipient_id).exists()


def freezes_under_way(today):
    """Active freezes, which prevent erasure until they end."""
    words = _("data frozen: nothing is erased before the freeze ends")
    return words, Freeze.objects.keeping(), "recipient"


def requests_under_way(today):
    """Unanswered requests, except for erasure, which the anonymisation answers."""
    rows = DataRequest.objects.open().exclude(right=Right.ERASURE)
    return _("a request about their data to answer"), rows, "recipient"
