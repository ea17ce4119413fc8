from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.registry import is_on
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from loans.models import AgreementText, LoanTerm, OpeningHours, Rules, Weight
from people.models import Site

CHANGE_RULES = "loans.change_rules"
TEXTS_IN_USE = AgreementText.objects.filter(is_current=True)
NO_TEXT = _("load the reference data")
ENTRIES = SettingsEntries()
line = ENTRIES.line
_rule = partial(ENTRIES.field, Rules, "rules_edit")


def _hours_page():
    """The hours of a site, one without hours first; its page links those of the others."""
    sites = Site.objects.filter(is_active=True)
    site = sites.filter(hours=None).first() or sites.first()
    return reverse("site_hours", args=[site.pk]) if site else reverse("site_list")


HOURS = "people.change_site", lazy(_hours_page, str)()


@line(Part.PLACES, _("Opening hours and closed days"), "calendar-clock", *HOURS)
def hours():
    sites = Site.objects.filter(is_active=True)
    received = OpeningHours.objects.filter(site__in=sites).values("site")
    closed = [str(site) for site in sites.exclude(pk__in=received)]
    count = len(sites) - len(closed)
    sentence = ngettext("%(n)s site has opening hours", "%(n)s sites have opening hours", count)
    missing = _("no hours, so no appointment: %(sites)s") % {"sites": ", ".join(closed)}
    is_missed = closed and is_on("appointments")
    sentence = sentence if count else _("no opening hours")
    return SettingSummary(sentence % {"n": count}, missing=[is_missed and missing])


_rule("shows_stock", Part.SWITCHES, "eye")
_rule("renews_by_rule", Part.SWITCHES, "calendar-plus")
_rule("signs_by_drawing", Part.SWITCHES, "signature")
_rule("reservation_days", Part.COUNTER, "bookmark-check")


@line(Part.COUNTER, _("Loan duration"), "calendar", CHANGE_RULES, "durations_edit")
def durations():
    rules = Rules.cached()
    last_day = timezone.localdate().replace(2000, rules.school_ends_month, rules.school_ends_day)
    count = LoanTerm.objects.count()
    summary = ngettext(
        "%(n)s purpose has its own duration", "%(n)s purposes have their own duration", count
    )
    end = _("the school year ends on %(day)s") % {"day": date_format(last_day, "j F")}
    return SettingSummary(summary % {"n": count}, end)


@line(Part.COUNTER, _("Order of priority"), "scale", CHANGE_RULES, "weights_edit")
def weights():
    return _("your own points") if Weight.objects.exists() else _("the usual points")


_rule("late_limit", Part.COUNTER, "clock-alert")
_rule("walk_in_refusal", Part.COUNTER, "user-round")
_rule("voucher_ceiling", Part.COUNTER, "ticket")
_rule("swap_days", Part.COUNTER, "wrench")
_rule("remind_before", Part.WORDS, "bell")
_rule("remind_after", Part.WORDS, "bell-ring")
_rule("unsigned_days", Part.WORDS, "pen-line")
_rule("follow_up_days", Part.COUNTER, "phone-call")

ENTRIES.count(TEXTS_IN_USE, Part.WORDS, _("Texts of agreements"), "file-text", missing=NO_TEXT)

registry.ENTRIES.extend(ENTRIES)
