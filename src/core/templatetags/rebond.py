"""Tags for all templates."""

import re
from functools import lru_cache

from django import template
from django.contrib.auth.models import AnonymousUser
from django.forms.utils import flatatt
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from core.formatting import day_and_hour, hour, inside
from core.lists.tables import badge, link
from core.modules.panels import panels_at
from core.modules.registry import is_offered, is_on, is_url_on
from core.numbers import euros, kilos
from core.qr import agreement_address, certificate_address, document_address, qr_picture

register = template.Library()
register.filter("badge", badge)
register.filter("link", link)
register.filter("day_and_hour", day_and_hour)
register.filter("euros", euros)
register.filter("hour", hour)
register.filter("inside", inside)
register.filter("kilos", kilos)
register.filter("qr", qr_picture)
register.filter("is_offered", is_offered)  # {% if "sale"|is_offered %}
register.filter("is_on", is_on)  # {% if "vouchers"|is_on %}
register.filter("is_url_on", is_url_on)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name, size=18):
    """Render a decorative icon, hidden from screen readers: the text beside it says the same."""
    return format_html(
        '<svg width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"/></svg>',
        size,
        static("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def again(context, block):
    """Repeat the content of a block."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(block).render(context)


@register.simple_block_tag
def card(content, title="", key="", n="", **options):
    """Render a section of a page, with its heading: {% card _("Papers") "papers" %}…{% endcard %}.

    `n` numbers the key if a page has several such sections.
    """
    key = f"{key}-{n}" if n else key
    return render_to_string(
        "components/card.html", {"content": content, "title": title, "key": key, **options}
    )


@register.simple_block_tag
def more_acts(content):
    """Render the less frequent actions of a page in a menu, or nothing if it would be empty.

    Destructive ones go last, in an element with the class `acts-apart`. At most four actions
    stay outside the menu.
    """
    if not re.search("<(a|button)[ >]", content):
        return ""
    return render_to_string("components/more_acts.html", {"content": content})


@register.simple_block_tag(takes_context=True)
def form(
    context,
    content,
    *where,
    method="post",
    action="",
    css="",
    novalidate=False,
    files=False,
    hx="",
    **rest,
):
    """Render a form around its fields: {% form "loan_signer" loan.pk %}…{% endform %}.

    The form is sent to the URL with this name and arguments, to `action`, or to the current page.
    With `hx`, htmx sends it, and the response replaces the content of that selector.
    """
    action = reverse(where[0], args=where[1:]) if where else action
    usual = {
        "method": method,
        "action": action,
        "class": css,
        "enctype": files and "multipart/form-data",
        "hx-post": hx and action,
        "hx-target": hx,
        "hx-swap": hx and "innerHTML",
        "novalidate": bool(novalidate),
    }
    given = {name.replace("_", "-"): value for name, value in (usual | rest).items() if value}
    token = CsrfTokenNode().render(context) if method == "post" else ""
    return format_html("<form{}>{}{}</form>", flatatt(given), token, content)


@register.simple_tag(takes_context=True)
def panels(context, place, subject=None):
    """The panels that modules add at this place of the page, in order."""
    shown = panels_at(place, getattr(context.get("request"), "user", AnonymousUser()), subject)
    request = getattr(context, "request", None)  # absent without the database
    parts = (render_to_string(name, context.flatten() | more, request) for name, more in shown)
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def named_for(row, user):
    """The name of a row that `user` may see: in full or discreet."""
    return row.named_for(user)


@register.filter
def draft_key(user):
    """Key of the drafts in this user's tabs; only pages of the signed-in user contain it."""
    value = f"{user.pk}:{user.get_session_auth_hash()}"
    return salted_hmac("core.drafts", value, algorithm="sha256").hexdigest()


@register.filter
def undoes(message):
    """Id of the event that the button of a flash message undoes; "" without a button."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")), "")


@register.simple_tag
def document_code(number):
    """QR code of a paper, which leads to the object with this number, never to a device."""
    return _code(document_address(str(number)), number)


@register.simple_tag
def certificate_code(certificate):
    """QR code of an erasure certificate: it leads anybody to the public proof."""
    return _code(certificate_address(certificate.token), certificate)


@register.simple_tag
def agreement_code(agreement):
    """QR code of an agreement: it leads anybody to a page that says whether the paper is
    genuine.
    """
    return _code(agreement_address(agreement.token), agreement)


@register.simple_tag
def address_code(address):
    """QR code of a public page."""
    return _code(address, address)


def _code(address, number):
    return format_html(
        '<img class="document-code" src="{}" alt="{}">',
        qr_picture(address),
        gettext("Code to scan: %(number)s") % {"number": number},
    )


@register.filter
def with_town(address, town):
    """Full address: the town is added on its own line, unless the address contains it."""
    has_town = (town or "").casefold() in (address or "").casefold()
    return address if has_town else f"{address}\n{town}".strip()


@register.filter
def without_postcode(town):
    """Remove the postcode from a town, for “done at”: “35000 Rennes” becomes “Rennes”."""
    return re.sub(r"^\d[\d ]*\s", "", town or "")


# Web and e-mail addresses short enough for a line of a column
ADDRESS = re.compile(r"\b(?=\S{5,40}(?:\s|$))((?:https?://)?[\w@-]+(?:\.[\w@-]+)+(?:/[^\s,;]*)?)")
WHOLE = '<span class="whole">{}</span>'


@register.filter
def whole_addresses(text):
    """HTML of a text, in which a web or e-mail address is never broken over two lines."""
    parts = enumerate(ADDRESS.split(text))  # every second part is an address
    words = (format_html(WHOLE, part) if place % 2 else part for place, part in parts)
    return format_html_join("", "{}", ((part,) for part in words))


@register.filter
def halves(lines):
    """Split a list into two halves, the first longer by one if the length is odd."""
    middle = (len(lines) + 1) // 2
    return [lines[:middle], lines[middle:]]
