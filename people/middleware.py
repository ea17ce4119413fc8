from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

KNOWN = dict(settings.LANGUAGES)


def LanguageMiddleware(get_response):  # noqa: N802  (named as the classes it stands among)
    """The user's language; before sign-in, the one chosen in the header; else French."""

    def middleware(request):
        if request.user.is_authenticated:
            language = request.user.language
        else:
            language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        translation.activate(language if language in KNOWN else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return middleware


def TwoFactorMiddleware(get_response):  # noqa: N802
    """Who must have a second factor sets it up before anything else."""

    def middleware(request):
        user = request.user
        if (
            user.is_authenticated
            and user.needs_second_factor
            and not request.path.startswith(("/accounts/", "/language/", "/static/"))
            and not request.session.get("has_second_factor")
        ):
            if not is_mfa_enabled(user):
                messages.info(request, _("Your role needs a second factor: choose one to go on."))
                return redirect("mfa_index")
            request.session["has_second_factor"] = True
        return get_response(request)

    return middleware
