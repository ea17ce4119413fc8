"""Letter with the personal link of a recipient."""

from django.utils.translation import gettext_lazy, gettext_noop

from loans.base.own_page import PAGE, URL_OF_PAGE, page_values
from modules.personal_link.page import is_page_open
from people.outbox import letter_kinds
from people.outbox.letter_kinds import Kind
from people.outbox.lifecycle import Channel

LETTER = "recipient.page"
PERSONAL_LETTERS = [
    Kind(
        LETTER,
        gettext_lazy("Link to the personal page, sent again"),
        gettext_lazy("the person, or their representative"),
        subject=gettext_noop("{association}: your personal page"),
        body=gettext_noop("{page}\n\nA question? Call {association_phone}."),
        sms=gettext_noop(
            "{association}: your page, to request an extension or report a fault: {url}"
        ),
        blanks=PAGE | URL_OF_PAGE,
        fill=page_values,
        is_moot=lambda message: not is_page_open(message.recipient),
        first=Channel.SMS,
    )
]

letter_kinds.register(*PERSONAL_LETTERS)
