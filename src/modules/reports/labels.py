"""A scope as text: its days, and its filters."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formatting import hour, moment


def days_words(scope):
    return _("from %(first)s to %(last)s") % {
        "first": date_format(scope.first, "DATE_FORMAT"),
        "last": date_format(scope.last, "DATE_FORMAT"),
    }


def as_of(at):
    """Time at which the figures of a report were computed: "Figures of 10:42"."""
    is_today = timezone.localdate(at) == timezone.localdate()
    text = hour(at) if is_today else moment(at)
    return _("Figures as of %(time)s") % {"time": text}


def narrowed_words(scope):
    """The scope as text: the days first, then a sentence for each filter."""
    sentences = {
        "site": _("site: %(name)s"),
        "organisation": _("organisation: %(name)s"),
        "donor": _("donor: %(name)s"),
        "territory": _("territory: %(name)s"),
    }
    words = [days_words(scope)]
    for name, sentence in sentences.items():
        if name in scope.narrowed_by:
            words.append(sentence % {"name": getattr(scope, name)})
    if scope.territory:
        words.append(_("territories according to: %(table)s") % {"table": scope.territory.table})
    return words
