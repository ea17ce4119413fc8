"""What the house decides about places, people and letters: lines of the settings page."""

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.decisions import Decision, Part, Told
from people.letter_kinds import LETTERS
from people.lifecycle import Channel
from people.models import Area, LetterText, QuietHours, Site, User
from people.outbox.means import means_of_sending
from people.roles import Role

FEW = 3  # names on a line


def _sites():
    names = list(Site.objects.filter(is_active=True).values_list("name", flat=True))
    count = ngettext("%(n)s site", "%(n)s sites", len(names)) % {"n": len(names)}
    said = f"{', '.join(names[:FEW])}{'…' if len(names) > FEW else ''}"
    missing = [] if names else [_("open a first site")]
    return Told([count, said] if names else [], missing)


def _users():
    people = User.objects.exclude(role=Role.ASSOCIATION).filter(is_active=True)
    others = User.objects.filter(role=Role.ASSOCIATION, is_active=True).count()
    house = people.exclude(Q(password="") | Q(joined_at=None)).count()
    ours = ngettext("%(n)s of the house", "%(n)s of the house", house) % {"n": house}
    theirs = ngettext("%(n)s of associations", "%(n)s of associations", others) % {"n": others}
    return Told([ours, theirs])


def _texts():
    own = LetterText.objects.exclude(subject="", body="", sms="").values("kind").distinct().count()
    values = {"own": own, "all": len(LETTERS.values)}
    return Told([_("%(own)s of %(all)s in your own words") % values])


def _sending():
    means = means_of_sending(timezone.now())
    missing = [one.failed_in_words for one in means if one.failed]
    if not means[0].leaves:
        missing.insert(0, _("a mail server: no e-mail leaves"))
    return Told([one.said for one in means], missing)


def _quiet():
    quiet = QuietHours.cached()
    held = [str(channel.label) for channel in Channel if quiet.holds(channel)]
    if not held:
        return Told([_("none: letters leave at any hour")])
    hours = f"{time_format(quiet.begins_at, 'H:i')}–{time_format(quiet.ends_at, 'H:i')}"
    return Told([hours, ", ".join(held)])


def _areas():
    count = Area.objects.count()
    said = ngettext("%(n)s territory", "%(n)s territories", count) % {"n": count}
    return Told([said] if count else [_("none: reports are not told by territory")])


DECISIONS = [
    Decision(
        Part.FIGURES,
        gettext_lazy("Territories"),
        "map",
        "people.import_area",
        "area_list",
        _areas,
    ),
    Decision(
        Part.PLACES, gettext_lazy("Sites"), "warehouse", "people.change_site", "site_list", _sites
    ),
    Decision(
        Part.HOUSE,
        gettext_lazy("Who signs in"),
        "user-cog",
        "people.manage_users",
        "user_list",
        _users,
    ),
    Decision(
        Part.WORDS,
        gettext_lazy("Texts of letters"),
        "mail-open",
        "people.change_lettertext",
        "lettertext_list",
        _texts,
    ),
    Decision(
        Part.WORDS,
        gettext_lazy("Sending letters"),
        "send",
        "people.change_sending",
        "sending_edit",
        _sending,
    ),
    Decision(
        Part.WORDS,
        gettext_lazy("Quiet hours"),
        "moon",
        "people.change_sending",
        "sending_edit",
        _quiet,
        at="id_begins_at",
    ),
]
