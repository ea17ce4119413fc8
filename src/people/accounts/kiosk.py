"""Kiosk mode: the session is locked to one page while the screen is turned to a visitor.

The lock is in the session, so it applies to every tab, to a typed URL and to the browser's history.
The lock is set, changed and ended while the row of the session is locked, so that neither a
concurrently loading page nor a form sent twice can lift it. The lock ends with the PIN that was
chosen when the screen was first turned in this session, or with the password if there is no PIN;
after a few wrong attempts the user is signed out. The hash of the PIN is stored in the session
only.
"""

from contextlib import contextmanager
from secrets import token_hex

from django import forms
from django.contrib.auth.hashers import check_password, make_password
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.http.ratelimit import is_within

LOCK, PIN = "kiosk", "kiosk_pin"  # session keys
TRIES, DAY = 5, 24 * 60 * 60


class TurnForm(forms.Form):
    """Form for choosing a PIN when the screen is first turned in a session."""

    use_required_attribute = False  # the form has other buttons

    pin = forms.RegexField(
        r"^\d{4}$",
        label=_("Choose a 4-digit PIN"),
        required=False,
        help_text=_(
            "You need it when you take the device back, until you sign out. If you "
            "leave this field empty, your password is needed instead."
        ),
        error_messages={"invalid": _("The PIN must have 4 digits.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4, "autofocus": True}
        ),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if request.session.get(PIN):
            del self.fields["pin"]
        elif not request.user.has_usable_password():
            self.fields["pin"].required = True

    def turn(self, page, back):
        """Lock the session to `page`, a URL; afterwards the user returns to `back`.

        The id of the lock also encrypts the drafts of this page (`static/drafts.js`). A lock or
        PIN that another tab has just set is kept.
        """
        pin = self.cleaned_data.get("pin")
        lock = {"id": token_hex(16), "page": page, "back": back, "is_done": False}
        hashed = make_password(pin) if pin else ""  # slow, so done before the row is locked
        session = self.request.session
        with session.locked():
            if pin and PIN not in session:
                session[PIN] = hashed
            session.setdefault(LOCK, lock)


class UnlockForm(forms.Form):
    """Form that ends the lock, with the PIN of the session or the password of its user."""

    secret = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["secret"].label = _("Password")
        if request.session.get(PIN):
            self.fields["secret"].label = _("4-digit PIN")
            own = {"inputmode": "numeric", "maxlength": 4, "autocomplete": "one-time-code"}
            self.fields["secret"].widget.attrs |= own

    def clean_secret(self):
        secret, pin = self.cleaned_data["secret"], self.request.session.get(PIN)
        if not (check_password(secret, pin) if pin else self.request.user.check_password(secret)):
            raise forms.ValidationError(_("This is incorrect: try again."))
        return secret


def may_try(request):
    """Count an attempt to unlock; return whether it is within the limit."""
    lock = request.session[LOCK]
    return is_within(f"unlock:{lock['id']}", limit=TRIES, seconds=DAY)


def is_turned(request):
    return LOCK in request.session


def way_on(request, url, *, is_done=True):
    """Return the next URL after a page of kiosk mode: the unlock page, which leads to `url`.

    `is_done` states whether the visitor signed.
    """
    if not is_turned(request):
        return url
    with _standing_lock(request) as lock:
        if lock is None:
            return url
        after = {"back": url, "is_done": is_done, "language": get_language()}
        request.session[LOCK] = lock | after
    return reverse("unlock")


def turn_to(request, page):
    """Show another page to the visitor, if the screen is turned; the user returns to it too."""
    if is_turned(request):
        with _standing_lock(request) as lock:
            if lock:
                request.session[LOCK] = lock | {"page": page, "back": page}


def unlock(request):
    """End the lock that this request found; return the URL to return to."""
    back = request.session[LOCK]["back"]
    with _standing_lock(request) as lock:
        if lock is None:
            return back
        return request.session.pop(LOCK)["back"]


@contextmanager
def _standing_lock(request):
    """Yield the lock that this request found, with its row locked; None if it ended meanwhile."""
    found = request.session[LOCK]["id"]
    with request.session.locked():
        lock = request.session.get(LOCK)
        yield lock if lock and lock["id"] == found else None


def is_open(request):
    """Whether a locked session may open this URL: its page, or a page that ends the lock."""
    lock = request.session.get(LOCK)
    if lock is None or request.path == reverse("unlock"):
        return True
    if request.path == reverse("account_logout"):
        return request.method == "POST"  # the confirmation page reveals who is signed in
    return request.path == lock["page"].partition("?")[0]
