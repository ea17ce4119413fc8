"""Entries of the settings page about lending and giving."""

from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules import is_on
from core.numbers import euros
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from loans.base.models.rules import days_in
from loans.models import AgreementText, LoanTerm, OpeningHours, ResourceLink, Rules, Weight
from people.models import Language, Site

CHANGE_RULES, CHANGE_TEXT = "loans.change_rules", "loans.change_agreementtext"
ENTRIES = SettingsEntries()
line = ENTRIES.line
_rule = partial(ENTRIES.field, Rules, "rules_edit")


def _hours_page():
    """The hours of the only site, or the list of sites that leads to those of each."""
    sites = list(Site.objects.filter(is_active=True)[:2])
    return reverse("site_hours", args=[sites[0].pk]) if len(sites) == 1 else reverse("site_list")


@line(
    Part.PLACES,
    _("Opening hours and closed days"),
    "calendar-clock",
    "people.change_site",
    _hours_page,
)
def hours():
    sites = Site.objects.filter(is_active=True)
    received = OpeningHours.objects.filter(site__in=sites).values("site")
    closed = [str(site) for site in sites.exclude(pk__in=received)]
    count = len(sites) - len(closed)
    sentence = ngettext("%(n)s site receives people", "%(n)s sites receive people", count)
    missing = _("no hours, so no appointment: %(sites)s") % {"sites": ", ".join(closed)}
    is_missed = closed and is_on("appointments")
    return SettingSummary(sentence % {"n": count}, missing=[is_missed and missing])


def _days(count):
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def _days_after(text):
    return _("%(days)s days after") % {"days": _joined(text)} if text else _("none")


def _joined(text):
    return ", ".join(map(str, days_in(text)))


def _late(limit):
    words = ngettext("%(n)s late loan suspends", "%(n)s late loans suspend", limit)
    return words % {"n": limit} if limit else _("never")


def _per_month(amount):
    return _("%(amount)s per person and month") % {"amount": euros(amount)}


_rule("signs_by_drawing", Part.SWITCHES, _("Whoever hands over draws a signature"), "signature")
_rule("reservation_days", Part.COUNTER, _("A reservation is kept"), "bookmark-check", _days)


@line(Part.COUNTER, _("How long loans last"), "calendar", CHANGE_RULES, "durations_edit")
def durations():
    rules = Rules.cached()
    last_day = timezone.localdate().replace(2000, rules.school_ends_month, rules.school_ends_day)
    count = LoanTerm.objects.count()
    summary = ngettext("%(n)s purpose has its own", "%(n)s purposes have their own", count)
    end = _("school ends on %(day)s") % {"day": date_format(last_day, "j F")}
    return SettingSummary(summary % {"n": count}, end)


@line(Part.COUNTER, _("Who comes first"), "scale", CHANGE_RULES, "weights_edit")
def weights():
    return _("your own points") if Weight.objects.exists() else _("the usual points")


_rule("late_limit", Part.COUNTER, _("Late loans that suspend new requests"), "clock-alert", _late)
_rule("walk_in_refusal", Part.COUNTER, _("Refused a hand-over without a request"), "user-round")
_rule("voucher_ceiling", Part.COUNTER, _("Ceiling of vouchers"), "ticket", _per_month)
_rule("swap_days", Part.COUNTER, _("A failure counts as non-conforming within"), "wrench", _days)


@line(
    Part.WORDS,
    _("Reminders of the due date"),
    "bell",
    CHANGE_RULES,
    "rules_edit",
    "id_remind_before",
)
def reminders():
    rules = Rules.cached()
    before, after = _joined(rules.remind_before), _joined(rules.remind_after)
    return SettingSummary(
        before and _("%(days)s days before") % {"days": before},
        _("on the day"),
        after and _("%(days)s days after") % {"days": after},
    )


_rule("unsigned_days", Part.WORDS, _("An unsigned hand-over is recalled after"), "pen-line", _days)
_rule("follow_up_days", Part.COUNTER, _("Calls to make"), "phone-call", _days_after)


@line(Part.WORDS, _("Texts of agreements"), "file-text", CHANGE_TEXT, "agreementtext_list")
def agreements():
    count = AgreementText.objects.filter(is_current=True).count()
    others = Language.objects.filter(is_active=True).count()
    more = ngettext("%(n)s other language", "%(n)s other languages", others) % {"n": others}
    return SettingSummary(
        ngettext("%(n)s text in use", "%(n)s texts in use", count) % {"n": count},
        others and more,
        missing=[not count and _("load the reference data")],
    )


@line(
    Part.WORDS,
    _("Help that papers print"),
    "life-buoy",
    CHANGE_TEXT,
    lambda: reverse("agreementtext_list") + "#help",
)
def help_printed():
    count = ResourceLink.objects.filter(is_active=True).count()
    summary = ngettext("%(n)s printed", "%(n)s printed", count) % {"n": count}
    return SettingSummary(summary, missing=[not count and _("where families find help")])
