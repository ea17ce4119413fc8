import time
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.accounts import kiosk
from people.accounts.passwords import LengthValidator, is_guarded

SHARED = "shared_post"  # cookie of a browser shared by several people
USED_AT = "used_at"  # session key: last use, up to a twentieth of the idle time too early
OWN_IDLE_MINUTES = 120  # on a private computer or phone: longer than a meal or a meeting
PROVEN = "has_second_factor"
# session key: hash of the password at sign-in, if too short without a second factor
SHORT = "short_password"
UNKNOWN_ROLE = gettext_lazy(
    "Your account has a role that Rebond does not know: ask an administrator for another."
)
# URLs that a signed-in user may open before the second factor: its set-up, and public pages.
OPEN = ("/accounts/", "/language/", "/static/", "/a/", "/invitation/")


def LanguageMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Activate the user's language, or the one chosen before sign-in, or French by default."""

    def middleware(request):
        if request.user.is_authenticated:
            language = request.user.language
        else:
            language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        translation.activate(
            language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        )
        request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return middleware


class IdleMiddleware:
    """End an idle session: after minutes on a shared computer, after two hours elsewhere.

    Requests that a page sends automatically, such as the progress of a count, do not count as use;
    requests with a token have no session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated or SESSION_KEY not in request.session:
            return
        is_shared = request.COOKIES.get(SHARED)
        now = int(time.time())
        minutes = settings.SHARED_IDLE_MINUTES if is_shared else OWN_IDLE_MINUTES
        idle = now - request.session.get(USED_AT, now)
        is_automatic = request.htmx and request.method == "GET"
        if idle > minutes * 60:
            logout(request)
            message = _(
                "You were signed out because this session was not used for %(minutes)s "
                "minutes: sign in again."
            )
            messages.info(request, message % {"minutes": minutes})
        elif USED_AT not in request.session or (idle >= minutes * 3 and not is_automatic):
            request.session[USED_AT] = now


class SignInMiddleware(LoginRequiredMiddleware):
    """Require sign-in on every page that is not public, and then return to that page.

    The session of a user whose role this release does not know is ended.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.user.is_authenticated and not request.user.is_role_valid:
            logout(request)
            messages.error(request, UNKNOWN_ROLE)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        url = self.get_login_url(view_func)
        field = self.get_redirect_field_name(view_func)
        return _by_page(request, redirect_to_login(_page_of(request), url, field))


def _page_of(request):
    """Return the URL to open after sign-in.

    After a POST or an htmx request, it is the page that sent the request, or else the home page.
    """
    if request.method in {"GET", "HEAD"} and not _is_by_script(request):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("home")
    return urlsplit(referer)._replace(scheme="", netloc="").geturl() or reverse("home")


def _is_by_script(request):
    return request.headers.get("HX-Request") == "true"


def _by_page(request, response):
    """Make htmx follow a redirect as a full page load, instead of inserting it into the page."""
    if not _is_by_script(request):
        return response
    return HttpResponse(status=401, headers={"HX-Redirect": response.url})


def KioskMiddleware(get_response):  # noqa: N802
    """Limit a session in kiosk mode to the page to which it is locked."""

    def middleware(request):
        if request.user.is_authenticated and not kiosk.is_open(request):
            return _by_page(request, redirect("unlock"))
        return get_response(request)

    return middleware


def TwoFactorMiddleware(get_response):  # noqa: N802
    """Require the second factor, or its set-up, from users who must have one.

    A user who neither has nor needs a second factor must have a longer password.

    A session counts as proven if the second factor was given or set up in it; older sessions,
    opened with the password only, must provide it.
    """

    def middleware(request):
        user = request.user
        if not (user.is_authenticated and user.needs_second_factor):
            return _longer_password_first(request) or get_response(request)
        is_changing = request.method == "POST" and request.path.startswith("/accounts/2fa/")
        if request.session.get(PROVEN) and not is_changing:
            return get_response(request)
        had_one = is_mfa_enabled(user)
        if had_one and _was_given(request):
            request.session[PROVEN] = True
        if request.session.get(PROVEN) or request.path.lower().startswith(OPEN):
            response = get_response(request)
            if is_changing and (request.session.get(PROVEN) or not had_one):
                request.session[PROVEN] = is_mfa_enabled(user)
            return response
        if had_one:
            query = urlencode({"next": _page_of(request)})
            return _by_page(request, redirect(f"/accounts/2fa/reauthenticate/?{query}"))
        messages.info(request, _("Your role needs two-step sign-in: choose a method to continue."))
        return _by_page(request, redirect("mfa_index"))

    return middleware


def _longer_password_first(request):
    """Redirect to the password page if the password is too short without a second factor, else
    None.
    """
    user, short = request.user, request.session.get(SHORT)
    if not short or not user.is_authenticated or request.path.lower().startswith(OPEN):
        return None
    if is_guarded(user) or short != user.get_session_auth_hash():
        return None
    messages.info(request, LengthValidator().get_help_text())
    return _by_page(request, redirect("account_change_password"))


def has_second_factor(request):
    """Whether this session passed the second factor, whether or not the role needs one."""
    given = is_mfa_enabled(request.user) and _was_given(request)
    return bool(request.session.get(PROVEN)) or given


def second_factor_first(request, name, **query):
    """Redirect to the page that asks for the second factor, then to `name`, or to its set-up."""
    if is_mfa_enabled(request.user):
        back = {"next": f"{reverse(name)}?{urlencode(query)}"}
        return redirect(f"/accounts/2fa/reauthenticate/?{urlencode(back)}")
    messages.info(request, _("This action needs two-step sign-in: choose a method to continue."))
    return redirect("mfa_index")


def _was_given(request):
    """Whether this session passed the second factor, at sign-in or since."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
