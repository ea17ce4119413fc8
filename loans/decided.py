"""Entries of the settings page about lending and giving."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.decisions import Decision, Part, Told
from core.quantities import euros
from core.wording import yes_or_no
from loans.models import AgreementText, LoanTerm, OpeningHours, ResourceLink, Rules, Weight
from loans.models.rules import days_in
from people.models import Language, Site


def _hours():
    sites = Site.objects.filter(is_active=True)
    received = OpeningHours.objects.filter(site__in=sites).values("site")
    closed = [str(site) for site in sites.exclude(pk__in=received)]
    open_ones = len(sites) - len(closed)
    sentence = ngettext("%(n)s site receives people", "%(n)s sites receive people", open_ones)
    missing = _("no hours, so no appointment: %(sites)s") % {"sites": ", ".join(closed)}
    return Told([sentence % {"n": open_ones}], [missing] if closed else [])


def _hours_page():
    """The hours of the only site, or the list of sites that leads to those of each."""
    sites = list(Site.objects.filter(is_active=True)[:2])
    return reverse("site_hours", args=[sites[0].pk]) if len(sites) == 1 else reverse("site_list")


def _agreements():
    count = AgreementText.objects.filter(is_current=True).count()
    languages = Language.objects.filter(is_active=True).count()
    sentences = [ngettext("%(n)s text in use", "%(n)s texts in use", count) % {"n": count}]
    if languages:
        more = ngettext("%(n)s other language", "%(n)s other languages", languages)
        sentences.append(more % {"n": languages})
    return Told(sentences, [] if count else [_("load the reference data")])


def _help():
    count = ResourceLink.objects.filter(is_active=True).count()
    missing = [] if count else [_("where families find help")]
    return Told([ngettext("%(n)s printed", "%(n)s printed", count) % {"n": count}], missing)


def days(count):
    """A number of days, in words."""
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def _reservation():
    return Told([days(Rules.current().reservation_days)])


def _unsigned():
    return Told([days(Rules.current().unsigned_days)])


def _failing():
    return Told([days(Rules.current().swap_days)])


def _late():
    limit = Rules.current().late_limit
    words = ngettext("%(n)s late loan suspends", "%(n)s late loans suspend", limit)
    return Told([words % {"n": limit} if limit else _("never")])


def _refused():
    return Told([Rules.current().get_walk_in_refusal_display()])


def _ceiling():
    amount = euros(Rules.current().voucher_ceiling)
    return Told([_("%(amount)s per person and month") % {"amount": amount}])


def _durations():
    rules = Rules.current()
    end = date_format(
        timezone.localdate().replace(2000, rules.school_ends_month, rules.school_ends_day), "j F"
    )
    count = LoanTerm.objects.count()
    sentences = ngettext("%(n)s purpose has its own", "%(n)s purposes have their own", count)
    return Told([sentences % {"n": count}, _("school ends on %(day)s") % {"day": end}])


def _weights():
    changed = Weight.objects.count()
    return Told([_("your own points") if changed else _("the usual points")])


def _reminders():
    rules = Rules.current()
    before, after = days_in(rules.remind_before), days_in(rules.remind_after)
    sentences = []
    if before:
        sentences.append(_("%(days)s days before") % {"days": _joined(before)})
    sentences.append(_("on the day"))
    if after:
        sentences.append(_("%(days)s days after") % {"days": _joined(after)})
    return Told(sentences)


def _calls():
    after = days_in(Rules.current().follow_up_days)
    return Told([_("%(days)s days after") % {"days": _joined(after)} if after else _("none")])


def _joined(numbers):
    return ", ".join(str(number) for number in numbers)


def _contributions():
    return Told([yes_or_no(Rules.current().has_contributions)])


def _drawn():
    return Told([yes_or_no(Rules.current().signs_by_drawing)])


def _rule(part, label, picture, tell, name):
    return Decision(part, label, picture, "loans.change_rules", "rules_edit", tell, at=f"id_{name}")


DECISIONS = [
    Decision(
        Part.PLACES,
        gettext_lazy("Opening hours and closed days"),
        "calendar-clock",
        "people.change_site",
        _hours_page,
        _hours,
    ),
    _rule(
        Part.SWITCHES,
        gettext_lazy("Gifts against a contribution"),
        "hand-coins",
        _contributions,
        "has_contributions",
    ),
    _rule(
        Part.SWITCHES,
        gettext_lazy("Whoever hands over draws a signature"),
        "signature",
        _drawn,
        "signs_by_drawing",
    ),
    _rule(
        Part.COUNTER,
        gettext_lazy("A reservation is kept"),
        "bookmark-check",
        _reservation,
        "reservation_days",
    ),
    Decision(
        Part.COUNTER,
        gettext_lazy("How long loans last"),
        "calendar",
        "loans.change_rules",
        "durations_edit",
        _durations,
    ),
    Decision(
        Part.COUNTER,
        gettext_lazy("Who comes first"),
        "scale",
        "loans.change_rules",
        "weights_edit",
        _weights,
    ),
    _rule(
        Part.COUNTER,
        gettext_lazy("Late loans that suspend new requests"),
        "clock-alert",
        _late,
        "late_limit",
    ),
    _rule(
        Part.COUNTER,
        gettext_lazy("Refused a hand-over without a request"),
        "user-round",
        _refused,
        "walk_in_refusal",
    ),
    _rule(Part.COUNTER, gettext_lazy("Ceiling of vouchers"), "ticket", _ceiling, "voucher_ceiling"),
    _rule(
        Part.COUNTER,
        gettext_lazy("A failure counts as non-conforming within"),
        "wrench",
        _failing,
        "swap_days",
    ),
    _rule(
        Part.WORDS,
        gettext_lazy("Reminders of the due date"),
        "bell",
        _reminders,
        "remind_before",
    ),
    _rule(
        Part.WORDS,
        gettext_lazy("An unsigned hand-over is recalled after"),
        "pen-line",
        _unsigned,
        "unsigned_days",
    ),
    _rule(Part.COUNTER, gettext_lazy("Calls to make"), "phone-call", _calls, "follow_up_days"),
    Decision(
        Part.WORDS,
        gettext_lazy("Texts of agreements"),
        "file-text",
        "loans.change_agreementtext",
        "agreementtext_list",
        _agreements,
    ),
    Decision(
        Part.WORDS,
        gettext_lazy("Help that papers print"),
        "life-buoy",
        "loans.change_agreementtext",
        lambda: reverse("agreementtext_list") + "#help",
        _help,
    ),
]
