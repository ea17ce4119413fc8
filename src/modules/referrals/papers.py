"""PDF of the referral slip: large print, French and English, without a name."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.formatting import full_date, inside, unbroken
from core.models import Identity
from core.modules.registry import is_offered
from core.pdf.render import render_pdf
from core.templatetags.rebond import with_town
from loans.base.week import hours_in_words

LANGUAGES = ("fr", "en")


def render_referral(referral):
    """The PDF (bytes) of a slip, with all its text in both languages."""
    identity = Identity.cached()
    with translation.override("fr"):
        facts = {
            "referral": referral,
            "identity": identity,
            "logo": identity.logo_uri,
            "texts": [_in(language, referral, identity) for language in LANGUAGES],
        }
        return render_pdf("referrals/referral_slip.html", facts)


def _in(language, referral, identity):
    """The content of the slip in one language."""
    site, lines = referral.site, referral.lines.for_list()
    with translation.override(language):
        return {
            "language": language,
            "title": _("Referral slip"),
            "lead": _("%(organisation)s refers you to %(identity)s to receive:")
            % {"organisation": referral.organisation, "identity": identity.name},
            "entitlements": [
                (f"{line.quantity} × {inside(line.what)}", str(line.needs)) for line in lines
            ],
            "until": _("Please come by %(day)s.") % {"day": full_date(referral.valid_until)},
            "call_first": _("Call before you come: the equipment is not always available."),
            "where": _("Where"),
            "site": site.name,
            "address": ", ".join(with_town(site.address, site.town).splitlines()),
            "when": pgettext("opening hours", "When"),
            "opening": hours_in_words(site) or _("Call first."),
            "call": unbroken(_("Call: %(phone)s") % {"phone": site.phone or identity.phone}),
            "worker_title": _("Referred by"),
            "worker": unbroken(" · ".join(filter(None, [referral.worker, referral.worker_phone]))),
            "free": _free(),
            "away_title": _("If you cannot come"),
            "away": _("Call us, or the person who referred you, and we will find another day."),
            "bring_title": _("What to bring"),
            "bring": [
                _("this slip"),
                _("proof of identity: we look at it and keep no copy"),
                _("for someone under 18, a parent or a guardian"),
            ],
            "once": _("This slip can be used only once. It must not be sold."),
            "name": _("Name, written by hand if you wish:"),
        }


def _free():
    """Sentence saying that the loan, or without sales everything, is free of charge."""
    if is_offered("sale"):
        return _("The loan is free of charge.")
    return _("It is free of charge: nobody may ask you for money.")
