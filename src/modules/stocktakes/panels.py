"""Panels of kernel pages: the counts under way, and the counts of a shelf."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.formatting import day
from desk.home.panels import MAX_ROWS, Panel
from modules.stocktakes.due import is_to_count
from modules.stocktakes.figures import UNDER_WAY
from modules.stocktakes.progress import with_numbers

LAST_COUNTED = Column(_("last counted"))


def being_counted(look):
    """The counts under way, for the home page."""
    counts = UNDER_WAY.rows(look.scope).for_list().order_by("-pk")
    more = UNDER_WAY.worked_on(look.scope)
    return Panel(
        _("Counts in progress"), "stocktakes/_counts.html", with_numbers(counts)[:MAX_ROWS], more
    )


def shelf_to_count(user, shelf):
    """A shelf that this user may count."""
    may = shelf and shelf.is_active and user.has_perm("stocktakes.count_stock")
    return {"shelf": shelf} if may else None


def cell_counted_at(_table, place):
    """The last count, whether it is due again, and the link to count now."""
    text = day(place.counted_at) or gettext("never")
    if not place.is_active:
        return text
    due = ""
    if is_to_count(place, timezone.now()):
        due = format_html(' <span class="status status-wait">{}</span>', gettext("due"))
    return format_html(
        '{}{} <a class="btn btn-outline" href="{}">{}<span class="visually-hidden"> {}</span></a>',
        text,
        due,
        f"{reverse('count_open')}?{urlencode({'place': place.code})}",
        gettext("Count"),
        place.code,
    )
