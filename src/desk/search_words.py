"""Further words by which the search box finds a page or an action, by the name of its URL.

A translation lists the words that users type in that language, not a translation of each word.
Modules add the words of their own pages (`search_words`).
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SEARCH_WORDS = {
    "appointment_day": _("diary calendar slots visits today booking"),
    "loan_new": _("lend give walk-in agreement contract sign"),
    "return_scan": _("record returned receipt scan"),
    "request_list": _("export requests orders"),
    "answer_queue": _("accept refuse answer requests pending decide"),
    "waiting_list": _("queue rank shortage"),
    "reservation_list": _("set aside preparation parcel pick list"),
    "loan_list": _("contracts agreements borrowed export"),
    "signing_list": _("agreements sign unsigned"),
    "overdue_list": _("late reminders remind chase note call phone export overdue"),
    "incident_list": _("lost stolen broken theft damage"),
    "renewal_list": _("extend loan longer date postpone"),
    "followup_list": _("phone survey satisfaction"),
    "device_list": _("computers PC laptops inventory stock export"),
    "donation_list": _("lots deliveries erasure certificates proof"),
    "donation_arrive": _("truck delivery arrival incoming unannounced"),
    "import_list": _("list register spreadsheet file Excel CSV LibreOffice migration"),
    "run_list": _("batch several barcode"),
    "place_list": _("racks crates tables location"),
    "voucher_stock": _("SIM cards top-up data vouchers"),
    "transfer_list": _("move another site"),
    "outing_list": _("refurbisher subcontractor"),
    "exit_list": _("scrap recycling recycler waste WEEE destruction sell"),
    "tag_list": _("QR barcode stickers"),
    "organisation_list": _("partners associations conventions export"),
    "recipient_list": _("families people households"),
    "donor_list": _("companies contacts export"),
    "message_list": _("letters e-mails SMS texts sent"),
    "user_list": _("accounts colleagues invite volunteers roles"),
    "privacy": _("GDPR erase delete retention"),
    "lettertext_list": _("templates models SMS e-mails reminders"),
    "sending_edit": _("SMS e-mail server gateway send test"),
    "reference_index": _("brands models categories"),
    "safekeeping": _("backups restore restoring archive"),
    "settings": _("configuration parameters options"),
}


def add(words):
    """Add the search words of a module, {name of a URL: words}."""
    for name, more in words.items():
        SEARCH_WORDS[name] = format_lazy("{} {}", SEARCH_WORDS.get(name, ""), more)
