"""Redirects to an OpenID provider and back."""

from allauth.account.views import LogoutView
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from requests import RequestException

from modules.single_sign_on.adapters import SIGN_OUT, checked_claims, providers, turned_away


class Provider(OpenIDConnectOAuth2Adapter):
    """django-allauth's provider view; also stores the URL that ends the session there."""

    def complete_login(self, request, app, token, **kwargs):
        login = super().complete_login(request, app, token, **kwargs)
        data = login.account.extra_data
        if len({claims["sub"] for claims in data.values()}) > 1:
            raise OAuth2Error("userinfo is about somebody else")  # OpenID Connect Core, 5.3.2
        if address := self.openid_config.get("end_session_endpoint"):
            query = {
                "client_id": app.client_id,
                "id_token_hint": kwargs["response"].get("id_token", ""),
                "post_logout_redirect_uri": settings.SITE_URL + reverse("account_login"),
            }
            request.provider_sign_out = f"{address}?{urlencode(query)}"
        return login

    def _fetch_user_info(self, access_token):
        return checked_claims(super()._fetch_user_info(access_token))

    def _decode_id_token(self, app, id_token):
        return checked_claims(super()._decode_id_token(app, id_token))

    def parse_token(self, data):
        try:
            return super().parse_token(data)
        except (TypeError, ValueError) as error:
            raise OAuth2Error("expires_in is no number") from error


@login_not_required
def provider_login(request, provider_id):
    """Redirect to the provider's sign-in page; a query string cannot change the parameters.

    A signed-in user proves their identity again: their session at the provider is not enough.
    """
    request.GET = request.GET.copy()
    for name in ("auth_params", "scope"):
        request.GET.pop(name, None)
    if request.user.is_authenticated:
        request.GET["auth_params"] = urlencode({"prompt": "login"})
    return _answered(request, OAuth2LoginView, provider_id)


@login_not_required
def provider_callback(request, provider_id):
    """The page to which the provider redirects users."""
    return _answered(request, OAuth2CallbackView, provider_id)


def _answered(request, view, provider_id):
    names = {one["provider_id"]: one["name"] for one in providers()}
    if provider_id not in names:
        raise Http404
    try:
        return view.adapter_view(Provider(request, provider_id))(request)
    except RequestException:
        reason = _("%(provider)s does not respond: try again later, or sign in here.")
        return turned_away(request, reason % {"provider": names[provider_id]}).response


class SignOutView(LogoutView):
    """View that ends the session here and, if it began at the provider, there too."""

    def post(self, *args, **kwargs):
        address = self.request.session.get(SIGN_OUT)
        response = super().post(*args, **kwargs)
        if not address:
            return response
        return render(self.request, "single_sign_on/signed_out.html", {"address": address})


sign_out = SignOutView.as_view()
