from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.formatting import hours as time_range
from core.models import Identity
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from people.base.roles import Role
from people.models import Area, LetterText, QuietHours, Site, User
from people.outbox.channels import means_of_sending
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import Channel

SENDING = "people.change_sending", "sending_edit"
ENTRIES = SettingsEntries()
line = ENTRIES.line

ENTRIES.count(
    Area.objects, Part.FIGURES, _("Territories"), "map", "people.import_area", "area_list"
)


@line(Part.PLACES, _("Sites"), "warehouse", "people.change_site", "site_list")
def sites():
    sites = Site.objects.filter(is_active=True)
    bare = [site.name for site in sites if not (site.address or site.town)]
    falls_back = len(sites) == 1 and Identity.cached().has_address
    lacking = bare and not falls_back and _("the address of %(sites)s") % {"sites": ", ".join(bare)}
    missing = [not sites and _("add a first site"), lacking]
    return SettingSummary(", ".join(site.name for site in sites), missing=missing)


@line(Part.ASSOCIATION, _("Accounts and access"), "user-cog", "people.manage_users", "user_list")
def users():
    people = User.objects.exclude(role=Role.ASSOCIATION).filter(is_active=True)
    ours = people.exclude(Q(password="") | Q(joined_at=None)).count()
    others = User.objects.filter(role=Role.ASSOCIATION, is_active=True).count()
    return SettingSummary(
        ngettext("%(n)s in our team", "%(n)s in our team", ours) % {"n": ours},
        ngettext("%(n)s in organisations", "%(n)s in organisations", others) % {"n": others},
    )


@line(Part.WORDS, _("Texts of letters"), "mail-open", "people.change_lettertext", "lettertext_list")
def texts():
    codes = [kind.code for kind in LETTERS.in_use()]
    own = LetterText.objects.filter(kind__in=codes).exclude(subject="", body="", sms="")
    count = own.values("kind").distinct().count()
    return _("%(own)s of %(all)s customised") % {"own": count, "all": len(codes)}


@line(Part.WORDS, _("Sending letters"), "send", *SENDING)
def sending():
    means = means_of_sending(timezone.now())
    no_mail = not means[0].delivers and _("a mail server: no e-mail can be sent")
    failed = [one.failed_in_words for one in means if one.failed]
    return SettingSummary(*(one.in_words for one in means), missing=[no_mail, *failed])


@line(Part.WORDS, _("Quiet hours"), "moon", *SENDING, "id_begins_at")
def quiet():
    quiet = QuietHours.cached()
    channels = ", ".join(str(channel.label) for channel in Channel if quiet.holds(channel))
    if not channels:  # quiet hours may be set without channels
        return _("off: messages are sent at any hour")
    hours = time_range(quiet.begins_at, quiet.ends_at)
    return SettingSummary(hours, channels)


registry.ENTRIES.extend(ENTRIES)
