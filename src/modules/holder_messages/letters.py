"""The letter that carries a message to holders; it says that nothing has to be returned."""

from django.utils.translation import gettext_lazy, gettext_noop

from core.models.by_language import in_language
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import LoanItem
from modules.holder_messages.lifecycle import HolderMessageStatus
from modules.holder_messages.models import OptOut
from modules.holder_messages.tokens import stop_url
from people.outbox import letter_kinds
from people.outbox.letter_kinds import WITH_PHONE, Blank, Kind


def _values(message):
    receipt = message.about
    return {
        "title": in_language(receipt.message.subject),
        "text": in_language(receipt.message.text),
        "stop": stop_url(receipt.recipient),
    }


def _is_moot(message):
    """Whether it was cancelled, or the person refuses messages or holds nothing any more."""
    receipt = message.about
    is_stopped = receipt.message.status != HolderMessageStatus.SENT
    holds = LoanItem.objects.filter(
        loan__recipient=receipt.recipient_id,
        loan__status=LoanStatus.ACTIVE,
        status=ItemStatus.OPEN,
    )
    refuses = OptOut.objects.filter(recipient=receipt.recipient_id)
    return is_stopped or refuses.exists() or not holds.exists()


LETTER = Kind(
    "holder_message.information",
    gettext_lazy("Information for device holders"),
    gettext_lazy("each person who has a device"),
    subject=gettext_noop("{association}, for your information: {title}"),
    body=gettext_noop(
        "{text}\n\nThis message only informs you about the device that you have from us. You have"
        " nothing to return.\n\nTo stop receiving these messages: {stop}"
    ),
    sms=gettext_noop("{association}, for your information: {text} Nothing to return. Stop: {stop}"),
    closing=WITH_PHONE,
    blanks={
        "title": Blank(gettext_lazy("the subject of the message"), "Mises à jour de Windows"),
        "text": Blank(
            gettext_lazy("the text of the message"), "Laissez-le allumé une heure ce soir."
        ),
        "stop": Blank(gettext_lazy("the address for refusing messages"), "https://…/m/…/stop/"),
    },
    fill=_values,
    is_moot=_is_moot,
)

letter_kinds.register(LETTER)
